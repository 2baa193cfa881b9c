"""The moves of a request and its message, before a worker has the job, and after it has ended."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now

from videos.jobs import projects, records
from videos.jobs.lifecycle.changes import IS_DUE, change, ended, failed, grace_ago, stage_of
from videos.models import UNFINISHED, WAITING, Job, Outcome, Status

MAY_REOPEN = Q(status__in=(Status.FAILED, Status.CANCELLED))

_WAITED = (
    "No worker took the job within {seconds} seconds, the limit that JOB_WAIT_SECONDS sets. Start more workers, "
    "then retry the job."
)


def queue(job_id: uuid.UUID) -> bool:
    """Note that the job's message was published. False if a worker has already claimed the job, which does no harm."""
    return change(job_id, Q(status=Status.PENDING), status=Status.QUEUED, published_at=Now())


def refuse(job_id: uuid.UUID, code: str, message: str) -> bool:
    """Fail a job whose message could not be published. If the message exists after all, no worker can claim the job.

    The idempotency key can be used again. False if the job is no longer pending: recovery published it meanwhile.
    """
    with transaction.atomic():
        refused = change(job_id, Q(status=Status.PENDING), idempotency_key=None, **failed(code, message))
        if refused:
            records.note(job_id, "refused", message)
    return refused


def republish(job_id: uuid.UUID) -> bool:
    """Note that a waiting job is about to be published again. Of two concurrent calls, one returns False."""
    unpublished = Q(published_at=None) & (Q(status=Status.QUEUED) | Q(waiting_since__lt=grace_ago()))
    quiet = unpublished | Q(published_at__lt=grace_ago())
    return change(job_id, Q(status__in=WAITING) & IS_DUE & quiet, status=Status.QUEUED, published_at=Now())


def unpublish(job_id: uuid.UUID) -> bool:
    """Note that the message of a waiting job could not be published after all."""
    return change(job_id, Q(status=Status.QUEUED), published_at=None)


def reuse(job: Job, made: Job) -> None:
    """Insert a new job that is completed from the start, with the video and the script of ``made``."""
    for name in ("title", "paper", "recipe", "folder", "has_visual_abstract", "duration", "size", "storyboard_version"):
        setattr(job, name, getattr(made, name))
    with transaction.atomic():
        job.save(force_insert=True)
        for version in made.storyboards.all():
            records.copy_version(version, job, version.note)
        change(job.pk, Q(), status=Status.COMPLETED, progress=100, finished_at=Now())
    job.refresh_from_db()


def wait_over(job_id: uuid.UUID) -> bool:
    """Fail a job that has waited longer than JOB_WAIT_SECONDS for a worker."""
    limit = timedelta(seconds=settings.JOB_WAIT_SECONDS)
    reason = _WAITED.format(seconds=settings.JOB_WAIT_SECONDS)
    waits = Q(status__in=WAITING, waiting_since__lt=Now() - limit)
    with transaction.atomic():
        ended = change(job_id, waits, **failed("timed_out", reason))
        if ended:
            records.note(job_id, "not taken", reason)
    return ended


def cancel(job_id: uuid.UUID, by: str = "") -> bool:
    """Cancel an unfinished job; its worker notices at its next heartbeat. False if the job has already ended."""
    with transaction.atomic():
        unfinished = Q(status__in=UNFINISHED)
        cancelled = change(job_id, unfinished, status=Status.CANCELLED, not_before=None, **ended())
        if cancelled:
            records.close_attempt(job_id, Outcome.CANCELLED, stage_of(job_id))
            records.note(job_id, "cancelled", by and f"by {by}")
    return cancelled


def delete(job_id: uuid.UUID) -> bool:
    """Delete the row, cancelling an unfinished job first, and its project with the last. False if there is no such job.

    The row is locked meanwhile, so that a retry at the same moment finds no job or is deleted with it.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().only("project").filter(pk=job_id).first()
        if job is None:
            return False
        cancel(job_id)
        job.delete()
        projects.leave(job.project_id)
    return True


def reopen(job_id: uuid.UUID, task_id: str, by: str = "", request_id: str = "") -> bool:
    """Make a failed or cancelled job pending again, with a new Celery task. False if it is neither.

    A job whose storyboard was to be approved waits for that again. One whose storyboard was approved continues from it.
    """
    changes = reopened(request_id) | {"celery_task_id": task_id}
    with transaction.atomic():
        moved = change(job_id, MAY_REOPEN, **changes)
        if moved:
            records.note(job_id, "retried", by and f"by {by}")
    return moved


def reopened(request_id: str) -> dict[str, Any]:
    """The columns of a job that is begun again."""
    in_review = When(review=True, storyboard_version__gt=0, approved_version=None, then=Value(Status.REVIEW))
    return {
        "status": Case(in_review, default=Value(Status.PENDING)),
        "request_id": request_id,
        "waiting_since": Now(),
        "published_at": None,
        "not_before": None,
        "postponed_by": "",
        "postponed_since": None,
        "interrupted": False,
        "setbacks": 0,
        "stage": "",
        "progress": 0,
        "error_code": "",
        "error_message": "",
        "finished_at": None,
    }
