"""Run the scheduler."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """``manage.py scheduler``: Celery's beat, with the schedule in the database."""

    help = "Send the housekeeping tasks when they are due. One is enough, a second one does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        """Become beat: signals reach it directly."""
        os.chdir(settings.BASE_DIR)
        arguments = ["-m", "celery", "--quiet", "-A", "hiddenhill", "beat", "--pidfile="]
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606
