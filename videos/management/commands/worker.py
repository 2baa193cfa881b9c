"""Run one worker process."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """``manage.py worker``: a single-slot Celery worker; start several for more videos at a time."""

    help = "Run a worker that makes one video at a time. Start several, here or on other machines, to make more."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name matters where several run on one machine."""
        parser.add_argument("--name", default=f"worker{os.getpid()}", help="Unique on this machine.")
        parser.add_argument("--loglevel", default="INFO")

    def handle(self, *args: Any, name: str, loglevel: str, **options: Any) -> None:
        """Become the Celery worker: signals reach it directly."""
        arguments = ["-m", "celery", "-A", "hiddenhill", "worker", "--hostname", f"{name}@%h", "--loglevel", loglevel]
        # Workers tell one another nothing that we use: revoked tasks and elections are not ours, the row is.
        arguments += ["--without-gossip", "--without-mingle"]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, *arguments, "--queues", settings.CELERY_TASK_DEFAULT_QUEUE])  # noqa: S606
