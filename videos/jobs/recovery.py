"""Brings back jobs whose worker died or whose message was lost; run by the housekeeper and ``manage.py recover``.

A job whose lease is over waits again, or fails after too many such losses. A waiting job that has no message gets a
new one. Redis cannot be asked whether it holds a certain message, so its loss is concluded:

- The job was never published, or that failed: the row says so.
- There are fewer messages in the queue than jobs that wait for one: as many as are missing are published again, those
  first whose last message is the oldest. So the queue never grows beyond the number of waiting jobs, however long it
  is and however often this runs; a wrong guess is put right in a later run, for what was published goes to the end.
- A job of the same priority that was published clearly later is being worked on already: the queue is served in
  order, so the older message is gone. This finds a loss behind a long queue that holds messages of cancelled jobs.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from videos.jobs import lifecycle, queue
from videos.models import WAITING, Job, Priority, Status

logger = logging.getLogger(__name__)

_AT_ONCE = 1000
"""Jobs published again in one run at most, so that a run ends before the next begins."""

_MOMENTS = timedelta(seconds=lifecycle.GRACE_SECONDS)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a run did, in numbers of jobs."""

    queued_again: int = 0
    """Their worker had fallen silent."""
    given_up: int = 0
    waited_too_long: int = 0
    published_again: int = 0
    queue_away: bool = False


def recover(
    remove_leftovers: Callable[[UUID], None],
    publish: Callable[[Job], None] = queue.publish,
    waiting: Callable[[], dict[Priority, int]] = queue.waiting,
) -> Recovered:
    """Bring back what was lost. While the queue is away, rows are recovered and messages wait.

    ``remove_leftovers`` removes the stored files of a job that was given up.
    """
    abandoned = list(Job.objects.filter(lifecycle.IS_ABANDONED).values_list("pk", flat=True))
    given_up = _those("has lost too many workers", abandoned, lifecycle.give_up)
    for job_id in given_up:
        remove_leftovers(job_id)
    queued_again = _those("lost its worker and waits again", abandoned, lifecycle.lapse)
    waited = _those("was not taken in time", _waited_too_long(), lifecycle.wait_over)
    try:
        published = sum(_publish_again(job, publish) for job in _without_message(waiting))
    except (redis.RedisError, OperationalError) as error:
        logger.warning("the queue is away, nothing could be published again: %s", error)
        return Recovered(len(queued_again), len(given_up), len(waited), queue_away=True)
    return Recovered(len(queued_again), len(given_up), len(waited), published)


def _those(what: str, job_ids: Iterable[UUID], move: Callable[[UUID], bool]) -> list[UUID]:
    moved = [job_id for job_id in job_ids if move(job_id)]
    for job_id in moved:
        logger.warning("job %s %s", job_id, what)
    return moved


def _waited_too_long() -> list[UUID]:
    if not settings.JOB_WAIT_SECONDS:
        return []
    limit = Now() - timedelta(seconds=settings.JOB_WAIT_SECONDS)
    return list(Job.objects.filter(status__in=WAITING, waiting_since__lt=limit).values_list("pk", flat=True))


def _without_message(waiting: Callable[[], dict[Priority, int]]) -> Iterator[Job]:
    """The jobs to publish again. Lazily: each rule looks at what the one before it has done."""
    yield from _never_published()[:_AT_ONCE]
    for priority in Priority:
        yield from _overtaken(priority)[:_AT_ONCE]
    jobs = Job.objects.filter(status=Status.QUEUED)
    missing = jobs.exclude(published_at=None).count() - sum(waiting().values())
    if missing > 0:
        yield from _published_before(Now() - _MOMENTS)[: min(missing, _AT_ONCE)]


def _never_published() -> QuerySet[Job]:
    unpublished = Job.objects.filter(lifecycle.IS_DUE, status__in=WAITING, published_at=None)
    return unpublished.filter(Q(status=Status.QUEUED) | Q(waiting_since__lt=Now() - _MOMENTS)).order_by("waiting_since")


def _overtaken(priority: Priority) -> QuerySet[Job]:
    latest = Job.objects.filter(status=Status.PROCESSING, priority=priority).aggregate(at=Max("published_at"))["at"]
    return _published_before(latest - _MOMENTS).filter(priority=priority) if latest else Job.objects.none()


def _published_before(moment: object) -> QuerySet[Job]:
    return Job.objects.filter(status=Status.QUEUED, published_at__lt=moment).order_by("published_at")


def _publish_again(job: Job, publish: Callable[[Job], None]) -> bool:
    if not lifecycle.republish(job.pk):
        return False
    try:
        publish(job)
    except OperationalError:
        lifecycle.unpublish(job.pk)
        raise
    logger.warning("job %s had no message and was published again", job.pk)
    return True
