"""Recovers jobs whose worker died or whose message was lost. Run by the housekeeper and ``manage.py recover``.

A job whose lease has expired is queued again, or fails after too many setbacks. Messages are interchangeable: the
worker that receives one takes the job whose turn it is (``turns``). So only their number matters. If the queue holds
fewer messages than jobs wait, as many as are missing are published again. It never grows beyond the number of waiting
jobs, however long it is and however often this runs, and no loss is hidden by a guess about a particular message.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from videos.jobs import lifecycle, queue
from videos.models import WAITING, Job, Priority, Status

logger = logging.getLogger(__name__)

_AT_ONCE = 1000
"""Messages that one run publishes again at most, so that it ends before the next begins."""

_GRACE = timedelta(seconds=lifecycle.GRACE_SECONDS)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a run did, as numbers of jobs."""

    queued_again: int = 0
    """Their lease had expired."""
    given_up: int = 0
    waited_too_long: int = 0
    published_again: int = 0
    queue_away: bool = False


def recover(
    remove_leftovers: Callable[[UUID], None],
    publish: Callable[[Job], None] = queue.publish,
    waiting: Callable[[], dict[Priority, int]] = queue.waiting,
) -> Recovered:
    """Queue lost jobs again, and publish lost messages again. Without the broker only the rows are recovered.

    ``remove_leftovers`` removes what a job that was given up has stored.
    """
    abandoned = list(Job.objects.filter(lifecycle.IS_ABANDONED).values_list("pk", flat=True))
    given_up = _move("was given up: its workers were lost", abandoned, lifecycle.give_up)
    for job_id in given_up:
        remove_leftovers(job_id)
    queued_again = _move("lost its worker and was queued again", abandoned, lifecycle.lapse)
    waited = _move("failed: no worker took it in time", _waited_too_long(), lifecycle.wait_over)
    try:
        published = sum(_publish_again(job, publish) for job in _without_message(waiting))
    except (redis.RedisError, OperationalError) as error:
        logger.warning("the queue cannot be reached, so no message was published again: %s", error)
        return Recovered(len(queued_again), len(given_up), len(waited), queue_away=True)
    return Recovered(len(queued_again), len(given_up), len(waited), published)


def _move(what: str, job_ids: Iterable[UUID], move: Callable[[UUID], bool]) -> list[UUID]:
    moved = [job_id for job_id in job_ids if move(job_id)]
    for job_id in moved:
        logger.warning("job %s %s", job_id, what)
    return moved


def _waited_too_long() -> list[UUID]:
    if not settings.JOB_WAIT_SECONDS:
        return []
    limit = Now() - timedelta(seconds=settings.JOB_WAIT_SECONDS)
    return list(Job.objects.filter(status__in=WAITING, waiting_since__lt=limit).values_list("pk", flat=True))


def _without_message(waiting: Callable[[], dict[Priority, int]]) -> QuerySet[Job]:
    in_transit = Q(status=Status.PENDING, waiting_since__gte=Now() - _GRACE)
    jobs = Job.objects.filter(lifecycle.IS_DUE, status__in=WAITING).exclude(in_transit)
    missing = max(jobs.count() - sum(waiting().values()), 0)
    quiet = jobs.filter(Q(published_at=None) | Q(published_at__lt=Now() - _GRACE))
    return quiet.order_by(F("published_at").asc(nulls_first=True), "waiting_since")[: min(missing, _AT_ONCE)]


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
