"""Cancel unfinished jobs."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from videos.jobs import lifecycle


class Command(BaseCommand):
    """``manage.py cancel``: works without the queue."""

    help = "Cancel jobs by id. Their workers stop within three seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="+", type=UUID, metavar="JOB")

    def handle(self, *args: Any, ids: list[UUID], **options: Any) -> None:
        for job_id in ids:
            cancelled = lifecycle.cancel(job_id, by="manage.py")
            self.stdout.write(
                f"{job_id}  {'cancelled' if cancelled else 'not cancelled: there is no such job, or it has ended'}"
            )
