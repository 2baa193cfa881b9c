"""What an OpenID provider says about itself, at the address that OpenID Connect Discovery 1.0 defines."""

import threading
import time
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

_SECONDS = 3600
_PATH = "/.well-known/openid-configuration"


class ProviderAway(Exception):
    """The provider does not answer, or not as the specification says. The message is for the log."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The endpoints of a provider. ``userinfo`` is "" where the id token has all claims."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    wants_basic: bool
    """The secret is sent in a header, as the provider does not take it in the body."""


_kept: dict[str, tuple[float, Configuration]] = {}
_lock = threading.Lock()


def configuration() -> Configuration:
    """The configuration of OIDC_ISSUER, read once an hour in each process. Raises ProviderAway.

    It is kept in memory and not in the cache: those who can write there could direct people to another provider.
    """
    issuer = settings.OIDC_ISSUER
    with _lock:
        read_at, known = _kept.get(issuer, (0.0, None))
        if known is None or time.monotonic() - read_at > _SECONDS:
            known = _read(issuer)
            _kept[issuer] = (time.monotonic(), known)
        return known


def _read(issuer: str) -> Configuration:
    try:
        answer = requests.get(issuer.rstrip("/") + _PATH, timeout=settings.OIDC_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        if said["issuer"] != issuer:  # section 4.3: otherwise another provider could answer
            raise ProviderAway(f"OIDC_ISSUER is {issuer}, but the provider calls itself {said['issuer']}")
        methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Configuration(
            said["authorization_endpoint"],
            said["token_endpoint"],
            said["jwks_uri"],
            said.get("userinfo_endpoint", ""),
            "client_secret_post" not in methods,
        )
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise ProviderAway(f"the configuration of {issuer} cannot be read: {error!r}") from error
