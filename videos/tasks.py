"""The tasks: border posts between the queue and the work. They load, call and record."""

import dataclasses
import logging
import os
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from celery import Task, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from videos import attempt, chores, lifecycle, messages, recovery, removal, room, shutdown
from videos.patience import patiently
from videos.webhooks import outbox

logger = logging.getLogger(__name__)

# Beyond the attempt's own limit, for work that not even the watchdog's thread can end: it holds the interpreter.
_HARD_LIMIT = settings.JOB_ATTEMPT_SECONDS + 60

_PRUNED_AT_ONCE = 500
"""Jobs; a few seconds' work."""


@shared_task(name="videos.generate", bind=True, time_limit=_HARD_LIMIT, rate_limit=settings.GENERATE_RATE_LIMIT or None)
def generate_video_task(self: "Task[Any, Any]", job_id: str, pubmed_id: str) -> str:
    """Make the video of a job; returns how it ended, for the log.

    ``pubmed_id`` is there for people who read the queue: what counts is the row.
    """
    shutdown.survive_sigterm()
    worker = f"{self.request.hostname or 'here'}, process {os.getpid()}"
    claim = patiently(lifecycle.claim, UUID(job_id), worker, uuid4())
    if claim is None:
        return "nothing to do: the job has ended, or another worker has it"
    with structlog.contextvars.bound_contextvars(job=job_id, attempt=claim.attempt, stage=""):
        told = attempt.work(claim)
        _deliver_soon(claim.job_id)
        return told


publish = partial(messages.publish, generate_video_task)
"""Send the message of a job."""


@shared_task(name="videos.recover", time_limit=60, ignore_result=True)
def recover_task() -> None:
    """Bring back what was lost, unless that was done a moment ago: after a stop, many of these messages may wait."""
    if not chores.ran_within(chores.RECOVER, settings.RECOVER_EVERY_SECONDS / 2):
        recover()


@shared_task(name="videos.deliver", time_limit=60, ignore_result=True)
def deliver_task() -> None:
    """Send the webhooks that are due; those for which there was no room, in another run."""
    if outbox.deliver():
        deliver_task.delay()


@shared_task(name="videos.prune", time_limit=3600, ignore_result=True)
def prune_task() -> None:
    """Remove what is too old, and what no job has; with the storage away, at the next time.

    A few at a time: recovery, which shares the process and goes first, waits for one run at most.
    """
    try:
        if prune(most=_PRUNED_AT_ONCE).jobs == _PRUNED_AT_ONCE:
            prune_task.delay()
    except ConnectionError as error:
        logger.warning("nothing could be pruned: %s", error)


def recover() -> recovery.Recovered:
    """Bring back what was lost, and keep that it was done."""
    room.sweep()
    found = recovery.recover(publish)
    chores.note(chores.RECOVER, dataclasses.asdict(found))
    return found


def prune(*, dry_run: bool = False, most: int | None = None) -> removal.Pruned:
    """Remove what is too old and what no job has, and keep that it was done; with ``dry_run`` only count it."""
    found = removal.prune(dry_run=dry_run, most=most)
    if not dry_run:
        chores.note(chores.PRUNE, dataclasses.asdict(found))
    return found


def _deliver_soon(job_id: UUID) -> None:
    """Have the webhook of an ended job sent at once rather than by the next scheduled run."""
    if outbox.awaits(job_id):
        try:
            deliver_task.delay()
        except OperationalError as error:
            logger.warning("the queue is away, the webhook is sent later: %s", error)
