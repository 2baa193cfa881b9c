"""The way to the OpenID provider and back."""

import logging
from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from hiddenhill.accounts import discovery, locks
from hiddenhill.accounts.discovery import ProviderAway
from hiddenhill.accounts.oidc import NotSignedIn, Provider

logger = logging.getLogger(__name__)

_BACKEND = "hiddenhill.accounts.oidc.Provider"


class Depart(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Go to the provider, with a fresh state, nonce and PKCE challenge, which the session keeps."""

    def __init__(self, **kwargs: Any) -> None:
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID

    @property
    def OIDC_OP_AUTH_ENDPOINT(self) -> str:
        """Where people sign in."""
        return discovery.configuration().authorization

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count it as a sign-in, and respond with a page that says so while the provider is away."""
        if not settings.OIDC_ISSUER:
            raise Http404
        locks.check_address(request)
        try:
            return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))
        except ProviderAway as error:
            return _away(request, error)


@require_GET
@never_cache
def arrive(request: HttpRequest) -> HttpResponse:
    """Come back from the provider: sign in, and go to the page that was asked for."""
    if not settings.OIDC_ISSUER:
        raise Http404
    kept = _begun(request)
    if "error" in request.GET:
        logger.warning("the provider refused a sign-in: %r", request.GET["error"][:100])
        return _refused(request, "The sign-in service did not sign you in.")
    if kept is None or "code" not in request.GET:
        return _refused(request, "This sign-in was not begun in this browser, or was completed already.")
    try:
        user = Provider().authenticate(request, nonce=kept["nonce"], code_verifier=kept["code_verifier"])
    except NotSignedIn as error:
        return _refused(request, str(error))
    except ProviderAway as error:
        return _away(request, error)
    after = request.session.pop("oidc_login_next", None)
    auth.login(request, user, backend=_BACKEND)
    return HttpResponseRedirect(after or resolve_url(settings.LOGIN_REDIRECT_URL))


def _begun(request: HttpRequest) -> dict[str, str] | None:
    """What the session kept for the state of this request. It is removed at once: a state is used once."""
    states = request.session.get("oidc_states", {})
    kept: dict[str, str] | None = states.pop(request.GET.get("state", ""), None)
    if kept:
        request.session["oidc_states"] = states
        request.session.save()
    return kept


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "accounts/oidc_failed.html", {"reason": reason}, status=403)


def _away(request: HttpRequest, error: ProviderAway) -> HttpResponse:
    logger.error("nobody can sign in with OIDC_ISSUER: %s", error)
    reason = "The sign-in service does not answer at the moment. Try again in a minute."
    return render(request, "accounts/oidc_failed.html", {"reason": reason}, status=503)
