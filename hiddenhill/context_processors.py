"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def mode(request: HttpRequest) -> dict[str, bool]:
    """``single_user``: whether anybody who reaches this instance is its one user."""
    return {"single_user": settings.API_ALLOW_ANONYMOUS}
