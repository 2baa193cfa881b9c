"""The storyboard of a job: its versions, their review, and the script that was approved."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from hiddenhill.runtime.logging import request_id
from videos.jobs import lifecycle, projects, queue, records
from videos.jobs.claims import Claim
from videos.jobs.records import Version
from videos.models import UNDER_WAY, Job, Project, Status, Storyboard
from videos.pipeline import editing, writing
from videos.pipeline.artifacts import Paper, Scene, Script
from videos.pipeline.editing import Board, Draft, EditRefused, Operation, Wanted
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.storyboard import Approved

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FIRST = "As it was written."
_RESET = "Reset to version 1."


class NotInReview(Exception):
    """The job does not wait for its review."""


class PaperChanged(Exception):
    """The paper was retracted, withdrawn or questioned since the script was written."""

    code = "paper_changed"

    def __init__(self, notice: str) -> None:
        super().__init__(f"The script does not say what the record of the paper says by now: {notice}")


class VersionConflict(Exception):
    """The version is not the current one: somebody has changed the storyboard since."""

    code = "version_conflict"

    def __init__(self, given: int, current: int) -> None:
        super().__init__(f"Version {given} of the storyboard is not the current one, which is version {current}.")
        self.given, self.current = given, current


class NothingToUndo(Exception):
    """There is no earlier version to bring back, or none that was undone."""

    code = "nothing_to_undo"


def first_version(script: Script, laid_out: Sequence[Scene]) -> Version:
    """The first version of a storyboard, and its scenes as they fit on slides, () if they were not laid out."""
    shown = _as_json(laid_out) if laid_out else ""
    return Version(_as_json(script), _FIRST, shown, figures=" ".join(each.image for each in script.paper.figures))


def approved(claim: Claim) -> Approved | None:
    """The script that was approved, and how it was edited; None without one. Raises StoryboardUnreadable."""
    if claim.approved_version is None:
        return None
    version = Storyboard.objects.get(job_id=claim.job_id, number=claim.approved_version)
    script = script_of(version)
    try:
        edits = editing.edits_of(script.paper, draft_of(version), claim.options.length)
    except StoryboardUnreadable:
        if version.draft:
            raise
        edits = None  # a later release finds other sentences in the abstract, but nobody edited these
    return Approved(script, edits)


def agree(claim: Claim, script: Script) -> Script:
    """Store the script of a job that nobody reviews, and return the one that its video is made from.

    The jobs of one request agree: the first stores its script, and the others store that one, unless the record of the
    paper that they have read differs. Raises ClaimLost.
    """
    with transaction.atomic():
        lifecycle.record_storyboard(claim)
        agreed = _agreed(claim, script) if claim.group else script
        records.put_first_version(claim.job_id, first_version(agreed, ()))
    return agreed


def current(job: Job) -> Storyboard | None:
    """The current version of a job's storyboard, None before the first."""
    return job.storyboards.select_related("author").order_by("number").last()


def script_of(storyboard: Storyboard) -> Script:
    """The script of a version. Raises StoryboardUnreadable."""
    return _read(storyboard.script, Script)


def laid_out_of(storyboard: Storyboard) -> tuple[Scene, ...]:
    """The scenes of a version as they fit on slides, () if they were not laid out. Raises StoryboardUnreadable."""
    return _read(storyboard.laid_out, tuple[Scene, ...]) if storyboard.laid_out else ()


def draft_of(storyboard: Storyboard) -> Draft:
    """What a person decided about a version, or else what its script was made of. Raises StoryboardUnreadable."""
    if storyboard.draft:
        return _read(storyboard.draft, Draft)
    return editing.draft_of(script_of(storyboard))


def board(storyboard: Storyboard) -> Board:
    """What may be changed about a version, and what its viewers would miss. Raises StoryboardUnreadable."""
    return editing.board_of(script_of(storyboard), draft_of(storyboard), storyboard.job.options.length)


def keep_laid_out(version: Storyboard, scenes: Sequence[Scene]) -> None:
    """Keep the scenes of a version as they fit on slides, unless that was done before."""
    Storyboard.objects.filter(pk=version.pk, laid_out="").update(laid_out=_as_json(scenes))


def approve(job: Job, version: int | None = None, by: str = "") -> Job:
    """Queue a job with its storyboard as it is in ``version``, the current one if None. The job is then narrated.

    So are the jobs for its further formats. If the queue is away, recovery publishes the messages later. An approval
    that is repeated while the job is under way does nothing. Raises VersionConflict, NotInReview or PaperChanged, with
    the row of the job up to date.
    """
    number = job.storyboard_version if version is None else version
    approved = lifecycle.approve(job.pk, number, by, request_id())
    job.refresh_from_db()
    if approved:
        _publish(projects.renditions(job))
        job.refresh_from_db()
    elif not (job.status in UNDER_WAY and job.approved_version == number):
        known = job.status == Status.REVIEW and job.storyboard_version == number
        raise PaperChanged(job.later_notices[0]["text"]) if known and job.later_notices else _refusal(job, number)
    return job


def edit(
    job: Job, operations: Sequence[Operation], version: int | None = None, author_id: int | None = None
) -> Storyboard:
    """Add a version that has the ``operations``, in their order, done to ``version``, the current one if None.

    Nothing is added if they change nothing. Raises EditRefused, VersionConflict, NotInReview or StoryboardUnreadable.
    """
    blamed = 0 if len(operations) == 1 else None
    return _edit(job, lambda draft, paper: editing.apply(draft, operations, paper), version, author_id, blamed)


def replace(job: Job, wanted: Wanted, version: int | None = None, author_id: int | None = None) -> Storyboard:
    """Add a version in which everything is as it is ``wanted``; otherwise like ``edit``."""
    return _edit(job, lambda draft, paper: editing.replaced(draft, wanted, paper), version, author_id)


def undo(job: Job, version: int | None = None, author_id: int | None = None) -> Storyboard:
    """Add a version that is as before the last edit of ``version``, the current one if None. A reset is an edit, too.

    Raises NothingToUndo, VersionConflict or NotInReview.
    """
    now = _to_change(job, version)
    if now.edited_from is None:
        raise NothingToUndo("There is nothing to undo: no earlier version is kept.")
    found = {each.number: each for each in job.storyboards.filter(number__in=(now.edition, now.edited_from))}
    return _bring_back(job, now, found[now.edited_from], f"Undone: {found[now.edition].note}", author_id)


def redo(job: Job, version: int | None = None, author_id: int | None = None) -> Storyboard:
    """Add a version that is as it was before the last undo, unless something was edited since.

    Raises NothingToUndo, VersionConflict or NotInReview.
    """
    now = _to_change(job, version)
    back = _edited_from(now).last()
    if back is None:
        raise NothingToUndo("There is nothing to do again: nothing was undone.")
    return _bring_back(job, now, back, f"Done again: {back.note}", author_id)


def can_redo(version: Storyboard) -> bool:
    """Whether something that was undone can be done again."""
    return _edited_from(version).exists()


def reset(job: Job, version: int | None = None, author_id: int | None = None) -> Storyboard:
    """Add a version that is equal to the first, unless the current ``version`` is.

    Raises VersionConflict or NotInReview.
    """
    now = _to_change(job, version)
    first = job.storyboards.get(number=1)
    if (now.script, now.draft) == (first.script, first.draft):
        return now
    again = _copy(first, _RESET, author_id, None, now.edition)
    return _revise(job, now.number, again)


def _to_change(job: Job, version: int | None) -> Storyboard:
    """The current version, which is to be changed. Raises VersionConflict or NotInReview."""
    number = job.storyboard_version if version is None else version
    if job.status != Status.REVIEW or job.storyboard_version != number:
        raise _refusal(job, number)
    now = job.storyboards.select_related("author").filter(number=number).first()
    if now is None:
        job.refresh_from_db()  # it may be deleted by now
        raise _refusal(job, number)
    return now


def _edit(
    job: Job,
    edited_by: Callable[[Draft, Paper], Draft],
    version: int | None,
    author_id: int | None,
    blamed: int | None = None,
) -> Storyboard:
    """Add a version that is ``edited_by`` a person; ``blamed`` is the operation if only one can make it wrong."""
    now = _to_change(job, version)
    paper, draft = script_of(now).paper, draft_of(now)
    edited = edited_by(draft, paper)
    made = editing.changes(draft, edited, paper, quote=editing.opening)
    if not made:
        return now
    verdict = editing.check(paper, edited, job.options.length)
    if verdict.script is None:
        raise EditRefused(blamed, verdict.refusals[0])
    script = writing.with_closing(verdict.script, job.options.theme.call_to_action)
    note, decided = "; ".join(change.rstrip(".") for change in made), _as_json(edited)
    added = Version(
        _as_json(script), note, author_id=author_id, draft=decided, edited_from=now.edition, figures=now.figures
    )
    return _revise(job, now.number, added)


def _bring_back(job: Job, now: Storyboard, back: Storyboard, note: str, author_id: int | None) -> Storyboard:
    content = _copy(back, note, author_id, back.number, back.edited_from)
    return _revise(job, now.number, content)


def _copy(of: Storyboard, note: str, author_id: int | None, origin: int | None, edited_from: int | None) -> Version:
    return Version(of.script, note, of.laid_out, author_id, of.draft, origin, edited_from, of.figures)


def _edited_from(version: Storyboard) -> QuerySet[Storyboard]:
    """The versions that an edit made of a version, or of one with the same content."""
    return Storyboard.objects.filter(job_id=version.job_id, edited_from=version.edition, origin=None)


def _revise(job: Job, number: int, version: Version) -> Storyboard:
    revised = lifecycle.revise(job.pk, number, version)
    job.refresh_from_db()
    if not revised:
        raise _refusal(job, number)
    return job.storyboards.select_related("author").get(number=number + 1)


def _refusal(job: Job, number: int) -> Exception:
    return VersionConflict(number, job.storyboard_version) if job.status == Status.REVIEW else NotInReview()


def _publish(jobs: Sequence[Job]) -> None:
    for place, job in enumerate(jobs):
        try:
            queue.publish(job)
        except OperationalError as error:
            logger.warning("job %s was approved while the queue was away: %s", job.pk, error)
            for left in jobs[place:]:
                lifecycle.unpublish(left.pk)
            return


def _agreed(claim: Claim, script: Script) -> Script:
    """The script that another job of the group has stored for the same paper, or else this one."""
    job = Job.objects.only("project").get(pk=claim.job_id)
    Project.objects.select_for_update().get(pk=str(job.project_id))  # the jobs of a group take turns
    for stored in Storyboard.objects.filter(job__group=claim.group, number=1).exclude(job=job).order_by("pk"):
        with suppress(StoryboardUnreadable):  # it is of another release
            other = script_of(stored)
            if other.paper == script.paper:
                return other
    return script


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _read(text: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise StoryboardUnreadable from error
