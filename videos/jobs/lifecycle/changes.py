"""How a row is changed: the one conditional UPDATE, and the columns that belong together."""

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from videos.jobs import records
from videos.models import NOTIFIED, Job, Status

GRACE_SECONDS = 15
"""How long a message may be in transit: published but not yet in the queue, or taken from it but not yet claimed."""

IS_DUE = Q(not_before__isnull=True) | Q(not_before__lte=Now())
"""The job is not postponed, or its time has come."""


def change(job_id: uuid.UUID, condition: Q, *, reported: bool = True, **changes: Any) -> bool:
    """Every move is made here. One that is reported must be inside a transaction, for its delivery.

    ``reported`` is False if the job is known to have neither a webhook nor an owner.
    """
    changed = bool(Job.objects.filter(condition, pk=job_id).update(**changes))
    if changed and reported and changes.get("status") in NOTIFIED:
        records.create_delivery(job_id)
    return changed


def change_all(jobs: QuerySet[Job], **changes: Any) -> list[uuid.UUID]:
    """Make one move of several jobs, in a transaction: all that are still as ``jobs`` says. Returns their ids.

    They are locked in order of their ids, so that two such moves never wait for each other.
    """
    moved = list(jobs.order_by("pk").select_for_update().values_list("pk", flat=True))
    if moved:
        Job.objects.filter(pk__in=moved).update(**changes)
    if changes.get("status") in NOTIFIED:
        records.create_deliveries(moved)
    return moved


def stage_of(job_id: uuid.UUID) -> str:
    """The last stage that the job has reached, "" before the first."""
    return Job.objects.filter(pk=job_id).values_list("stage", flat=True).first() or ""


def failed(code: str, message: str) -> dict[str, Any]:
    """The columns of a job that fails."""
    return {"status": Status.FAILED, "error_code": code, "error_message": message, **ended()}


def ended() -> dict[str, Any]:
    """The columns of a job that ends."""
    return {"finished_at": Now(), "token": None, "lease_until": None}


def waiting() -> dict[str, Any]:
    """The columns of a job that waits in the queue."""
    fresh = {"waiting_since": Now(), "finished_at": None, "stage": "", "progress": 0}
    return {"status": Status.QUEUED, "token": None, "lease_until": None, **fresh}


def grace_ago() -> Any:
    """The moment before which a message that is not in the queue counts as lost."""
    return Now() - timedelta(seconds=GRACE_SECONDS)
