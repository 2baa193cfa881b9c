"""Queue failed jobs again."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from videos.jobs import submission
from videos.models import Job, Status


class Command(BaseCommand):
    """``manage.py retry``: queue failed or cancelled jobs again."""

    help = "Queue failed or cancelled jobs again: by id, or all that failed, or all that failed with one error code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=UUID, metavar="JOB")
        parser.add_argument("--failed", action="store_true", help="All failed jobs.")
        parser.add_argument("--error", default="", metavar="CODE", help="All failed jobs with this error code.")

    def handle(self, *args: Any, ids: list[UUID], failed: bool, error: str, **options: Any) -> None:
        if not (ids or failed or error):
            raise CommandError("Name at least one job, or --failed, or --error CODE.")
        jobs = Job.objects.filter(pk__in=ids) if ids else Job.objects.filter(status=Status.FAILED)
        for job in jobs.filter(error_code=error) if error else jobs:
            self.stdout.write(f"{job.pk}  {job.pubmed_id}  {self._retried(job)}")
        unknown = set(ids).difference(Job.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if unknown:
            raise CommandError(f"No such job: {', '.join(map(str, sorted(unknown)))}.")

    def _retried(self, job: Job) -> str:
        try:
            retried = submission.resubmit(job, by="manage.py")
        except submission.QueueUnavailable as error:
            raise CommandError(str(error)) from error
        return retried.status if retried else f"not retried: it is {job.status}"
