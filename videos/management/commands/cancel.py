"""End jobs that have not ended."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from videos.jobs import lifecycle


class Command(BaseCommand):
    """``manage.py cancel``: works with the queue away, too."""

    help = "Cancel jobs by their ids. Whoever works on one stops within three seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        """The jobs."""
        parser.add_argument("ids", nargs="+", type=UUID, metavar="JOB")

    def handle(self, *args: Any, ids: list[UUID], **options: Any) -> None:
        """Tell of each job what became of it."""
        for job_id in ids:
            cancelled = lifecycle.cancel(job_id, by="manage.py")
            self.stdout.write(f"{job_id}  {'cancelled' if cancelled else 'left alone: there is none, or it has ended'}")
