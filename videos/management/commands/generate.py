"""Ask for videos from the command line."""

import codecs
import os
import re
import sys
import time
from argparse import SUPPRESS, BooleanOptionalAction
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.timezone import localtime
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from health import checks
from hiddenhill.runtime import embedded_valkey
from videos.api.serializers.requests import GenerateSerializer
from videos.api.serializers.strict import faults
from videos.api.user_messages import outage
from videos.jobs import projects, submission
from videos.jobs.request import VideoRequest
from videos.management.own_worker import OwnWorker
from videos.models import UNDER_WAY, Job, Kit, Priority, Status
from videos.papers import standing
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import entries
from videos.pipeline.options import Choice, Format, Theme, declared
from videos.pipeline.products import VIDEO
from videos.storage import artefacts, logos
from videos.tasks import deliver

POLL_SECONDS = 0.2
_HEADER = re.compile(r"(?:pubmed|pmc|paper|article)?[ _-]?(?:pmids?|pmcids?|ids?|dois?|papers?)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#")
"""A # within a word is part of an id or a link."""

_LOGO = "The path of a logo: a PNG, JPEG or WebP file."


class Command(BaseCommand):
    """``manage.py generate``: enqueue one or many papers."""

    help = "Ask for the videos of one or more papers, by PMID, PMC id or DOI."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ids on the command line, in a file, or both."""
        parser.add_argument(
            "ids", nargs="*", metavar="ID", help='A PMID, PMC id or DOI, a link, a citation, or "sample".'
        )
        parser.add_argument("--file", type=Path, help="A file with one paper a line; # starts a comment.")
        parser.add_argument("--priority", choices=Priority.values, default=Priority.NORMAL)
        _add_options(parser)
        parser.add_argument(
            "--formats",
            nargs="+",
            default=[],
            choices=[shape.value for shape in Format],
            help="Several formats instead of --format: a job for each, all from one script. Name the papers first.",
        )
        parser.add_argument(
            "--webhook",
            metavar="URL",
            default="",
            help="HTTPS URL that receives a signed webhook when each job finishes.",
        )
        parser.add_argument(
            "--kit", default="", help="The name or id of a brand kit, whose options are used where none is given here."
        )
        parser.add_argument("--refresh", action="store_true", help="Make a new video although a recent one would do.")
        parser.add_argument(
            "--review", action="store_true", help="Wait after the script until manage.py storyboard approves it."
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="Show the progress until all have ended, or wait for their review; exit with 1 if any failed. Where "
            "no broker is configured, a private one runs meanwhile, and where no worker answers, a worker.",
        )

    def handle(
        self,
        *args: Any,
        ids: list[str],
        file: Path | None,
        priority: str,
        refresh: bool,
        review: bool,
        formats: list[str],
        webhook: str,
        kit: str,
        wait: bool,
        **options: Any,
    ) -> None:
        """Check every id and all options before the first is queued."""
        named = [*((pubmed_id, "") for pubmed_id in ids), *_lines(file)]
        if not named:
            raise CommandError("Name at least one PMID, PMC id or DOI, or a --file of them.")
        wanted = [(name, origin) for text, origin in named for name in _papers(text, origin)]
        with ExitStack() as stack:
            if wait:
                call_command("migrate", verbosity=0)
                if settings.PRIVATE_BROKER:
                    _start_again_if_moved()
                    stack.enter_context(embedded_valkey.private_server(settings.PRIVATE_SERVER_DIR))
            usual = {"priority": priority, "refresh": refresh, "review": review, "webhook_url": webhook}
            usual["kit"] = _kit(kit) if kit else ""
            chosen = usual | _chosen(options) | ({"formats": formats} if formats else {})
            jobs = self.submitted(wanted, chosen, options)
            if not wait:
                self.say(jobs)
                return
            worker = None if checks.worker_answers() else stack.enter_context(OwnWorker())
            ended = self.watched(jobs, worker)
            if worker:
                deliver()
        for job in ended:
            self.stdout.write(_outcome(job))
        if any(job.status not in (Status.COMPLETED, Status.REVIEW) for job in ended):
            sys.exit(1)

    def submitted(self, wanted: list[tuple[str, str]], chosen: dict[str, Any], options: dict[str, Any]) -> list[Job]:
        """Request the videos of all papers, each an id and where it comes from. All are checked first."""
        orders = [_order(pubmed_id, chosen, origin) for pubmed_id, origin in wanted]
        return [job for order in orders for job in self._submit(order)]

    def say(self, jobs: list[Job]) -> None:
        """Write what was requested."""
        self.stdout.write("\n".join(f"{job.pk}  {job.pubmed_id}  {job.status}" for job in jobs))

    def watched(self, jobs: list[Job], worker: OwnWorker | None) -> list[Job]:
        """Show the progress until no job goes on by itself. Returns the jobs as they are then."""
        return _watch(jobs, worker)

    def _submit(self, order: VideoRequest) -> list[Job]:
        try:
            job, _ = standing.submit(order)
            return projects.renditions(job)
        except submission.QueueUnavailable as error:
            hint = " Start Hidden Hill with `make run`, or add --wait." if settings.PRIVATE_BROKER else ""
            raise CommandError(f"{error}{hint}") from error


def _start_again_if_moved() -> None:
    """Run this command again from its start, if ``migrate`` made another folder for the socket of the private queue."""
    if embedded_valkey.url(settings.PRIVATE_SERVER_DIR) != settings.CELERY_BROKER_URL:
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606


def _add_options(parser: CommandParser) -> None:
    """One flag for each option. An option that is not given keeps the default of a request."""
    for option in (*declared(), *declared(Theme)):
        kind: dict[str, Any] = {"type": option.kind}
        if option.kind is bool:
            kind = {"action": BooleanOptionalAction if option.default else "store_true"}
        if issubclass(option.kind, Choice):
            kind = {"choices": [member.value for member in option.kind]}
        help_text = _LOGO if option.name == "logo" else option.help
        parser.add_argument(f"--{option.name.replace('_', '-')}", default=SUPPRESS, help=help_text, **kind)


def _chosen(given: dict[str, Any]) -> dict[str, Any]:
    theme = {option.name: given[option.name] for option in declared(Theme) if option.name in given}
    if "logo" in theme:
        theme["logo"] = _logo(Path(theme["logo"]))
    return {option.name: given[option.name] for option in declared() if option.name in given} | (
        {"theme": theme} if theme else {}
    )


def _logo(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return logos.store(file)
    except (OSError, logos.BadLogo) as error:
        raise CommandError(f"{path}: {error}") from error


def _kit(wanted: str) -> str:
    """The id of the kit with this name or id, among those of all users."""
    found = list(Kit.objects.alias(lower=Lower("name")).filter(Q(lower=Lower(Value(wanted))) | _with_id(wanted)))
    if not found:
        raise CommandError(f"There is no brand kit {wanted}. Create one at /kits, or with POST /api/kits.")
    if len(found) > 1:
        ids = ", ".join(f"{each.pk} ({each.owner or 'nobody'})" for each in found)
        raise CommandError(f"Several users have a brand kit {wanted}. Give its id: {ids}")
    return str(found[0].pk)


def _with_id(text: str) -> Q:
    try:
        return Q(pk=UUID(text))
    except ValueError:
        return Q(pk=None)


def _papers(text: str, origin: str) -> Iterator[str]:
    """The papers that a text names, which may be several; a text that names none is left to the rules of the API."""
    try:
        yield from (entry.id or entry.text for entry in entries(text))
    except InvalidId as error:
        raise CommandError(f"{origin}{error}") from error


def _order(pubmed_id: str, chosen: dict[str, Any], origin: str) -> VideoRequest:
    """The order, checked by the rules of the API. ``origin`` is where the id comes from, for an error."""
    form = GenerateSerializer(data={"pubmed_id": pubmed_id, **chosen}, context={"kits": Kit.objects.all()})
    if not form.is_valid():
        raise CommandError(origin + "; ".join(f"{name}: {found}" for name, found in faults(form.errors)))
    return form.video_request()


def _lines(file: Path | None) -> list[tuple[str, str]]:
    """The ids in a file, each with its file and line. A spreadsheet's header above the ids is passed over."""
    if file is None:
        return []
    lines = [_COMMENT.split(line, maxsplit=1)[0].strip(" \t,;\"'") for line in _text(file).splitlines()]
    filled = [(text, f"{file}, line {number}: ") for number, text in enumerate(lines, start=1) if text]
    return filled[1:] if filled and _HEADER.fullmatch(filled[0][0]) else filled


def _text(file: Path) -> str:
    """The text of a file in UTF-8, or in the UTF-16 of spreadsheets, which its first bytes tell."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{file}, line {line}: this is not text in UTF-8. Save the file as UTF-8.") from error


def _watch(jobs: Sequence[Job], worker: OwnWorker | None) -> list[Job]:
    """Show every job's progress until none goes on by itself."""
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
            if all(job.status not in UNDER_WAY for job in current):
                break
            if worker:
                worker.look_after()
            time.sleep(POLL_SECONDS)
    order = {job.pk: place for place, job in enumerate(jobs)}
    return sorted(current, key=lambda job: order[job.pk])


def _show(progress: Progress, bar: TaskID, job: Job) -> None:
    what = job.stage if job.status == Status.PROCESSING and job.stage else job.status
    if job.postponement:
        what = f"postponed. {outage(job.postponed_by)} Next try at {localtime(job.not_before):%H:%M:%S}"
    progress.update(bar, completed=job.progress, description=what)
    if job.status not in UNDER_WAY:
        progress.stop_task(bar)


def _outcome(job: Job) -> str:
    if job.status == Status.REVIEW:
        return f"{job.pubmed_id}: waits for its review. Read and approve it with manage.py storyboard {job.pk}."
    if job.status != Status.COMPLETED:
        return f"{job.pubmed_id}: {job.status}, {job.error_code}: {job.error_message}"
    try:
        return default_storage.path(artefacts.path(job, VIDEO))
    except NotImplementedError:  # it has no files of this machine
        return default_storage.url(artefacts.path(job, VIDEO))
