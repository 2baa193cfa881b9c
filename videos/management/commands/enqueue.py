"""Ask for the videos of many papers as one batch, from the command line."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from videos.api.serializers.batch_requests import BatchRequestSerializer
from videos.api.serializers.strict import faults
from videos.jobs import batch_progress, batches
from videos.jobs.batch_progress import State
from videos.management.commands import generate
from videos.management.commands.generate import POLL_SECONDS
from videos.management.own_worker import OwnWorker
from videos.models import Batch, Job, Kit, Priority
from videos.papers import preview


class Command(generate.Command):
    """``manage.py enqueue``: the arguments of ``generate``, one batch, and one progress."""

    help = f"Ask for the videos of up to {batches.MOST} papers as one batch, which comes after single videos."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(priority=Priority.LOW)
        parser.add_argument(
            "--skip-invalid", action="store_true", help="Leave out what names no paper. Otherwise nothing is started."
        )

    def submitted(self, wanted: list[tuple[str, str]], chosen: dict[str, Any], options: dict[str, Any]) -> list[Job]:
        """Request one batch. Raises CommandError with a sentence for each line that names no paper."""
        del chosen["refresh"]
        asked = {"ids": [text for text, _ in wanted], "skip_invalid": options["skip_invalid"]}
        form = BatchRequestSerializer(data=asked | chosen, context={"kits": Kit.objects.all()})
        if not form.is_valid():
            raise CommandError("\n".join(_refusals(form.errors, wanted)))
        request = form.batch_request()
        self.batch, _ = batches.submit(request, titles=preview.titles(preview.all_known(request.papers)))
        for item in self.batch.items.exclude(error_code=""):
            self.stderr.write(f"{wanted[item.position - 1][1]}left out: {item.error_message}")
        return list(self.batch.jobs.order_by("created_at", "pk"))

    def say(self, jobs: list[Job]) -> None:
        self.stdout.write(f"{self.batch.pk}  {len(jobs)} job{'' if len(jobs) == 1 else 's'}")

    def watched(self, jobs: list[Job], worker: OwnWorker | None) -> list[Job]:
        _watch(self.batch, worker)
        return list(self.batch.jobs.order_by("created_at", "pk"))


def _refusals(errors: dict[str, Any], wanted: list[tuple[str, str]]) -> list[str]:
    of_lines = errors.get("ids", {})
    if not isinstance(of_lines, dict):
        return [f"{name}: {found}" for name, found in faults(errors)]
    options = [f"{name}: {found}" for name, found in faults({**errors, "ids": {}})]
    return [*options, *(f"{wanted[int(place)][1]}{' '.join(found)}" for place, found in of_lines.items())]


def _watch(batch: Batch, worker: OwnWorker | None) -> None:
    """Show one progress until no job goes on by itself."""
    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=100)
        while True:
            state = batch_progress.of(batch)
            progress.update(bar, completed=state.progress, description=_described(state))
            if not state.goes_on:
                break
            if worker:
                worker.look_after()
            time.sleep(POLL_SECONDS)


def _described(state: State) -> str:
    return ", ".join(f"{number} {status}" for status, number in state.counts.items() if number)
