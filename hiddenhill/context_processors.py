"""Template variables of every page."""

from django.conf import settings
from django.http import HttpRequest


def mode(request: HttpRequest) -> dict[str, bool | str]:
    """``single_user``: whether everyone who reaches this instance uses it without signing in. The others are as set."""
    return {
        "single_user": settings.API_ALLOW_ANONYMOUS,
        "gallery": settings.GALLERY,
        "email_is_sent": settings.EMAIL_IS_SENT,
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "passwords": not settings.OIDC_ONLY,
    }
