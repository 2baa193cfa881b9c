"""Every move a job can make; the only writer of ``Job.status``.

    pending ──queue──▶ queued ──claim──▶ processing ──complete──▶ completed
       │                 ▲                 │     │
       └──refuse──▶ failed ◀─fail, give_up─┘     └──hand_back──▶ queued
                         │
                         └──reopen──▶ pending

Each move is one conditional UPDATE, and the row count says whether it happened. A claim hands out a token; whatever
the claimed work writes carries it, so a worker that lost its claim moves nothing. Times are the database's own.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from videos.models import Event, Job, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.progress import Stage

_ABANDONED = Q(status=Status.PROCESSING, lease_until__lt=Now())
_LOST = (
    "The worker fell silent in every attempt: it was killed, perhaps for lack of memory, or its machine went down. "
    "Look at the log of the workers, then retry the job."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job, until the lease lapses without a sign of life."""

    job_id: uuid.UUID
    pubmed_id: str
    attempt: int
    token: uuid.UUID


class ClaimLost(Exception):
    """The job is no longer this worker's: cancelled, deleted, or claimed by another after the lease was over."""


def queue(job_id: uuid.UUID) -> bool:
    """Note that the job's message was published. False when a worker was faster, which is no harm."""
    return _move(job_id, Q(status=Status.PENDING), "queued", status=Status.QUEUED)


def refuse(job_id: uuid.UUID, code: str, message: str) -> bool:
    """End a job whose message could not be published. Should the message exist after all, nobody can claim it."""
    return _move(job_id, Q(status=Status.PENDING), "refused", message, **_failed(code, message))


def claim(job_id: uuid.UUID) -> Claim | None:
    """Take a waiting job, or one whose worker's lease is over while attempts are left. None when there is neither."""
    waiting = Q(status__in=(Status.PENDING, Status.QUEUED))
    abandoned = _ABANDONED & Q(attempt__lt=settings.JOB_ATTEMPTS)
    token = uuid.uuid4()
    moved = _move(
        job_id,
        waiting | abandoned,
        "started",
        status=Status.PROCESSING,
        attempt=F("attempt") + 1,
        token=token,
        lease_until=_lease(),
        started_at=Now(),
        stage="",
        progress=0,
    )
    job = Job.objects.filter(pk=job_id, token=token).first() if moved else None
    return Claim(job.pk, job.pubmed_id, job.attempt, token) if job else None


def give_up(job_id: uuid.UUID) -> bool:
    """End a job whose workers fell silent as often as it may be tried: a job that kills its worker must not go on."""
    return _move(
        job_id,
        _ABANDONED & Q(attempt__gte=settings.JOB_ATTEMPTS),
        "failed",
        _LOST,
        token=None,
        lease_until=None,
        **_failed("worker_lost", _LOST),
    )


def record_progress(claim: Claim, stage: Stage, percent: int) -> None:
    """Write how far the work is; this is also the heartbeat. Raises ClaimLost."""
    _keep(claim, stage=stage, progress=percent)


def record_stage(claim: Claim, stage: Stage, percent: int) -> None:
    """Write that a stage was entered. Raises ClaimLost."""
    _keep(claim, stage, stage=stage, progress=percent)


def record_paper(claim: Claim, title: str, paper: dict[str, Any]) -> None:
    """Write which paper it is, as soon as that is known. Raises ClaimLost."""
    _keep(claim, title=title, paper=paper)


def complete(claim: Claim, folder: str, facts: VideoFacts) -> None:
    """End the job with its checked, stored video. Raises ClaimLost."""
    _end(
        claim,
        "completed",
        status=Status.COMPLETED,
        progress=100,
        folder=folder,
        duration=facts.duration,
        size=facts.size,
    )


def fail(claim: Claim, code: str, message: str) -> None:
    """End the job with its reason. Raises ClaimLost."""
    _end(claim, "failed", message, **_failed(code, message))


def hand_back(claim: Claim) -> None:
    """Return the job to the queue because this worker is being stopped: no attempt was used up. Raises ClaimLost."""
    _end(claim, "handed back", status=Status.QUEUED, attempt=F("attempt") - 1, finished_at=None, stage="", progress=0)


def reopen(job_id: uuid.UUID, task_id: str) -> bool:
    """Make a failed or cancelled job ready to be queued anew, under a new task. False when it is neither."""
    return _move(
        job_id,
        Q(status__in=(Status.FAILED, Status.CANCELLED)),
        "retried",
        status=Status.PENDING,
        celery_task_id=task_id,
        stage="",
        progress=0,
        error_code="",
        error_message="",
        finished_at=None,
    )


def _failed(code: str, message: str) -> dict[str, Any]:
    return {"status": Status.FAILED, "error_code": code, "error_message": message, "finished_at": Now()}


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _held(claim: Claim) -> Q:
    return Q(token=claim.token, status=Status.PROCESSING)


def _keep(claim: Claim, event: str = "", **changes: Any) -> None:
    if not _move(claim.job_id, _held(claim), event, lease_until=_lease(), **changes):
        raise ClaimLost


def _end(claim: Claim, event: str, detail: str = "", **changes: Any) -> None:
    final = {"finished_at": Now(), "token": None, "lease_until": None, **changes}
    if not _move(claim.job_id, _held(claim), event, detail, **final):
        raise ClaimLost


def _move(job_id: uuid.UUID, condition: Q, event: str, detail: str = "", **changes: Any) -> bool:
    """Change the job if it still meets the condition, and note the event with it, or do neither."""
    with transaction.atomic():
        if not Job.objects.filter(condition, pk=job_id).update(**changes):
            return False
        if event:
            attempt = Job.objects.values_list("attempt", flat=True).get(pk=job_id)
            Event.objects.create(job_id=job_id, at=Now(), attempt=attempt, what=event, detail=detail)
    return True
