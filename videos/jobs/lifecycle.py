"""Every move that a job can make. This is the only module that writes ``Job.status``.

    (reuse inserts a job as completed, with the video of another)

                      ┌──────hand_back, postpone, lapse──────┐
                      ▼                                      │
    pending ──queue──▶ queued ──────────claim──────────▶ processing ──complete──▶ completed
       │                  │                                  │
       ├──refuse──────────┼──wait_over──▶ failed ◀──fail, give_up
       │                  │                 │                │
       └──cancel──────────┴──▶ cancelled ◀──┼────────────────┘
                                    │       │
       pending ◀──reopen────────────┴───────┘

    A job that asks for a review makes two steps more, before its storyboard is approved:

    processing ──await_review──▶ review ──approve──▶ queued
                                  │  ▲
        failed ◀──expire──────────┤  └──reopen── failed, cancelled
     cancelled ◀──cancel──────────┘

Each move is one conditional UPDATE, and its row count says whether it happened. A claim issues a token, and every
write of the attempt is conditional on it, so a worker that has lost its claim changes nothing. All times come from the
database's clock. A move that ends a job, or lets it wait for its review, creates its webhook delivery in the same
transaction.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now

from videos.jobs import records
from videos.jobs.claims import Claim, ClaimLost, Effort, ReviewExpired, WorkerLost
from videos.jobs.records import Version
from videos.models import NOTIFIED, UNFINISHED, WAITING, Job, Outcome, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.progress import Stage

IS_ABANDONED = Q(status=Status.PROCESSING, lease_until__lt=Now())
"""The job is being processed, and its lease has expired without a heartbeat."""

GRACE_SECONDS = 15
"""How long a message may be in transit: published but not yet in the queue, or taken from it but not yet claimed."""

IS_DUE = Q(not_before__isnull=True) | Q(not_before__lte=Now())
"""The job is not postponed, or its time has come."""

_LOST = (
    "The worker stopped responding in every attempt: it was killed, perhaps for lack of memory, or its machine went "
    "down. Check the log of the workers, then retry the job."
)
_WAITED = (
    "No worker took the job within {seconds} seconds, the limit that JOB_WAIT_SECONDS sets. Start more workers, "
    "then retry the job."
)
_EXPIRED = (
    "The storyboard was not approved within {days} days, the limit that JOB_REVIEW_DAYS sets. Retry the job to review "
    "it again: every version is kept."
)


def queue(job_id: uuid.UUID) -> bool:
    """Note that the job's message was published. False if a worker has already claimed the job, which does no harm."""
    return _change(job_id, Q(status=Status.PENDING), status=Status.QUEUED, published_at=Now())


def refuse(job_id: uuid.UUID, code: str, message: str) -> bool:
    """Fail a job whose message could not be published. If the message exists after all, no worker can claim the job.

    The idempotency key can be used again. False if the job is no longer pending: recovery published it meanwhile.
    """
    with transaction.atomic():
        refused = _change(job_id, Q(status=Status.PENDING), idempotency_key=None, **_failed(code, message))
        if refused:
            records.note(job_id, "refused", message)
    return refused


def republish(job_id: uuid.UUID) -> bool:
    """Note that a waiting job is about to be published again. Of two concurrent calls, one returns False."""
    unpublished = Q(published_at=None) & (Q(status=Status.QUEUED) | Q(waiting_since__lt=_grace_ago()))
    quiet = unpublished | Q(published_at__lt=_grace_ago())
    return _change(job_id, Q(status__in=WAITING) & IS_DUE & quiet, status=Status.QUEUED, published_at=Now())


def unpublish(job_id: uuid.UUID) -> bool:
    """Note that the message of a waiting job could not be published after all."""
    return _change(job_id, Q(status=Status.QUEUED), published_at=None)


def reuse(job: Job, made: Job) -> None:
    """Insert a new job that is completed from the start, with the video of ``made``."""
    for name in ("title", "paper", "recipe", "folder", "has_visual_abstract", "duration", "size"):
        setattr(job, name, getattr(made, name))
    with transaction.atomic():
        job.save(force_insert=True)
        _change(job.pk, Q(), status=Status.COMPLETED, progress=100, finished_at=Now())
    job.refresh_from_db()


def claim(job_id: uuid.UUID, worker: str = "", token: uuid.UUID | None = None) -> Claim | None:
    """Claim a job that waits, or whose lease has expired while attempts are left. None if it is neither.

    A second call with the same ``token`` returns the same claim: after a database error it is unknown whether the
    first call was committed.
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
    """Write the paper's title and details. Raises ClaimLost."""
    _keep(claim, title=title, paper=paper)


def complete(
    claim: Claim, folder: str, facts: VideoFacts, recipe: str, effort: Effort, *, has_visual_abstract: bool = False
) -> None:
    """End the job with its verified and stored video. Raises ClaimLost."""
    changes: dict[str, Any] = {"folder": folder, "duration": facts.duration, "size": facts.size, "recipe": recipe}
    changes["has_visual_abstract"] = has_visual_abstract
    try:
        _end(claim, Outcome.COMPLETED, effort, status=Status.COMPLETED, stage=effort.stage, progress=100, **changes)
    except ClaimLost:
        # An earlier call may have been committed although its answer was lost. No other attempt has this folder.
        if not Job.objects.filter(pk=claim.job_id, status=Status.COMPLETED, folder=folder).exists():
            raise


def await_review(claim: Claim, version: Version, effort: Effort) -> None:
    """End the attempt with the first ``version`` of the storyboard, which is to be approved. Raises ClaimLost."""
    waits: dict[str, Any] = {"status": Status.REVIEW, "waiting_since": Now(), "finished_at": None}
    fresh: dict[str, Any] = {"stage": effort.stage, "postponed_by": "", "postponed_since": None}
    try:
        with transaction.atomic():
            _end(claim, Outcome.REVIEW, effort, **waits, **fresh, storyboard_version=1)
            records.add_version(claim.job_id, 1, version)
    except ClaimLost:
        # An earlier call may have been committed although its answer was lost.
        if not records.ended_as(claim, Outcome.REVIEW):
            raise


def revise(job_id: uuid.UUID, current: int, version: Version) -> bool:
    """Add a version after the ``current`` one. False if that is no longer current, or the job is not in review."""
    with transaction.atomic():
        revised = _change(job_id, _in_review(current), storyboard_version=current + 1, waiting_since=Now())
        if revised:
            records.add_version(job_id, current + 1, version)
    return revised


def approve(job_id: uuid.UUID, current: int, by: str = "", request_id: str = "") -> bool:
    """Queue a job whose storyboard is approved in its ``current`` version; its message is about to be published.

    False if that is no longer current, if the job is not in review, or if the paper has a notice that the script does
    not know. Of two concurrent calls, one returns False.
    """
    stands = _in_review(current) & Q(later_notices__isnull=True)
    with transaction.atomic():
        changes: dict[str, Any] = {**_waiting(), "published_at": Now(), "request_id": request_id}
        approved = _change(job_id, stands, approved_version=current, **changes)
        if approved:
            records.approve_version(job_id, current)
            records.note(job_id, "approved", f"version {current}{by and f', by {by}'}")
    return approved


def expire(job_id: uuid.UUID) -> bool:
    """Fail a job whose storyboard was neither changed nor approved for JOB_REVIEW_DAYS."""
    limit = timedelta(days=settings.JOB_REVIEW_DAYS)
    reason = _EXPIRED.format(days=settings.JOB_REVIEW_DAYS)
    waits = Q(status=Status.REVIEW, waiting_since__lt=Now() - limit)
    with transaction.atomic():
        return _change(job_id, waits, **_failed(ReviewExpired.code, reason))


def fail(claim: Claim, code: str, message: str, effort: Effort) -> None:
    """End the job with an error. Raises ClaimLost."""
    _end(claim, Outcome.FAILED, effort, code, message, **_failed(code, message), stage=effort.stage)


def hand_back(claim: Claim, effort: Effort) -> None:
    """Return the job to the queue because this worker is being stopped. Not a setback. Raises ClaimLost."""
    _end(claim, Outcome.HANDED_BACK, effort, **_waiting(), interrupted=True, published_at=Now())


def postpone(claim: Claim, code: str, message: str, effort: Effort, seconds: float, setback: bool) -> None:
    """Return the job to the queue for ``seconds`` from now. Recovery publishes it again when it is due.

    After too many setbacks, or after JOB_POSTPONE_HOURS if it is no setback, fail it with the error instead. Raises
    ClaimLost.
    """
    may_wait = Q(setbacks__lt=settings.JOB_ATTEMPTS - 1) if setback else _postponed_within_limit()
    if not Job.objects.filter(_held(claim) & may_wait).exists():
        return fail(claim, code, message, effort)
    later: dict[str, Any] = {**_waiting(), "published_at": None, "not_before": Now() + timedelta(seconds=seconds)}
    why = {"postponed_by": code, "postponed_since": Coalesce("postponed_since", Now())}
    return _end(claim, Outcome.POSTPONED, effort, code, message, **later, **why, setbacks=F("setbacks") + int(setback))


def lapse(job_id: uuid.UUID) -> bool:
    """Return an abandoned job to the queue while attempts are left. It has no message until it is republished."""
    attempts_left = Q(setbacks__lt=settings.JOB_ATTEMPTS - 1)
    changes: dict[str, Any] = {**_waiting(), "interrupted": True, "published_at": None}
    return _abandon(job_id, attempts_left, **changes, setbacks=F("setbacks") + 1)


def give_up(job_id: uuid.UUID) -> bool:
    """Fail an abandoned job that has no attempts left: a job that kills its workers must not be retried for ever."""
    none_left = Q(setbacks__gte=settings.JOB_ATTEMPTS - 1)
    return _abandon(job_id, none_left, setbacks=F("setbacks") + 1, **_failed(WorkerLost.code, _LOST))


def wait_over(job_id: uuid.UUID) -> bool:
    """Fail a job that has waited longer than JOB_WAIT_SECONDS for a worker."""
    limit = timedelta(seconds=settings.JOB_WAIT_SECONDS)
    reason = _WAITED.format(seconds=settings.JOB_WAIT_SECONDS)
    waits = Q(status__in=WAITING, waiting_since__lt=Now() - limit)
    with transaction.atomic():
        ended = _change(job_id, waits, **_failed("timed_out", reason))
        if ended:
            records.note(job_id, "not taken", reason)
    return ended


def cancel(job_id: uuid.UUID, by: str = "") -> bool:
    """Cancel an unfinished job; its worker notices at its next heartbeat. False if the job has already ended."""
    with transaction.atomic():
        unfinished = Q(status__in=UNFINISHED)
        cancelled = _change(job_id, unfinished, status=Status.CANCELLED, not_before=None, **_ended())
        if cancelled:
            records.close_attempt(job_id, Outcome.CANCELLED, _stage(job_id))
            records.note(job_id, "cancelled", by and f"by {by}")
    return cancelled


def delete(job_id: uuid.UUID) -> bool:
    """Delete the row, cancelling an unfinished job first. False if there is no such job.

    The row is locked meanwhile, so that a retry at the same moment finds no job or is deleted with it.
    """
    with transaction.atomic():
        jobs = Job.objects.select_for_update().filter(pk=job_id)
        if not jobs.exists():
            return False
        cancel(job_id)
        jobs.delete()
    return True


def reopen(job_id: uuid.UUID, task_id: str, by: str = "", request_id: str = "") -> bool:
    """Make a failed or cancelled job pending again, with a new Celery task. False if it is neither.

    A job whose storyboard was to be approved waits for that again. One whose storyboard was approved continues from it.
    """
    in_review = When(review=True, storyboard_version__gt=0, approved_version=None, then=Value(Status.REVIEW))
    with transaction.atomic():
        reopened = _change(
            job_id,
            Q(status__in=(Status.FAILED, Status.CANCELLED)),
            status=Case(in_review, default=Value(Status.PENDING)),
            celery_task_id=task_id,
            request_id=request_id,
            waiting_since=Now(),
            published_at=None,
            not_before=None,
            postponed_by="",
            postponed_since=None,
            interrupted=False,
            setbacks=0,
            stage="",
            progress=0,
            error_code="",
            error_message="",
            finished_at=None,
        )
        if reopened:
            records.note(job_id, "retried", by and f"by {by}")
    return reopened


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
        request_id=job.request_id,
    )


def _failed(code: str, message: str) -> dict[str, Any]:
    return {"status": Status.FAILED, "error_code": code, "error_message": message, **_ended()}


def _ended() -> dict[str, Any]:
    return {"finished_at": Now(), "token": None, "lease_until": None}


def _waiting() -> dict[str, Any]:
    fresh = {"waiting_since": Now(), "finished_at": None, "stage": "", "progress": 0}
    return {"status": Status.QUEUED, "token": None, "lease_until": None, **fresh}


def _postponed_within_limit() -> Q:
    limit = timedelta(hours=settings.JOB_POSTPONE_HOURS)
    return Q(postponed_since=None) | Q(postponed_since__gt=Now() - limit) if limit else Q(pk=None)


def _grace_ago() -> Any:
    return Now() - timedelta(seconds=GRACE_SECONDS)


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _in_review(current: int) -> Q:
    return Q(status=Status.REVIEW, storyboard_version=current)


def _held(claim: Claim) -> Q:
    return Q(pk=claim.job_id, token=claim.token, status=Status.PROCESSING)


def _keep(claim: Claim, **changes: Any) -> None:
    if not _change(claim.job_id, _held(claim), lease_until=_lease(), **changes):
        raise ClaimLost


def _end(claim: Claim, outcome: Outcome, effort: Effort, code: str = "", message: str = "", **changes: Any) -> None:
    with transaction.atomic():
        if not _change(claim.job_id, _held(claim), **{**_ended(), **changes}):
            raise ClaimLost
        records.end_attempt(claim, outcome, effort, code, message)


def _abandon(job_id: uuid.UUID, condition: Q, **changes: Any) -> bool:
    with transaction.atomic():
        stage = _stage(job_id)
        if not _change(job_id, IS_ABANDONED & condition, **changes):
            return False
        records.close_attempt(job_id, Outcome.LOST, stage)
    return True


def _stage(job_id: uuid.UUID) -> str:
    return Job.objects.filter(pk=job_id).values_list("stage", flat=True).first() or ""


def _change(job_id: uuid.UUID, condition: Q, **changes: Any) -> bool:
    """Every move is made here. One that a webhook reports must be inside a transaction, for its delivery."""
    changed = bool(Job.objects.filter(condition, pk=job_id).update(**changes))
    if changed and changes.get("status") in NOTIFIED:
        records.create_delivery(job_id)
    return changed
