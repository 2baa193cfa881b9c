"""Ask for videos from the command line."""

import os
import subprocess
import sys
import time
from argparse import SUPPRESS
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from health import checks
from hiddenhill.runtime import embedded_valkey, processes
from videos.api.serializers.requests import GenerateSerializer
from videos.jobs import submission
from videos.jobs.request import VideoRequest
from videos.models import FINAL, Job, Priority, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import FASTEST, SLOWEST, Audience, Captions, Engine, Format, Length, Writer
from videos.pipeline.products import VIDEO
from videos.storage import artefacts, logos
from videos.tasks import deliver, recover

_POLL_SECONDS = 0.2
_SHORT_LIFE_SECONDS = 10
_SHORT_LIVES = 3


class Command(BaseCommand):
    """``manage.py generate``: enqueue one or many papers."""

    help = "Ask for the videos of one or more papers, by PubMed or PMC id."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ids on the command line, in a file, or both."""
        parser.add_argument("ids", nargs="*", metavar="ID", help='A PMID, a PMC id, their address, or "sample".')
        parser.add_argument("--file", type=Path, help="A file with one id a line; # starts a comment.")
        parser.add_argument("--priority", choices=Priority.values, default=Priority.NORMAL)
        _add_options(parser)
        parser.add_argument("--webhook", metavar="URL", default="", help="An address that is told of each job's end.")
        parser.add_argument("--refresh", action="store_true", help="Make a new video although a recent one would do.")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="Show the progress until all have ended; exit with 1 if any failed. Where no broker is configured, "
            "a private one runs meanwhile, and where no worker answers, a worker.",
        )

    def handle(
        self,
        *args: Any,
        ids: list[str],
        file: Path | None,
        priority: str,
        refresh: bool,
        webhook: str,
        wait: bool,
        **options: Any,
    ) -> None:
        """Check every id and all options before the first is queued."""
        pubmed_ids = [_normalised(text) for text in [*ids, *_lines(file)]]
        if not pubmed_ids:
            raise CommandError("Name at least one PubMed or PMC id, or a --file of them.")
        with ExitStack() as stack:
            if wait:
                call_command("migrate", verbosity=0)
                if settings.PRIVATE_BROKER:
                    stack.enter_context(embedded_valkey.private_server(settings.PRIVATE_SERVER_DIR))
            chosen = {"priority": priority, "refresh": refresh, "webhook_url": webhook, **_chosen(options)}
            orders = [_order(pubmed_id, chosen) for pubmed_id in pubmed_ids]
            jobs = [self._submit(order) for order in orders]
            if not wait:
                self.stdout.write("\n".join(f"{job.pk}  {job.pubmed_id}  {job.status}" for job in jobs))
                return
            keep_going = stack.enter_context(_own_worker()) if not checks.worker_answers() else _nothing
            ended = _watch(jobs, keep_going)
            if keep_going is not _nothing:
                deliver()
        for job in ended:
            self.stdout.write(_outcome(job))
        if any(job.status != Status.COMPLETED for job in ended):
            sys.exit(1)

    def _submit(self, order: VideoRequest) -> Job:
        try:
            return submission.submit(order)[0]
        except submission.QueueUnavailable as error:
            hint = " Start Hidden Hill with `make run`, or add --wait." if settings.PRIVATE_BROKER else ""
            raise CommandError(f"{error}{hint}") from error


def _add_options(parser: CommandParser) -> None:
    """What a request may choose. What is not given is left to the request's own defaults."""
    add = partial(parser.add_argument, default=SUPPRESS)
    add("--format", choices=list(Format))
    add("--length", choices=list(Length))
    add("--captions", choices=list(Captions))
    add("--voice", choices=list(Engine))
    add("--speed", type=float, help=f"From {SLOWEST} to {FASTEST}.")
    add("--accent", help="A colour as #0b6e6e.")
    add("--logo", type=Path, help="A picture: PNG, JPEG or WebP.")
    add("--call-to-action", help="What a card at the end asks viewers to do.")
    add("--writer", choices=list(Writer))
    add("--audience", choices=list(Audience))
    add("--constant-frame-rate", action="store_true", help="For programs for editing.")
    add("--allow-retracted", action="store_true", help="Make videos of retracted papers, too.")


_THEME = ("accent", "logo", "call_to_action")
_CHOICES = (
    "format",
    "length",
    "captions",
    "voice",
    "speed",
    "writer",
    "audience",
    "constant_frame_rate",
    "allow_retracted",
)


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    theme = {name: options[name] for name in _THEME if name in options}
    if "logo" in theme:
        theme["logo"] = _logo(theme["logo"])
    return {name: options[name] for name in _CHOICES if name in options} | ({"theme": theme} if theme else {})


def _logo(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return logos.take(file)
    except (OSError, logos.BadLogo) as error:
        raise CommandError(f"{path}: {error}") from error


def _order(pubmed_id: str, chosen: dict[str, Any]) -> VideoRequest:
    """The order, checked by the rules of the API."""
    form = GenerateSerializer(data={"pubmed_id": pubmed_id, **chosen})
    if not form.is_valid():
        raise CommandError("; ".join(f"{name}: {told}" for name, told in _faults(form.errors)))
    return form.order()


def _faults(errors: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, told in errors.items():
        if isinstance(told, dict):
            yield from _faults(told)
        else:
            yield name, " ".join(map(str, told))


def _normalised(text: str) -> str:
    try:
        return parse_id(text)
    except InvalidId as error:
        raise CommandError(f"{text!r}: {error}") from error


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    return [text for line in lines if (text := line.partition("#")[0].strip())]


def _nothing() -> None:
    """There are workers, and whoever started them looks after them."""


@contextmanager
def _own_worker() -> Iterator[Callable[[], None]]:
    """A worker process for as long as the block runs; call what it yields now and then, to bring back what was lost."""
    settings.LOG_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.LOG_DIR / "worker.log").open("ab") as log:
        worker = _start_worker(log)
        started_at = recovered_at = time.monotonic()
        short_lives = 0

        def keep_going() -> None:
            nonlocal worker, started_at, recovered_at, short_lives
            if worker.poll() is not None:
                short_lives = short_lives + 1 if time.monotonic() - started_at < _SHORT_LIFE_SECONDS else 0
                if short_lives == _SHORT_LIVES:
                    raise CommandError(
                        f"The worker ended {_SHORT_LIVES} times just after its start; {log.name} tells why. What is "
                        "queued stays queued: mend the cause and ask again."
                    )
                worker = _start_worker(log)
                started_at = time.monotonic()
            if time.monotonic() - recovered_at > settings.RECOVER_EVERY_SECONDS:
                recovered_at = time.monotonic()
                recover()

        try:
            yield keep_going
        finally:
            worker.terminate()
            worker.wait()


def _start_worker(log: IO[bytes]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process, which then stops the worker in good order.
    return subprocess.Popen(
        processes.worker(f"worker{os.getpid()}"),
        cwd=settings.BASE_DIR,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _watch(jobs: Sequence[Job], keep_going: Callable[[], None]) -> list[Job]:
    """Show every job's progress until all have ended."""
    columns = (
        TextColumn("{task.fields[pubmed_id]:<12}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bars = {job.pk: progress.add_task(job.status, total=100, pubmed_id=job.pubmed_id) for job in jobs}
        while True:
            current = list(Job.objects.filter(pk__in=bars))
            for job in current:
                _show(progress, bars[job.pk], job)
            if all(job.status in FINAL for job in current):
                break
            keep_going()
            time.sleep(_POLL_SECONDS)
    order = {job.pk: place for place, job in enumerate(jobs)}
    return sorted(current, key=lambda job: order[job.pk])


def _show(progress: Progress, bar: TaskID, job: Job) -> None:
    what = job.stage if job.status == Status.PROCESSING and job.stage else job.status
    progress.update(bar, completed=job.progress, description=what)
    if job.status in FINAL:
        progress.stop_task(bar)


def _outcome(job: Job) -> str:
    if job.status != Status.COMPLETED:
        return f"{job.pubmed_id}: {job.status}, {job.error_code}: {job.error_message}"
    try:
        return default_storage.path(artefacts.path(job, VIDEO))
    except NotImplementedError:  # it has no files of this machine
        return default_storage.url(artefacts.path(job, VIDEO))
