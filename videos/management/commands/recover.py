"""Run recovery and webhook delivery once."""

from typing import Any

from django.core.management.base import BaseCommand

from videos.tasks import deliver, recover


class Command(BaseCommand):
    """``manage.py recover``: one round of the housekeeper's loops."""

    help = (
        "Queue jobs again whose worker or message was lost, and send the webhooks that are due. While the queue is "
        "unavailable, only the rows are corrected."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = recover()
        deliver()
        self.stdout.write(
            f"Queued again after a lost worker: {found.queued_again}. Failed after too many lost workers: "
            f"{found.given_up}. Failed after waiting too long: {found.waited_too_long}. Published again: "
            f"{found.published_again}."
        )
        if found.queue_away:
            self.stdout.write("The queue is unavailable: waiting jobs are published when recovery runs again.")
