"""The moves of a job whose storyboard is to be approved."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from videos.jobs import projects, records
from videos.jobs.claims import Claim, ClaimLost, Effort, ReviewExpired
from videos.jobs.lifecycle.attempts import end
from videos.jobs.lifecycle.changes import change, failed, waiting
from videos.jobs.records import Version
from videos.models import Job, Outcome, Status, Storyboard
from videos.pipeline.options import Format

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

    A job is queued for each of its ``further_formats``, with a copy of the version.
    """
    stands = _in_review(current) & Q(later_notices__isnull=True)
    with transaction.atomic():
        further = Job.objects.filter(pk=job_id).values_list("further_formats", flat=True).first()
        changes: dict[str, Any] = {**waiting(), "published_at": Now(), "request_id": request_id}
        approved = change(job_id, stands, approved_version=current, further_formats=None, **changes)
        if approved:
            records.approve_version(job_id, current)
            records.note(job_id, "approved", f"version {current}{by and f', by {by}'}")
            version = Storyboard.objects.select_related("job").get(job_id=job_id, number=current)
            for name in further or ():
                _queue_in(Format[name.upper()], version, by)
    return approved


def await_edits(job: Job, version: Storyboard) -> None:
    """Insert a new job that waits for its review from the start, with a copy of a version of another job."""
    job.status, job.review, job.storyboard_version = Status.REVIEW, True, 1
    with transaction.atomic():
        job.save(force_insert=True)
        records.copy_version(version, job, "As in the finished video.")
        records.note(job.pk, "edited again", f"from version {version.number} of {version.job_id}")
    job.refresh_from_db()


def expire(job_id: uuid.UUID) -> bool:
    """Fail a job whose storyboard was neither changed nor approved for JOB_REVIEW_DAYS."""
    limit = timedelta(days=settings.JOB_REVIEW_DAYS)
    reason = _EXPIRED.format(days=settings.JOB_REVIEW_DAYS)
    waits = Q(status=Status.REVIEW, waiting_since__lt=Now() - limit)
    with transaction.atomic():
        return change(job_id, waits, **failed(ReviewExpired.code, reason))


def _queue_in(shape: Format, version: Storyboard, by: str) -> None:
    """Insert a job for another format, which has the version that was approved, and waits for a worker."""
    first = version.job
    job = projects.another(
        first,
        shape,
        project_id=first.project_id,
        batch_id=first.batch_id,
        group=first.group,
        review=True,
        status=Status.QUEUED,
        published_at=Now(),
        storyboard_version=1,
        approved_version=1,
        request_id=first.request_id,
    )
    job.save(force_insert=True)
    records.copy_version(version, job, f"Version {version.number} of the video in {first.options.format}.")
    records.approve_version(job.pk, 1)
    records.note(job.pk, "approved", f"with {first.pk}{by and f', by {by}'}")


def _in_review(current: int) -> Q:
    return Q(status=Status.REVIEW, storyboard_version=current)
