"""Remove what is too old and what nobody has."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from videos.tasks import prune


class Command(BaseCommand):
    """``manage.py prune``: what the scheduler has done every hour."""

    help = "Remove jobs that ended more than JOB_KEEP_DAYS ago, and files and work folders that no job has."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to do it."""
        parser.add_argument("--dry-run", action="store_true", help="Only tell what would be removed.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Tell what was removed."""
        pruned = prune(dry_run=dry_run)
        verb = "would be removed" if dry_run else "were removed"
        self.stdout.write(f"{pruned.jobs} jobs and {pruned.stored} stored folders without a job {verb}.")
