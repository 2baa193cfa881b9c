"""Serve the API, the admin and the pages."""

from typing import Any

from django.core.management.base import BaseCommand

from hiddenhill.runtime import processes


class Command(BaseCommand):
    """``manage.py api``: gunicorn on HOST:PORT."""

    help = "Serve the pages, the API and the admin on HOST:PORT (127.0.0.1:8000 by default)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Become gunicorn."""
        processes.become(processes.api())
