"""Run one worker process."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """``manage.py worker``: a single-slot Celery worker; start several for more videos at a time."""

    help = (
        "Run a worker that makes one video at a time; start several, here or on other machines, to make more. It has "
        "to be started anew when it ends: manage.py up does that, or docker, or systemd."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The name matters where several run on one machine."""
        parser.add_argument("--name", default=f"worker{os.getpid()}", help="Unique on this machine.")
        parser.add_argument(
            "--housekeeping",
            action="store_true",
            help="Make no videos, but bring back what was lost and prune what is too old. One such worker will do.",
        )

    def handle(self, *args: Any, name: str, housekeeping: bool, **options: Any) -> None:
        """Become the Celery worker: signals reach it directly."""
        queue = settings.HOUSEKEEPING_QUEUE if housekeeping else settings.CELERY_TASK_DEFAULT_QUEUE
        arguments = [
            "-m",
            "celery",
            "--quiet",
            "-A",
            "hiddenhill",
            "worker",
            "--hostname",
            f"{name}@%h",
            "--queues",
            queue,
        ]
        # Workers tell one another nothing that we use: revoked tasks and elections are not ours, the row is.
        arguments += ["--without-gossip", "--without-mingle"]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606
