"""Run the scheduler."""

from typing import Any

from django.core.management.base import BaseCommand

from hiddenhill.runtime import processes


class Command(BaseCommand):
    """``manage.py scheduler``: Celery's beat, with the schedule in the database."""

    help = "Publish the housekeeping tasks when they are due. One scheduler is enough; a second does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        processes.become(processes.scheduler())
