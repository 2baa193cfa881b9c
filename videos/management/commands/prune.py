"""Delete old jobs, and files without a job."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from videos.tasks import prune


class Command(BaseCommand):
    """``manage.py prune``: the scheduler runs the same every hour."""

    help = (
        "End jobs whose storyboard was not approved for JOB_REVIEW_DAYS. Delete jobs that ended more than "
        "JOB_KEEP_DAYS ago, files and work folders that belong to no job, logos that no job names, a day after they "
        "were uploaded, and pictures of figures that no storyboard may show."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only show what would be deleted.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        pruned = prune(dry_run=dry_run)
        verb = "would be deleted" if dry_run else "were deleted"
        self.stdout.write(
            f"{pruned.jobs} jobs, {pruned.stored} stored folders without a job, {pruned.logos} unused logos and "
            f"{pruned.figures} unused figures {verb}. "
            f"{pruned.expired} reviews {'would expire' if dry_run else 'have expired'}."
        )
