"""Submits jobs, the only way into the queue: the row is written first, then its message is published."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from hiddenhill.runtime.logging import request_id
from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle, projects, queue
from videos.jobs.request import VideoRequest
from videos.models import UNFINISHED, Job, Status
from videos.pipeline.identifiers import PaperId
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
            f"You would have more than {limit} unfinished jobs, the most that one user may have (JOBS_PER_USER). Wait "
            "for one to end, or cancel one. Each format counts, and a job that waits for its review counts, too."
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


def _itself(paper_id: PaperId) -> Collection[str]:
    """The ids of a paper of which nothing else is known."""
    return (paper_id,)


def submit(
    request: VideoRequest,
    owner: User | None = None,
    key: str | None = None,
    *,
    still_stands: Callable[[Job], bool] = _unknown,
    publish: Callable[[Job], None] = queue.publish,
    ids_of: Callable[[PaperId], Collection[str]] = _itself,
    title: str = "",
    races: int = _RACES,
) -> tuple[Job, bool]:
    """Submit a request. The second value is whether the job is new.

    A request for several formats gives a job for each (``projects.renditions``), and returns the first: all at once,
    or, with ``review``, the others when the first is approved.

    With an idempotency ``key`` the same request returns the same job, also when two arrive at once. Unless the request
    says ``refresh`` or ``review``, a video of the paper with the same fingerprint, made in the last JOB_REUSE_DAYS,
    completes the job at once, if it ``still_stands``: it lacks no notice that the paper has now. It may have been
    requested by another of the ``ids_of`` the paper (see ``papers.standing``). ``title`` is the paper's, where it is
    known already. Raises QueueUnavailable, TooManyJobs or KeyReused.
    """
    if key and (known := known_by(key, owner, request.digest())):
        return known, False
    jobs = jobs_of(request, owner, title)
    jobs[0].idempotency_key, jobs[0].request_digest = key or None, request.digest() if key else ""
    try:
        fresh = request.refresh or request.review or not settings.JOB_REUSE_DAYS
        waiting = _insert(jobs, {} if fresh else _reusable(jobs, ids_of(request.pubmed_id), still_stands))
    except IntegrityError:
        # Another request took the key. Its job is known now, or it gave the key up because the queue is away.
        if not key or not races:
            raise
        how: dict[str, Any] = {"still_stands": still_stands, "publish": publish, "ids_of": ids_of, "title": title}
        return submit(request, owner, key, **how, races=races - 1)
    _publish(waiting, publish)
    return jobs[0], True


def resubmit(job: Job, by: str = "", *, limited: bool = False) -> Job | None:
    """Queue a failed or cancelled job again. None if it is neither. Raises QueueUnavailable.

    A job whose storyboard was to be approved waits for that again, and is not queued before.

    With ``limited``, raises TooManyJobs if its owner has reached JOBS_PER_USER, and TooManyRetries. An operator may
    exceed both limits.
    """
    if limited and job.events.filter(what="retried").count() >= RETRIES:
        raise TooManyRetries
    with within_limit(job.owner_id if limited else None):
        reopened = lifecycle.reopen(job.pk, task_id=str(uuid.uuid4()), by=by, request_id=request_id())
    if not reopened:
        return None
    job.refresh_from_db()
    if job.status != Status.REVIEW:
        _publish([job], queue.publish)
    return job


def known_by(key: str, owner: User | None, digest: str) -> Job | None:
    """The job of an earlier request with this idempotency key. Raises KeyReused if that was another request."""
    job = Job.objects.filter(owner=owner, idempotency_key=key).first()
    if job and job.request_digest != digest:
        raise KeyReused
    return job


def jobs_of(request: VideoRequest, owner: User | None, title: str = "") -> list[Job]:
    """The jobs that a request gives now, which are not stored yet."""
    group = uuid.uuid4() if request.formats else None
    now, later = (request.formats[:1], request.formats[1:]) if request.review else (request.formats, ())
    return [
        Job(
            pubmed_id=request.pubmed_id,
            priority=request.priority,
            options=replace(request.options, format=shape),
            webhook_url=request.webhook_url,
            review=request.review,
            further_formats=later or None,
            owner=owner,
            group=group,
            celery_task_id=str(uuid.uuid4()),
            request_id=request_id(),
            title=title,
        )
        for shape in now or (request.options.format,)
    ]


def _reusable(jobs: Sequence[Job], ids: Collection[str], still_stands: Callable[[Job], bool]) -> dict[Job, Job]:
    """The job whose video may be handed out, for each new job that has one."""
    found = ((job, _reused_by(job, ids, still_stands)) for job in jobs)
    return {job: made for job, made in found if made}


def _reused_by(job: Job, ids: Collection[str], still_stands: Callable[[Job], bool]) -> Job | None:
    """The job whose video serves for a new one.

    Only recent jobs whose video was made, not itself reused, count. Otherwise a chain of reuses could outlive the
    retraction of the paper. A video that was reviewed may say what its owner chose, so it is not handed out.
    """
    recently = Now() - timedelta(days=settings.JOB_REUSE_DAYS)
    same = {"pubmed_id__in": ids, "recipe": fingerprint(job.options), "status": Status.COMPLETED}
    own = {"attempt__gt": 0, "review": False}
    made = Job.objects.filter(**same, **own, finished_at__gt=recently, later_notices__isnull=True).first()
    return made if made and artefacts.video_exists(made.folder) and still_stands(made) else None


def _insert(jobs: Sequence[Job], reusable: Mapping[Job, Job]) -> list[Job]:
    """Insert all jobs or none. Returns those that wait; the others have the video of another."""
    with transaction.atomic(), within_limit(jobs[0].owner_id if len(reusable) < len(jobs) else None):
        # What is reused is locked, so that it cannot be deleted with its files meanwhile.
        made = Job.objects.select_for_update().order_by("pk").in_bulk([made.pk for made in reusable.values()])
        projects.join(jobs)
        waiting = []
        for job in jobs:
            if job in reusable and reusable[job].pk in made:
                lifecycle.reuse(job, made[reusable[job].pk])
            else:
                job.save(force_insert=True)
                waiting.append(job)
    return waiting


@contextmanager
def within_limit(owner_id: int | None) -> Iterator[None]:
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
        if unfinished(owner_id) > settings.JOBS_PER_USER:
            raise TooManyJobs(settings.JOBS_PER_USER)


def unfinished(owner_id: int) -> int:
    """The number of unfinished jobs of a user, with those that an approval will add."""
    jobs = Job.objects.filter(owner=owner_id, status__in=UNFINISHED)
    return sum(1 + len(further or ()) for further in jobs.order_by().values_list("further_formats", flat=True))


def _publish(jobs: Sequence[Job], publish: Callable[[Job], None]) -> None:
    """Publish new jobs, or refuse all of them if the queue is away. Raises QueueUnavailable with the first.

    Once the first is published, the request is accepted: recovery publishes the others later, should the queue have
    gone away in between.
    """
    for place, job in enumerate(jobs):
        try:
            publish(job)
        except OperationalError as error:
            if place == 0:
                _refuse(jobs, error)
            return
        if lifecycle.queue(job.pk):
            job.status = Status.QUEUED
        else:
            job.refresh_from_db()  # a worker was faster


def _refuse(jobs: Sequence[Job], error: OperationalError) -> None:
    refused = [lifecycle.refuse(job.pk, QueueUnavailable.code, _UNAVAILABLE) for job in jobs]
    for job in jobs:
        job.refresh_from_db()
    if refused[0]:
        raise QueueUnavailable(jobs[0]) from error
    # This request took so long that recovery has published the first meanwhile.
