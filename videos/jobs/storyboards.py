"""The storyboard of a job: its versions, their review, and the script that was approved."""

import logging
from collections.abc import Sequence
from typing import TypeVar

import msgspec
import structlog
from kombu.exceptions import OperationalError

from videos.jobs import lifecycle, queue
from videos.jobs.claims import Claim
from videos.jobs.records import Version
from videos.models import UNDER_WAY, Job, Status, Storyboard
from videos.pipeline.artifacts import Scene, Script
from videos.pipeline.errors import StoryboardUnreadable

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


def first_version(script: Script, laid_out: Sequence[Scene]) -> Version:
    """The first version of a storyboard, and its scenes as they fit on slides."""
    return Version(_as_json(script), _FIRST, _as_json(laid_out))


def approved_script(claim: Claim) -> Script | None:
    """The script that was approved, None without one. Raises StoryboardUnreadable."""
    if claim.approved_version is None:
        return None
    return script_of(Storyboard.objects.get(job_id=claim.job_id, number=claim.approved_version))


def current(job: Job) -> Storyboard | None:
    """The current version of a job's storyboard, None before the first."""
    return job.storyboards.select_related("author").order_by("number").last()


def script_of(storyboard: Storyboard) -> Script:
    """The script of a version. Raises StoryboardUnreadable."""
    return _read(storyboard.script, Script)


def laid_out_of(storyboard: Storyboard) -> tuple[Scene, ...]:
    """The scenes of a version as they fit on slides, () if they were not laid out. Raises StoryboardUnreadable."""
    return _read(storyboard.laid_out, tuple[Scene, ...]) if storyboard.laid_out else ()


def approve(job: Job, version: int | None = None, by: str = "") -> Job:
    """Queue a job with its storyboard as it is in ``version``, the current one if None. The job is then narrated.

    If the queue is away, recovery publishes the message later. An approval that is repeated while the job is under way
    does nothing. Raises VersionConflict, NotInReview or PaperChanged, with the row of the job up to date.
    """
    number = job.storyboard_version if version is None else version
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    approved = lifecycle.approve(job.pk, number, by, request_id)
    job.refresh_from_db()
    if approved:
        _publish(job)
    elif not (job.status in UNDER_WAY and job.approved_version == number):
        known = job.status == Status.REVIEW and job.storyboard_version == number
        raise PaperChanged(job.later_notices[0]["text"]) if known and job.later_notices else _refusal(job, number)
    return job


def reset(job: Job, version: int | None = None, author_id: int | None = None) -> Storyboard:
    """Add a version that is equal to the first, unless the current ``version`` is.

    Raises VersionConflict or NotInReview.
    """
    number = job.storyboard_version if version is None else version
    first = job.storyboards.filter(number=1).first()
    if first is None:
        raise NotInReview
    return _revise(job, number, Version(first.script, _RESET, first.laid_out, author_id))


def _revise(job: Job, number: int, version: Version) -> Storyboard:
    same = job.storyboards.filter(number=number, script=version.script).exists()
    revised = not same and lifecycle.revise(job.pk, number, version)
    job.refresh_from_db()
    if job.status != Status.REVIEW or job.storyboard_version != number + revised:
        raise _refusal(job, number)
    return job.storyboards.select_related("author").get(number=job.storyboard_version)


def _refusal(job: Job, number: int) -> Exception:
    return VersionConflict(number, job.storyboard_version) if job.status == Status.REVIEW else NotInReview()


def _publish(job: Job) -> None:
    try:
        queue.publish(job)
    except OperationalError as error:
        logger.warning("job %s was approved while the queue was away: %s", job.pk, error)
        lifecycle.unpublish(job.pk)
    job.refresh_from_db()


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _read(text: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise StoryboardUnreadable from error
