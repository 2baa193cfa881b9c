"""The tasks and the housekeeper's loops: border posts that load, call and record."""

import dataclasses
import logging
import os
from typing import Any
from uuid import UUID, uuid4

import structlog
from celery import Task, shared_task
from celery.signals import celeryd_after_setup
from django.conf import settings

from videos.api.serializers.jobs import JobSerializer
from videos.jobs import housekeeping, lifecycle, recovery, retention
from videos.models import Job
from videos.storage import artefacts
from videos.webhooks import outbox
from videos.worker import shutdown, work_folders
from videos.worker.database_retry import retry_on_outage
from videos.worker.loop import Loop

logger = logging.getLogger(__name__)

# Beyond the attempt's own limit, for work that not even the watchdog's thread can end: it holds the interpreter.
_HARD_LIMIT = settings.JOB_ATTEMPT_SECONDS + 60

_DELIVER_SECONDS = 1.0
"""Between two looks at the outbox, each of which is one query while nothing is due."""

_PRUNED_AT_ONCE = 500
"""Jobs; a few seconds' work."""


@shared_task(name="videos.generate", bind=True, time_limit=_HARD_LIMIT, rate_limit=settings.GENERATE_RATE_LIMIT or None)
def generate_video_task(self: "Task[Any, Any]", job_id: str, pubmed_id: str) -> str:
    """Make the video of a job; returns the outcome, for the log.

    ``pubmed_id`` helps people who read the queue. Only the row counts.
    """
    # The scheduler and the housekeeper load this module, too, and never need the media engines.
    from videos.worker import attempt  # noqa: PLC0415

    shutdown.survive_sigterm()
    worker = f"{self.request.hostname or 'here'}, process {os.getpid()}"
    claim = retry_on_outage(lifecycle.claim, UUID(job_id), worker, uuid4())
    if claim is None:
        return "nothing to do: the job has ended, or another worker has it"
    request_id = self.request.get("request_id")
    origin = {"request_id": request_id} if request_id else {}
    with structlog.contextvars.bound_contextvars(job=job_id, attempt=claim.attempt, stage="", **origin):
        return attempt.work(claim)


@shared_task(name="videos.prune", ignore_result=True)
def prune_task() -> None:
    """Remove old jobs and files without a job, a few hundred at a time; while the storage is away, next time."""
    try:
        while prune(most=_PRUNED_AT_ONCE).jobs == _PRUNED_AT_ONCE:
            pass
    except ConnectionError as error:
        logger.warning("nothing could be pruned: %s", error)


@celeryd_after_setup.connect
def start_housekeeping(instance: Any, **kwargs: Any) -> None:
    """Run recovery and webhook delivery beside the worker that takes housekeeping tasks."""
    if settings.HOUSEKEEPING_QUEUE in instance.app.amqp.queues.consume_from:
        Loop("recovery", settings.RECOVER_EVERY_SECONDS, recover).start()
        Loop("delivery", _DELIVER_SECONDS, deliver).start()


def recover() -> recovery.Recovered:
    """Bring back lost jobs, and record the run."""
    work_folders.sweep()
    found = recovery.recover(artefacts.remove_leftovers)
    housekeeping.record_run(housekeeping.RECOVER, dataclasses.asdict(found))
    return found


def deliver() -> None:
    """Send every webhook that is due."""
    while outbox.deliver(_as_json):
        pass


def prune(*, dry_run: bool = False, most: int | None = None) -> retention.Pruned:
    """Remove old jobs and files without a job, and record the run; ``dry_run`` only counts them."""
    found = retention.prune(dry_run=dry_run, most=most)
    if not dry_run:
        work_folders.sweep()
        housekeeping.record_run(housekeeping.PRUNE, dataclasses.asdict(found))
    return found


def _as_json(job: Job) -> dict[str, Any]:
    return JobSerializer(job, context={"site": settings.SITE_URL}).data
