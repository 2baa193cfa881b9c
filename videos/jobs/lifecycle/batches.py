"""Moves of all jobs of a batch at once, in a number of queries that does not grow with them.

Each is the move of the same name in ``requests``, for every job that may make it.
"""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from videos.jobs import records
from videos.jobs.lifecycle import requests
from videos.jobs.lifecycle.changes import change_all, ended
from videos.models import UNFINISHED, Batch, Job, Outcome, Status


def queue_all(batch: Batch, published: Collection[uuid.UUID]) -> None:
    """Note that the messages of these jobs were published. A worker may already have claimed some."""
    pending = batch.jobs.filter(pk__in=published, status=Status.PENDING)
    pending.update(status=Status.QUEUED, published_at=Now())


def cancel_all(batch: Batch, by: str = "") -> int:
    """Cancel the unfinished jobs of a batch. Returns their number."""
    with transaction.atomic():
        unfinished = batch.jobs.filter(status__in=UNFINISHED)
        cancelled = change_all(unfinished, status=Status.CANCELLED, not_before=None, **ended())
        records.close_attempts(cancelled, Outcome.CANCELLED)
        records.note_all(cancelled, "cancelled", by and f"by {by}")
    return len(cancelled)


def reopen_all(jobs: QuerySet[Job], by: str = "", request_id: str = "") -> list[Job]:
    """Make failed or cancelled jobs pending again, or wait for their review again. Returns them as they are now.

    Call it in a transaction.
    """
    moved = change_all(jobs.filter(requests.MAY_REOPEN), **requests.reopened(request_id))
    records.note_all(moved, "retried", by and f"by {by}")
    reopened = list(Job.objects.filter(pk__in=moved).order_by("created_at", "pk"))
    for job in reopened:
        job.celery_task_id = str(uuid.uuid4())
    Job.objects.bulk_update(reopened, ["celery_task_id"], batch_size=_TASK_IDS_AT_ONCE)
    return reopened


_TASK_IDS_AT_ONCE = 200
"""New task ids in one UPDATE, which has two values for each."""
