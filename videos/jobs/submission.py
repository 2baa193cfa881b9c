"""The one door onto the queue: a row first, then its message."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle, queue
from videos.jobs.request import VideoRequest
from videos.models import UNFINISHED, Job, Status
from videos.storage import artefacts

RETRY_AFTER_SECONDS = 30
_UNAVAILABLE = (
    "The queue cannot be reached, so nothing was started. Check that Redis runs and that CELERY_BROKER_URL is right, "
    "then ask again."
)


class QueueUnavailable(Exception):
    """The message could not be published; the job has failed with ``queue_unavailable`` and will never run."""

    code = "queue_unavailable"

    def __init__(self, job: Job) -> None:
        super().__init__(_UNAVAILABLE)
        self.job = job


class TooManyJobs(Exception):
    """The user has as many unfinished jobs as one may have."""

    code = "too_many_jobs"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have {limit} unfinished jobs, as many as one may have (JOBS_PER_USER). Wait for some to end, or "
            "cancel them."
        )


class KeyReused(Exception):
    """The idempotency key stands for another order already."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Use a new key for each new request.")


def submit(order: VideoRequest, owner: User | None = None, key: str | None = None) -> tuple[Job, bool]:
    """Accept an order and queue the work; the second value tells whether the job is a new one.

    With an idempotency ``key`` the same order gives the same job, even to requests at the same time. Where a finished
    video of the paper, made by the same recipe in the last JOB_REUSE_DAYS, will do, the job is completed at once.
    Raises QueueUnavailable, TooManyJobs or KeyReused.
    """
    if key and (known := _known(order, owner, key)):
        return known, False
    job = Job(
        pubmed_id=order.pubmed_id,
        priority=order.priority,
        options=order.options,
        webhook_url=order.webhook_url,
        owner=owner,
        idempotency_key=key or None,
        request_digest=order.digest() if key else "",
        celery_task_id=str(uuid.uuid4()),
    )
    try:
        if not order.refresh and _reuse(job):
            return job, True
        _insert(job)
    except IntegrityError:
        if key and (known := _known(order, owner, key)):
            return known, False
        raise
    return _publish(job), True


def resubmit(job: Job, by: str = "", *, limited: bool = False) -> Job | None:
    """Queue a failed or cancelled job anew. None when it is neither. Raises QueueUnavailable.

    ``limited`` raises TooManyJobs where its owner has as many as one may have; an operator may retry any.
    """
    with _within_limit(job.owner_id if limited else None):
        reopened = lifecycle.reopen(job.pk, task_id=str(uuid.uuid4()), by=by)
    if not reopened:
        return None
    job.refresh_from_db()
    return _publish(job)


def _known(order: VideoRequest, owner: User | None, key: str) -> Job | None:
    job = Job.objects.filter(owner=owner, idempotency_key=key).first()
    if job and job.request_digest != order.digest():
        raise KeyReused
    return job


def _reuse(job: Job) -> bool:
    """Complete the job with the video that an earlier one has, if one has. Only what was made counts, and only lately:
    a video of a video would outlive a paper's retraction."""
    if not settings.JOB_REUSE_DAYS:
        return False
    lately = Now() - timedelta(days=settings.JOB_REUSE_DAYS)
    like = {"pubmed_id": job.pubmed_id, "recipe": fingerprint(job.options), "status": Status.COMPLETED}
    made = Job.objects.filter(**like, attempt__gt=0, finished_at__gt=lately).first()
    if made is None or not artefacts.exist(made.folder):
        return False
    with transaction.atomic():
        if not Job.objects.select_for_update().filter(pk=made.pk).exists():
            return False
        lifecycle.reuse(job, made)  # the other is locked, lest it be deleted with its files
    return True


def _insert(job: Job) -> None:
    with _within_limit(job.owner_id):
        job.save(force_insert=True)


@contextmanager
def _within_limit(owner_id: int | None) -> Iterator[None]:
    """Undo what the block does, and raise TooManyJobs, when the user has too many unfinished jobs after it.

    After it, and not before: a request whose key another has just taken is to find that job, not the limit.
    """
    if owner_id is None or not settings.JOBS_PER_USER:
        yield
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner_id)  # of two requests at once, one counts the other's job
        yield
        if Job.objects.filter(owner=owner_id, status__in=UNFINISHED).count() > settings.JOBS_PER_USER:
            raise TooManyJobs(settings.JOBS_PER_USER)


def _publish(job: Job) -> Job:
    try:
        queue.publish(job)
    except OperationalError as error:
        refused = lifecycle.refuse(job.pk, QueueUnavailable.code, _UNAVAILABLE)
        job.refresh_from_db()
        if refused:
            raise QueueUnavailable(job) from error
        return job  # this request hung so long that recovery has published it meanwhile
    if lifecycle.queue(job.pk):
        job.status = Status.QUEUED
    else:
        job.refresh_from_db()  # a worker was faster
    return job
