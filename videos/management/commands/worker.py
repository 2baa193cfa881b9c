"""Run one worker process."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiddenhill.runtime import processes


class Command(BaseCommand):
    """``manage.py worker``: a Celery worker that makes one video at a time."""

    help = (
        "Run a worker that makes one video at a time. Start several, here or on other machines, to make more at once. "
        "When a worker exits, something must restart it: manage.py up, Docker or systemd."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=f"worker{os.getpid()}", help="Unique on this machine.")
        parser.add_argument(
            "--housekeeping",
            action="store_true",
            help="Run the housekeeper instead: recovery, webhooks and pruning. One is enough.",
        )

    def handle(self, *args: Any, name: str, housekeeping: bool, **options: Any) -> None:
        processes.become(processes.worker(name, housekeeping=housekeeping))
