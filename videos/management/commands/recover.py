"""Bring back what was lost."""

from typing import Any

from django.core.management.base import BaseCommand

from videos.tasks import deliver, recover


class Command(BaseCommand):
    """``manage.py recover``: the housekeeper's loop by hand, once."""

    help = (
        "Queue again what dead workers held and what the queue forgot, and send the webhooks that are due. With the "
        "queue away, only the rows are mended."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what was found."""
        found = recover()
        deliver()
        self.stdout.write(
            f"{found.queued_again} had lost their worker and wait again, {found.given_up} had lost too many, "
            f"{found.waited_too_long} had waited too long, {found.published_again} had no message in the queue."
        )
        if found.queue_away:
            self.stdout.write("The queue cannot be reached: what waits is published when recovery runs again.")
