"""Submits jobs, the only way into the queue: the row is written first, then its message is published."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
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

_RACES = 20
"""How often a request may lose its idempotency key to another request that then gives the key up."""

RETRIES = 20
"""How often a user may retry a job. Each retry adds rows to its history."""

_UNAVAILABLE = (
    "The queue cannot be reached, so nothing was started. Check that Redis runs and that CELERY_BROKER_URL is right, "
    "then try again."
)


class QueueUnavailable(Exception):
    """The message could not be published. The job has failed with ``queue_unavailable`` and will not run."""

    code = "queue_unavailable"

    def __init__(self, job: Job) -> None:
        super().__init__(_UNAVAILABLE)
        self.job = job


class TooManyJobs(Exception):
    """The user has reached JOBS_PER_USER unfinished jobs."""

    code = "too_many_jobs"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have {limit} unfinished jobs, the most that one user may have (JOBS_PER_USER). Wait for one to end, "
            "or cancel one. A job that waits for its review counts, too."
        )


class TooManyRetries(Exception):
    """The job was retried RETRIES times."""

    code = "too_many_retries"

    def __init__(self) -> None:
        super().__init__(f"This job was retried {RETRIES} times, the maximum. Request the video again.")


class KeyReused(Exception):
    """The idempotency key was already used for a different request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Use a new key for each new request.")


def _unknown(made: Job) -> bool:
    """Whether a video may still be handed out, where nobody can say."""
    return False


def submit(
    request: VideoRequest,
    owner: User | None = None,
    key: str | None = None,
    *,
    still_stands: Callable[[Job], bool] = _unknown,
    races: int = _RACES,
) -> tuple[Job, bool]:
    """Submit a request. The second value is whether the job is new.

    With an idempotency ``key`` the same request returns the same job, also when two arrive at once. Unless the request
    says ``refresh`` or ``review``, a video of the paper with the same fingerprint, made in the last JOB_REUSE_DAYS,
    completes the job at once, if it ``still_stands``: it lacks no notice that the paper has now (see
    ``papers.standing``). Raises QueueUnavailable, TooManyJobs or KeyReused.
    """
    if key and (known := _known(request, owner, key)):
        return known, False
    job = Job(
        pubmed_id=request.pubmed_id,
        priority=request.priority,
        options=request.options,
        webhook_url=request.webhook_url,
        review=request.review,
        owner=owner,
        idempotency_key=key or None,
        request_digest=request.digest() if key else "",
        celery_task_id=str(uuid.uuid4()),
        request_id=_request_id(),
    )
    try:
        reused = not (request.refresh or request.review) and _reuse(job, still_stands)
        if not reused:
            _insert(job)
    except IntegrityError:
        # Another request took the key. Its job is known now, or it gave the key up because the queue is away.
        if not key or not races:
            raise
        return submit(request, owner, key, still_stands=still_stands, races=races - 1)
    return (job if reused else _publish(job)), True


def resubmit(job: Job, by: str = "", *, limited: bool = False) -> Job | None:
    """Queue a failed or cancelled job again. None if it is neither. Raises QueueUnavailable.

    A job whose storyboard was to be approved waits for that again, and is not queued before.

    With ``limited``, raises TooManyJobs if its owner has reached JOBS_PER_USER, and TooManyRetries. An operator may
    exceed both limits.
    """
    if limited and job.events.filter(what="retried").count() >= RETRIES:
        raise TooManyRetries
    with _within_limit(job.owner_id if limited else None):
        reopened = lifecycle.reopen(job.pk, task_id=str(uuid.uuid4()), by=by, request_id=_request_id())
    if not reopened:
        return None
    job.refresh_from_db()
    return job if job.status == Status.REVIEW else _publish(job)


def _request_id() -> str:
    """The id of the HTTP request that is being answered, "" without one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _known(request: VideoRequest, owner: User | None, key: str) -> Job | None:
    job = Job.objects.filter(owner=owner, idempotency_key=key).first()
    if job and job.request_digest != request.digest():
        raise KeyReused
    return job


def _reuse(job: Job, still_stands: Callable[[Job], bool]) -> bool:
    """Complete the job with the video of an earlier one, if there is one.

    Only recent jobs whose video was made, not itself reused, count. Otherwise a chain of reuses could outlive the
    retraction of the paper. A video that was reviewed may say what its owner chose, so it is not handed out.
    """
    if not settings.JOB_REUSE_DAYS:
        return False
    recently = Now() - timedelta(days=settings.JOB_REUSE_DAYS)
    same = {"pubmed_id": job.pubmed_id, "recipe": fingerprint(job.options), "status": Status.COMPLETED}
    own = {"attempt__gt": 0, "review": False}
    made = Job.objects.filter(**same, **own, finished_at__gt=recently, later_notices__isnull=True).first()
    if made is None or not artefacts.video_exists(made.folder) or not still_stands(made):
        return False
    with transaction.atomic():
        if not Job.objects.select_for_update().filter(pk=made.pk).exists():
            return False
        lifecycle.reuse(job, made)  # ``made`` is locked, so that it cannot be deleted with its files meanwhile
    return True


def _insert(job: Job) -> None:
    with _within_limit(job.owner_id):
        job.save(force_insert=True)


@contextmanager
def _within_limit(owner_id: int | None) -> Iterator[None]:
    """Roll back the block, and raise TooManyJobs, if the user has too many unfinished jobs after it.

    The check comes after the block: a concurrent request with the same idempotency key must find its job, not the
    limit.
    """
    if owner_id is None or not settings.JOBS_PER_USER:
        yield
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner_id)  # concurrent requests of one user take turns
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
        return job  # this request took so long that recovery has published the job meanwhile
    if lifecycle.queue(job.pk):
        job.status = Status.QUEUED
    else:
        job.refresh_from_db()  # a worker was faster
    return job
