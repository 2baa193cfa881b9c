"""The moves of a worker that holds a job, and of those who find it abandoned."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from videos.jobs import projects, records
from videos.jobs.claims import Claim, ClaimLost, Effort, WorkerLost
from videos.jobs.lifecycle.changes import IS_DUE, change, ended, failed, stage_of, waiting
from videos.models import WAITING, Job, Outcome, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.progress import Stage

IS_ABANDONED = Q(status=Status.PROCESSING, lease_until__lt=Now())
"""The job is being processed, and its lease has expired without a heartbeat."""

_LOST = (
    "The worker stopped responding in every attempt: it was killed, perhaps for lack of memory, or its machine went "
    "down. Check the log of the workers, then retry the job."
)


def claim(job_id: uuid.UUID, worker: str = "", token: uuid.UUID | None = None) -> Claim | None:
    """Claim a job that waits, or whose lease has expired while attempts are left. None if it is neither.

    A second call with the same ``token`` returns the same claim: after a database error it is unknown whether the
    first call was committed.
    """
    token = token or uuid.uuid4()
    waiting = Q(status__in=WAITING) & IS_DUE
    abandoned = IS_ABANDONED & Q(setbacks__lt=settings.JOB_ATTEMPTS - 1)
    with transaction.atomic():
        moved = change(
            job_id,
            waiting | abandoned,
            status=Status.PROCESSING,
            attempt=F("attempt") + 1,
            setbacks=F("setbacks") + Case(When(status=Status.PROCESSING, then=1), default=0),
            token=token,
            lease_until=_lease(),
            started_at=Now(),
            not_before=None,
            interrupted=False,
            stage="",
            progress=0,
        )
        job = Job.objects.filter(pk=job_id, token=token).first()
        if job is None:
            return None
        if moved:
            records.begin_attempt(job, worker)
    return _claim(job, token)


def claim_of(token: uuid.UUID) -> Claim | None:
    """The claim that holds ``token``, if there is one: for a worker that does not know whether its claim succeeded."""
    job = Job.objects.filter(status=Status.PROCESSING, token=token).first()
    return _claim(job, token) if job else None


def record_progress(claim: Claim, stage: Stage | str, percent: int) -> None:
    """Write the stage and percentage. This write is also the heartbeat. Raises ClaimLost."""
    _keep(claim, stage=stage, progress=percent)


def record_paper(claim: Claim, title: str, paper: dict[str, Any]) -> None:
    """Write the paper's title and details, and put the job into the project of its paper. Raises ClaimLost."""
    _keep(claim, title=title, paper=paper)
    projects.identify(claim.job_id, title, paper)


def record_storyboard(claim: Claim) -> None:
    """Note that version 1 of the storyboard is about to be stored, in this transaction. Raises ClaimLost."""
    _keep(claim, storyboard_version=1)


def complete(
    claim: Claim, folder: str, facts: VideoFacts, recipe: str, effort: Effort, *, has_visual_abstract: bool = False
) -> None:
    """End the job with its verified and stored video. Raises ClaimLost."""
    changes: dict[str, Any] = {"folder": folder, "duration": facts.duration, "size": facts.size, "recipe": recipe}
    changes["has_visual_abstract"] = has_visual_abstract
    try:
        end(claim, Outcome.COMPLETED, effort, status=Status.COMPLETED, stage=effort.stage, progress=100, **changes)
    except ClaimLost:
        # An earlier call may have been committed although its answer was lost. No other attempt has this folder.
        if not Job.objects.filter(pk=claim.job_id, status=Status.COMPLETED, folder=folder).exists():
            raise


def fail(claim: Claim, code: str, message: str, effort: Effort) -> None:
    """End the job with an error. Raises ClaimLost."""
    end(claim, Outcome.FAILED, effort, code, message, **failed(code, message), stage=effort.stage)


def hand_back(claim: Claim, effort: Effort) -> None:
    """Return the job to the queue because this worker is being stopped. Not a setback. Raises ClaimLost."""
    end(claim, Outcome.HANDED_BACK, effort, **waiting(), interrupted=True, published_at=Now())


def postpone(claim: Claim, code: str, message: str, effort: Effort, seconds: float, setback: bool) -> None:
    """Return the job to the queue for ``seconds`` from now. Recovery publishes it again when it is due.

    After too many setbacks, or after JOB_POSTPONE_HOURS if it is no setback, fail it with the error instead. Raises
    ClaimLost.
    """
    may_wait = Q(setbacks__lt=settings.JOB_ATTEMPTS - 1) if setback else _postponed_within_limit()
    if not Job.objects.filter(_held(claim) & may_wait).exists():
        return fail(claim, code, message, effort)
    later: dict[str, Any] = {**waiting(), "published_at": None, "not_before": Now() + timedelta(seconds=seconds)}
    why = {"postponed_by": code, "postponed_since": Coalesce("postponed_since", Now())}
    return end(claim, Outcome.POSTPONED, effort, code, message, **later, **why, setbacks=F("setbacks") + int(setback))


def lapse(job_id: uuid.UUID) -> bool:
    """Return an abandoned job to the queue while attempts are left. It has no message until it is republished."""
    attempts_left = Q(setbacks__lt=settings.JOB_ATTEMPTS - 1)
    changes: dict[str, Any] = {**waiting(), "interrupted": True, "published_at": None}
    return _abandon(job_id, attempts_left, **changes, setbacks=F("setbacks") + 1)


def give_up(job_id: uuid.UUID) -> bool:
    """Fail an abandoned job that has no attempts left: a job that kills its workers must not be retried for ever."""
    none_left = Q(setbacks__gte=settings.JOB_ATTEMPTS - 1)
    return _abandon(job_id, none_left, setbacks=F("setbacks") + 1, **failed(WorkerLost.code, _LOST))


def end(claim: Claim, outcome: Outcome, effort: Effort, code: str = "", message: str = "", **changes: Any) -> None:
    """End a worker's own attempt, and change the row so. Raises ClaimLost."""
    with transaction.atomic():
        if not change(claim.job_id, _held(claim), reported=claim.is_reported, **{**ended(), **changes}):
            raise ClaimLost
        records.end_attempt(claim, outcome, effort, code, message)


def _claim(job: Job, token: uuid.UUID) -> Claim:
    return Claim(
        job_id=job.pk,
        pubmed_id=job.paper_id,
        options=job.options,
        run=job.celery_task_id,
        attempt=job.attempt,
        token=token,
        review=job.review,
        approved_version=job.approved_version,
        group=job.group,
        is_reported=bool(job.webhook_url or job.owner_id),
        request_id=job.request_id,
    )


def _postponed_within_limit() -> Q:
    limit = timedelta(hours=settings.JOB_POSTPONE_HOURS)
    return Q(postponed_since=None) | Q(postponed_since__gt=Now() - limit) if limit else Q(pk=None)


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _held(claim: Claim) -> Q:
    return Q(pk=claim.job_id, token=claim.token, status=Status.PROCESSING)


def _keep(claim: Claim, **changes: Any) -> None:
    if not change(claim.job_id, _held(claim), lease_until=_lease(), **changes):
        raise ClaimLost


def _abandon(job_id: uuid.UUID, condition: Q, **changes: Any) -> bool:
    with transaction.atomic():
        stage = stage_of(job_id)
        if not change(job_id, IS_ABANDONED & condition, **changes):
            return False
        records.close_attempt(job_id, Outcome.LOST, stage)
    return True
