"""The moves of a job whose storyboard is to be approved."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from videos.jobs import records
from videos.jobs.claims import Claim, ClaimLost, Effort, ReviewExpired
from videos.jobs.lifecycle.attempts import end
from videos.jobs.lifecycle.changes import change, failed, waiting
from videos.jobs.records import Version
from videos.models import Outcome, Status

_EXPIRED = (
    "The storyboard was not approved within {days} days, the limit that JOB_REVIEW_DAYS sets. Retry the job to review "
    "it again: every version is kept."
)


def await_review(claim: Claim, version: Version, effort: Effort) -> None:
    """End the attempt with the first ``version`` of the storyboard, which is to be approved. Raises ClaimLost."""
    waits: dict[str, Any] = {"status": Status.REVIEW, "waiting_since": Now(), "finished_at": None}
    fresh: dict[str, Any] = {"stage": effort.stage, "postponed_by": "", "postponed_since": None}
    try:
        with transaction.atomic():
            end(claim, Outcome.REVIEW, effort, **waits, **fresh, storyboard_version=1)
            records.add_version(claim.job_id, 1, version)
    except ClaimLost:
        # An earlier call may have been committed although its answer was lost.
        if not records.ended_as(claim, Outcome.REVIEW):
            raise


def revise(job_id: uuid.UUID, current: int, version: Version) -> bool:
    """Add a version after the ``current`` one. False if that is no longer current, or the job is not in review."""
    with transaction.atomic():
        revised = change(job_id, _in_review(current), storyboard_version=current + 1, waiting_since=Now())
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
        changes: dict[str, Any] = {**waiting(), "published_at": Now(), "request_id": request_id}
        approved = change(job_id, stands, approved_version=current, **changes)
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
        return change(job_id, waits, **failed(ReviewExpired.code, reason))


def _in_review(current: int) -> Q:
    return Q(status=Status.REVIEW, storyboard_version=current)
