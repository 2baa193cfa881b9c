"""Every move a job can make; the only writer of ``Job.status``.

    (reuse starts a job as completed, with the video of another)

                      ┌──────hand_back, postpone, lapse──────┐
                      ▼                                      │
    pending ──queue──▶ queued ──────────claim──────────▶ processing ──complete──▶ completed
       │                  │                                  │
       ├──refuse──────────┼──wait_over──▶ failed ◀──fail, give_up
       │                  │                 │                │
       └──cancel──────────┴──▶ cancelled ◀──┼────────────────┘
                                    │       │
       pending ◀──reopen────────────┴───────┘

Each move is one conditional UPDATE, and the row count says whether it happened. A claim hands out a token; whatever
the claimed work writes carries it, so a worker that lost its claim moves nothing. Times are the database's own.

A job that ends leaves word for its webhook in the same transaction: neither comes about without the other.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Now

from videos.models import FINAL, UNFINISHED, WAITING, Attempt, Delivery, Event, Job, Outcome, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options
from videos.pipeline.progress import Stage

IS_ABANDONED = Q(status=Status.PROCESSING, lease_until__lt=Now())
"""Being worked on by somebody who has given no sign of life for the length of the lease."""

GRACE_SECONDS = 15
"""How long a message may be on its way: published but not yet in the queue, or taken from it but not yet claimed."""

IS_DUE = Q(not_before__isnull=True) | Q(not_before__lte=Now())

_LOST = (
    "The worker fell silent in every attempt: it was killed, perhaps for lack of memory, or its machine went down. "
    "Look at the log of the workers, then retry the job."
)
_WAITED = (
    "No worker took the job within {seconds} seconds, the limit that JOB_WAIT_SECONDS sets. Start more workers, "
    "then retry the job."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job, until the lease lapses without a sign of life."""

    job_id: uuid.UUID
    pubmed_id: PaperId
    options: Options
    run: str
    """Names this run of the job: all attempts since it was asked for, or retried, share it."""
    attempt: int
    token: uuid.UUID


@dataclass(frozen=True, slots=True)
class Effort:
    """What an attempt tells of itself when it ends."""

    stage: str = ""
    resumed_at: str = ""
    seconds: dict[str, float] | None = None


class ClaimLost(Exception):
    """The job is no longer this worker's: cancelled, deleted, or claimed by another after the lease was over."""


def queue(job_id: uuid.UUID) -> bool:
    """Note that the job's message was published. False when a worker was faster, which is no harm."""
    return _change(job_id, Q(status=Status.PENDING), status=Status.QUEUED, published_at=Now())


def refuse(job_id: uuid.UUID, code: str, message: str) -> bool:
    """End a job whose message could not be published. Should the message exist after all, nobody can claim it.

    Its idempotency key is free again. False when the job is no longer pending: somebody has published it meanwhile.
    """
    with transaction.atomic():
        refused = _change(job_id, Q(status=Status.PENDING), idempotency_key=None, **_failed(code, message))
        if refused:
            _note(job_id, "refused", message)
    return refused


def republish(job_id: uuid.UUID) -> bool:
    """Note that a waiting job is about to be published again. Of two that want to do so at once, one is told False."""
    unpublished = Q(published_at=None) & (Q(status=Status.QUEUED) | Q(waiting_since__lt=_moments_ago()))
    quiet = unpublished | Q(published_at__lt=_moments_ago())
    return _change(job_id, Q(status__in=WAITING) & IS_DUE & quiet, status=Status.QUEUED, published_at=Now())


def unpublish(job_id: uuid.UUID) -> bool:
    """Note that the message of a waiting job could not be published after all."""
    return _change(job_id, Q(status=Status.QUEUED), published_at=None)


def reuse(job: Job, made: Job) -> None:
    """Insert a new job that is completed from the start, with the video that another one has."""
    for name in ("title", "paper", "recipe", "folder", "duration", "size"):
        setattr(job, name, getattr(made, name))
    with transaction.atomic():
        job.save(force_insert=True)
        _change(job.pk, Q(), status=Status.COMPLETED, progress=100, finished_at=Now())
    job.refresh_from_db()


def claim(job_id: uuid.UUID, worker: str = "", token: uuid.UUID | None = None) -> Claim | None:
    """Take a waiting job, or one whose worker's lease is over while attempts are left. None when there is neither.

    Called again with the same ``token``, after an error that left it open whether the first call was carried out,
    it hands out the same claim.
    """
    token = token or uuid.uuid4()
    waiting = Q(status__in=WAITING) & IS_DUE
    abandoned = IS_ABANDONED & Q(setbacks__lt=settings.JOB_ATTEMPTS - 1)
    with transaction.atomic():
        moved = _change(
            job_id,
            waiting | abandoned,
            status=Status.PROCESSING,
            attempt=F("attempt") + 1,
            setbacks=F("setbacks") + Case(When(status=Status.PROCESSING, then=1), default=0),
            token=token,
            lease_until=_lease(),
            started_at=Now(),
            not_before=None,
            stage="",
            progress=0,
        )
        job = Job.objects.filter(pk=job_id, token=token).first()
        if job is None:
            return None
        if moved:
            if job.attempt > 1:
                _close_attempt(job_id, Outcome.LOST)
            Attempt.objects.create(job_id=job_id, number=job.attempt, worker=worker, started_at=Now())
    return Claim(job.pk, job.paper_id, job.options, job.celery_task_id, job.attempt, token)


def record_progress(claim: Claim, stage: Stage | str, percent: int) -> None:
    """Write how far the work is; this is also the heartbeat. Raises ClaimLost."""
    _keep(claim, stage=stage, progress=percent)


def record_paper(claim: Claim, title: str, paper: dict[str, Any]) -> None:
    """Write which paper it is, as soon as that is known. Raises ClaimLost."""
    _keep(claim, title=title, paper=paper)


def complete(claim: Claim, folder: str, facts: VideoFacts, recipe: str, effort: Effort) -> None:
    """End the job with its checked, stored video. Raises ClaimLost."""
    changes: dict[str, Any] = {"folder": folder, "duration": facts.duration, "size": facts.size, "recipe": recipe}
    try:
        _end(claim, Outcome.COMPLETED, effort, status=Status.COMPLETED, stage=effort.stage, progress=100, **changes)
    except ClaimLost:
        # The first try may have been carried out although its answer was lost; the folder is this attempt's alone.
        if not Job.objects.filter(pk=claim.job_id, status=Status.COMPLETED, folder=folder).exists():
            raise


def fail(claim: Claim, code: str, message: str, effort: Effort) -> None:
    """End the job with its reason. Raises ClaimLost."""
    _end(claim, Outcome.FAILED, effort, code, message, **_failed(code, message), stage=effort.stage)


def record_effort(claim: Claim, effort: Effort) -> None:
    """Write how far an attempt came that was ended from outside; the job is no longer this worker's to change."""
    _attempt(claim).exclude(outcome="").update(**_told(effort))


def hand_back(claim: Claim, effort: Effort) -> None:
    """Return the job to the queue because this worker is being stopped: that is no setback. Raises ClaimLost."""
    _end(claim, Outcome.HANDED_BACK, effort, **_waiting(), published_at=Now())


def postpone(claim: Claim, code: str, message: str, effort: Effort, seconds: float, setback: bool) -> None:
    """Have the job tried again when ``seconds`` have passed, or fail it with the reason after too many setbacks.

    Recovery publishes it again when it is due. Raises ClaimLost.
    """
    if setback and not Job.objects.filter(_held(claim), setbacks__lt=settings.JOB_ATTEMPTS - 1).exists():
        return fail(claim, code, message, effort)
    later: dict[str, Any] = {**_waiting(), "published_at": None, "not_before": Now() + timedelta(seconds=seconds)}
    return _end(claim, Outcome.POSTPONED, effort, code, message, **later, setbacks=F("setbacks") + int(setback))


def lapse(job_id: uuid.UUID) -> bool:
    """Return an abandoned job to the queue, while attempts are left. It has no message until it is republished."""
    attempts_left = Q(setbacks__lt=settings.JOB_ATTEMPTS - 1)
    return _abandon(job_id, attempts_left, **_waiting(), published_at=None, setbacks=F("setbacks") + 1)


def give_up(job_id: uuid.UUID) -> bool:
    """End a job whose workers fell silent as often as it may be tried: a job that kills its worker must not go on."""
    none_left = Q(setbacks__gte=settings.JOB_ATTEMPTS - 1)
    return _abandon(job_id, none_left, setbacks=F("setbacks") + 1, **_failed("worker_lost", _LOST))


def wait_over(job_id: uuid.UUID) -> bool:
    """End a job that has waited longer than JOB_WAIT_SECONDS for a worker."""
    limit = timedelta(seconds=settings.JOB_WAIT_SECONDS)
    reason = _WAITED.format(seconds=settings.JOB_WAIT_SECONDS)
    waits = Q(status__in=WAITING, waiting_since__lt=Now() - limit)
    with transaction.atomic():
        ended = _change(job_id, waits, **_failed("timed_out", reason))
        if ended:
            _note(job_id, "not taken", reason)
    return ended


def cancel(job_id: uuid.UUID, by: str = "") -> bool:
    """End a job that has not ended yet. Whoever works on it notices with the next sign of life. False when it has."""
    with transaction.atomic():
        cancelled = _change(
            job_id,
            Q(status__in=UNFINISHED),
            status=Status.CANCELLED,
            token=None,
            lease_until=None,
            not_before=None,
            finished_at=Now(),
        )
        if cancelled:
            _close_attempt(job_id, Outcome.CANCELLED, _stage(job_id))
            _note(job_id, "cancelled", by and f"by {by}")
    return cancelled


def delete(job_id: uuid.UUID) -> bool:
    """Remove the row, cancelling the job first if need be. False when there is none."""
    cancel(job_id)
    return Job.objects.filter(pk=job_id, status__in=FINAL).delete()[0] > 0


def reopen(job_id: uuid.UUID, task_id: str, by: str = "") -> bool:
    """Make a failed or cancelled job ready to be queued anew, under a new task. False when it is neither."""
    with transaction.atomic():
        reopened = _change(
            job_id,
            Q(status__in=(Status.FAILED, Status.CANCELLED)),
            status=Status.PENDING,
            celery_task_id=task_id,
            waiting_since=Now(),
            published_at=None,
            not_before=None,
            setbacks=0,
            stage="",
            progress=0,
            error_code="",
            error_message="",
            finished_at=None,
        )
        if reopened:
            _note(job_id, "retried", by and f"by {by}")
    return reopened


def _failed(code: str, message: str) -> dict[str, Any]:
    ended = {"error_code": code, "error_message": message, "finished_at": Now(), "token": None, "lease_until": None}
    return {"status": Status.FAILED, **ended}


def _waiting() -> dict[str, Any]:
    fresh = {"waiting_since": Now(), "finished_at": None, "stage": "", "progress": 0}
    return {"status": Status.QUEUED, "token": None, "lease_until": None, **fresh}


def _moments_ago() -> Any:
    return Now() - timedelta(seconds=GRACE_SECONDS)


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _held(claim: Claim) -> Q:
    return Q(pk=claim.job_id, token=claim.token, status=Status.PROCESSING)


def _keep(claim: Claim, **changes: Any) -> None:
    if not _change(claim.job_id, _held(claim), lease_until=_lease(), **changes):
        raise ClaimLost


def _end(claim: Claim, outcome: Outcome, effort: Effort, code: str = "", message: str = "", **changes: Any) -> None:
    final = {"finished_at": Now(), "token": None, "lease_until": None, **changes}
    with transaction.atomic():
        if not _change(claim.job_id, _held(claim), **final):
            raise ClaimLost
        ended = {"outcome": outcome, "ended_at": Now(), "error_code": code, "error_message": message}
        _attempt(claim).update(**ended, **_told(effort))


def _attempt(claim: Claim) -> QuerySet[Attempt]:
    return Attempt.objects.filter(job_id=claim.job_id, number=claim.attempt)


def _told(effort: Effort) -> dict[str, Any]:
    return {"stage": effort.stage, "resumed_at": effort.resumed_at, "seconds": effort.seconds or {}}


def _abandon(job_id: uuid.UUID, condition: Q, **changes: Any) -> bool:
    with transaction.atomic():
        stage = _stage(job_id)
        if not _change(job_id, IS_ABANDONED & condition, **changes):
            return False
        _close_attempt(job_id, Outcome.LOST, stage)
    return True


def _stage(job_id: uuid.UUID) -> str:
    return Job.objects.filter(pk=job_id).values_list("stage", flat=True).first() or ""


def _close_attempt(job_id: uuid.UUID, outcome: Outcome, stage: str = "") -> None:
    """End the attempt that runs, if one does, from outside."""
    Attempt.objects.filter(job_id=job_id, ended_at=None).update(outcome=outcome, ended_at=Now(), stage=stage)


def _note(job_id: uuid.UUID, what: str, detail: str = "") -> None:
    Event.objects.create(job_id=job_id, at=Now(), what=what, detail=detail)


def _change(job_id: uuid.UUID, condition: Q, **changes: Any) -> bool:
    """Every move comes through here; one that ends the job has to stand in a transaction."""
    changed = bool(Job.objects.filter(condition, pk=job_id).update(**changes))
    if changed and changes.get("status") in FINAL:
        _leave_word(job_id)
    return changed


def _leave_word(job_id: uuid.UUID) -> None:
    job = Job.objects.exclude(webhook_url="").filter(pk=job_id).first()
    if job:
        ended = {"event": job.status, "snapshot": serializers.serialize("json", [job])}
        Delivery.objects.create(job=job, url=job.webhook_url, next_at=Now(), **ended)
