"""Serve the pages, the API and the admin."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hiddenhill.runtime import processes, supervision


class Command(BaseCommand):
    """``manage.py api``: the web server, in WEB_CONCURRENCY processes."""

    help = "Serve the pages, the API and the admin on HOST:PORT (127.0.0.1:8000 by default)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the web server, or the supervisor of several."""
        if settings.WEB_CONCURRENCY <= 1:
            processes.become(processes.api())
        program = supervision.Program("api", processes.api(), settings.WEB_CONCURRENCY)
        with TemporaryDirectory() as state:
            sys.exit(supervision.run([program], settings.BASE_DIR, Path(state)))
