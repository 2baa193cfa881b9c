"""Run one worker process."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiddenhill.runtime import processes


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
        """Become the Celery worker."""
        processes.become(processes.worker(name, housekeeping=housekeeping))
