"""Signs people in through an OpenID provider: checks what it says, and finds or makes the user.

mozilla-django-oidc makes the requests and finds the key. What a token must contain, and whose it is, is decided here.
"""

import logging
from typing import Any, cast

import jwt
import requests
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from hiddenhill.accounts import discovery
from hiddenhill.accounts.discovery import ProviderAway
from hiddenhill.accounts.models import Identity

logger = logging.getLogger(__name__)

_LEEWAY_SECONDS = 30
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]  # OpenID Connect Core 1.0, section 2


class NotSignedIn(Exception):
    """The provider vouches for nobody who may use this instance. The message says why, to the person."""


class Provider(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The authentication backend. Django makes one for each check of a permission, so nothing is asked before use."""

    def __init__(self) -> None:
        self.UserModel = User
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID
        self.OIDC_RP_CLIENT_SECRET = settings.OIDC_RP_CLIENT_SECRET
        self.OIDC_RP_SIGN_ALGO = settings.OIDC_RP_SIGN_ALGO
        self.OIDC_RP_IDP_SIGN_KEY = None

    @property
    def OIDC_OP_TOKEN_ENDPOINT(self) -> str:
        """Where a code is exchanged for tokens."""
        return discovery.configuration().token

    @property
    def OIDC_OP_JWKS_ENDPOINT(self) -> str:
        """Where the keys are."""
        return discovery.configuration().keys

    @property
    def OIDC_OP_USER_ENDPOINT(self) -> str:
        """Where the claims are."""
        return discovery.configuration().userinfo

    def get_settings(self, attr: str, *args: Any) -> Any:
        """A setting of the library."""
        if attr == "OIDC_TOKEN_USE_BASIC_AUTH":
            return discovery.configuration().wants_basic
        return super().get_settings(attr, *args)

    def authenticate(self, request: HttpRequest, *, nonce: str, code_verifier: str) -> User:
        """The user for whom the provider vouches. Raises NotSignedIn or ProviderAway.

        The keywords keep Django from calling this with a user name and a password.
        """
        try:
            user = super().authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except requests.RequestException as error:
            raise ProviderAway(f"the provider does not answer: {error!r}") from error
        except (jwt.PyJWTError, SuspiciousOperation, AttributeError, KeyError, TypeError, ValueError) as error:
            logger.warning("the answer of the provider is refused: %r", error)
            raise NotSignedIn("The answer of the sign-in service could not be verified.") from error
        if user is None:
            raise NotSignedIn("The sign-in service sent no code.")
        return cast(User, user)

    def _verify_jws(self, payload: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims of a token that the provider signed for this instance, and that has not expired."""
        claims: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=_LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )
        if claims.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("the token was issued to another client")
        return claims

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> User:
        """The user of the verified claims. Raises NotSignedIn."""
        claims = dict(payload)
        if self.OIDC_OP_USER_ENDPOINT:
            claims |= self.get_userinfo(access_token, id_token, payload)
        if claims["sub"] != payload["sub"]:  # section 5.3.2: the claims of somebody else
            raise SuspiciousOperation("the claims are those of another subject")
        _check_domain(claims)
        with transaction.atomic():
            user = _known(claims["sub"]) or _linked(claims)
            if not user.is_active:
                raise NotSignedIn("Your account is not active.")
            _set_staff(user, claims)
        return user


def _check_domain(claims: dict[str, Any]) -> None:
    domain = _address(claims).rpartition("@")[2].casefold()
    if settings.OIDC_EMAIL_DOMAINS and domain not in settings.OIDC_EMAIL_DOMAINS:
        raise NotSignedIn("People with your e-mail address may not sign in here.")


def _known(subject: str) -> User | None:
    identity = Identity.objects.select_related("user").filter(issuer=settings.OIDC_ISSUER, subject=subject).first()
    return identity.user if identity else None


def _linked(claims: dict[str, Any]) -> User:
    """The user who has the verified address, or a new one; from now on known by the subject."""
    address = _address(claims)
    if not address:
        raise NotSignedIn("Your sign-in service has not verified your e-mail address, so it cannot name your account.")
    found = list(User.objects.filter(email__iexact=address)[:2])
    if len(found) > 1:
        raise NotSignedIn(f"Several accounts have the address {address}.")
    user = found[0] if found else _created(address)
    Identity.objects.create(user=user, issuer=settings.OIDC_ISSUER, subject=claims["sub"])
    logger.info("user %d is now known by a subject of %s", user.pk, settings.OIDC_ISSUER)
    return user


def _created(address: str) -> User:
    if not settings.OIDC_CREATE_USERS:
        raise NotSignedIn(f"No account has the address {address}.")
    try:
        with transaction.atomic():
            return User.objects.create_user(address, email=address)  # without a password
    except IntegrityError as error:
        raise NotSignedIn(f"There is already another user {address}.") from error


def _address(claims: dict[str, Any]) -> str:
    """The address for which the provider vouches, "" for none. Some providers send the claim about it as text."""
    address = claims.get("email", "")
    is_verified = claims.get("email_verified", settings.OIDC_TRUST_EMAIL) in (True, "true")
    return address if is_verified and isinstance(address, str) and "@" in address else ""


def _set_staff(user: User, claims: dict[str, Any]) -> None:
    if not settings.OIDC_STAFF_VALUE:
        return
    held = claims.get(settings.OIDC_STAFF_CLAIM, [])
    is_staff = user.is_superuser or settings.OIDC_STAFF_VALUE in ([held] if isinstance(held, str) else held)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
