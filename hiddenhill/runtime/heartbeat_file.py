"""A sign of life in a file: workers and the scheduler have no address that a health check could ask."""

from pathlib import Path

from django.conf import settings


def touch() -> None:
    """Touch ALIVE_FILE, where one is set."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()
