"""A heartbeat in a file, for health checks of containers: workers and the housekeeper have no URL to request."""

from pathlib import Path

from django.conf import settings


def touch() -> None:
    """Touch ALIVE_FILE, if it is set."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()
