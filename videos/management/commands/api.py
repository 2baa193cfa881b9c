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
        os.chdir(settings.BASE_DIR)
        arguments = ["-m", "gunicorn", "-c", "python:hiddenhill.gunicorn", "hiddenhill.wsgi"]
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606
