"""Run one worker process."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiddenhill.runtime import processes
from hiddenhill.runtime.processes import Kind


class Command(BaseCommand):
    """``manage.py worker``: a Celery worker that makes one video at a time."""

    help = (
        "Run a worker that makes one video at a time. Start several, here or on other machines, to make more at once. "
        "When a worker exits, something must restart it: manage.py up, Docker or systemd."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="Unique on this machine.")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument(
            "--housekeeping",
            dest="kind",
            action="store_const",
            const=Kind.HOUSEKEEPING,
            help="Run the housekeeper instead: recovery, webhooks and pruning. One is enough.",
        )
        kind.add_argument(
            "--previews",
            dest="kind",
            action="store_const",
            const=Kind.PREVIEWS,
            help="Run the previewer instead: pictures and sounds of storyboards that are being reviewed. One is "
            "enough for a few people who edit at the same time.",
        )

    def handle(self, *args: Any, name: str | None, kind: Kind | None, **options: Any) -> None:
        kind = kind or Kind.VIDEOS
        processes.become(processes.worker(name or f"{kind.value}{os.getpid()}", kind))
