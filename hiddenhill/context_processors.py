"""Template variables of every page."""

from django.conf import settings
from django.http import HttpRequest


def mode(request: HttpRequest) -> dict[str, bool]:
    """``single_user``: whether everyone who reaches this instance uses it without signing in. The others are as set."""
    return {
        "single_user": settings.API_ALLOW_ANONYMOUS,
        "gallery": settings.GALLERY,
        "email_is_sent": settings.EMAIL_IS_SENT,
    }
