"""Serve the API, the admin and the pages."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """``manage.py api``: gunicorn on HOST:PORT."""

    help = "Serve the API and the admin on HOST:PORT (127.0.0.1:8000 by default)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Become gunicorn: signals reach it directly."""
        address = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        arguments = ["--bind", f"{address}:{settings.PORT}", "--worker-class", "gthread", "--threads", "8"]
        arguments += ["--access-logfile", "-", "--no-control-socket"]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "hiddenhill.wsgi", *arguments])  # noqa: S606
