"""The Celery tasks and the housekeeper's loops. Each loads, calls and records; the work is done elsewhere."""

import dataclasses
import logging
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Task, current_app, shared_task
from celery.signals import celeryd_after_setup, worker_process_init
from django.conf import settings

from videos.api import user_messages
from videos.api.serializers.jobs import JobSerializer
from videos.jobs import housekeeping, recovery, retention, turns
from videos.jobs.previews import Wanted
from videos.models import Job
from videos.papers import later_notices
from videos.storage import artefacts
from videos.webhooks import emails, outbox, posts
from videos.worker import heap, shutdown, time_limits, work_folders
from videos.worker.database_retry import retry_on_outage
from videos.worker.loop import Loop

logger = logging.getLogger(__name__)

_DELIVER_SECONDS = 1.0
"""Seconds between two runs of webhook delivery, and of e-mail. A run takes one query if nothing is due."""

_NOTICES_EVERY = timedelta(hours=23)

_PREVIEW_SECONDS = 60
"""A previewer that takes longer hangs, and its process is replaced."""

_PRUNED_AT_ONCE = 500
"""Jobs that are removed at once, which takes a few seconds."""


@shared_task(
    name="videos.generate",
    bind=True,
    time_limit=time_limits.hard_limit(),
    rate_limit=settings.GENERATE_RATE_LIMIT or None,
)
def generate_video_task(self: "Task[Any, Any]", job_id: str, pubmed_id: str) -> str:
    """Make the video of the job whose turn it is. Returns the outcome for the log.

    The arguments name the job that was published, for people who read the queue. The rows decide which job is taken.
    """
    # The scheduler and the housekeeper load this module as well, but do not need the media engines.
    from videos.worker import attempt  # noqa: PLC0415

    shutdown.survive_sigterm()
    worker = f"{self.request.hostname or 'here'}, process {os.getpid()}"
    claim = retry_on_outage(turns.Taker(UUID(job_id), worker).take)
    if claim is None:
        return "nothing to do: no job waits"
    origin = {"request_id": claim.request_id} if claim.request_id else {}
    with structlog.contextvars.bound_contextvars(job=str(claim.job_id), attempt=claim.attempt, stage="", **origin):
        outcome = attempt.work(claim)
        return outcome if claim.job_id == UUID(job_id) else f"job {claim.job_id}: {outcome}"


@shared_task(name="videos.preview", ignore_result=True, acks_late=False, time_limit=_PREVIEW_SECONDS)
def preview_task(**wanted: Any) -> None:
    """Make a preview of a storyboard for a request that waits for it. The arguments are those of ``Wanted``."""
    from videos.worker import previewer  # noqa: PLC0415

    previewer.answer(Wanted(**wanted))


@shared_task(name="videos.prune", ignore_result=True)
def prune_task() -> None:
    """Remove old jobs, and files that belong to no job. The next run continues after a storage failure."""
    try:
        while prune(most=_PRUNED_AT_ONCE).jobs == _PRUNED_AT_ONCE:
            pass
    except ConnectionError as error:
        logger.warning("the storage cannot be reached, so pruning stopped: %s", error)


@shared_task(name="videos.check_notices", ignore_result=True)
def check_notices_task() -> None:
    """Find out once a day which papers were retracted since their videos were made.

    The scheduler asks hourly: it counts a day from its own start, which a machine that is turned off at night never
    reaches.
    """
    if housekeeping.is_due(housekeeping.NOTICES, _NOTICES_EVERY):
        housekeeping.record_run(housekeeping.NOTICES, dataclasses.asdict(later_notices.check()))


@celeryd_after_setup.connect
def start_housekeeping(instance: Any, **kwargs: Any) -> None:
    """Run recovery and the delivery of webhooks and e-mail beside the worker that takes housekeeping tasks."""
    if settings.HOUSEKEEPING_QUEUE in instance.app.amqp.queues.consume_from:
        Loop("recovery", settings.RECOVER_EVERY_SECONDS, recover).start()
        Loop("delivery", _DELIVER_SECONDS, deliver).start()
        Loop("e-mail", _DELIVER_SECONDS, deliver_emails).start()


@worker_process_init.connect
def share_one_heap(**kwargs: Any) -> None:
    """Save memory in the processes that draw, speak and encode."""
    heap.share()


@worker_process_init.connect
def start_previewing(**kwargs: Any) -> None:
    """Load the engines in a process that makes previews, before a request waits for them."""
    if settings.PREVIEW_QUEUE in current_app.amqp.queues.consume_from:
        from videos.worker import previewer  # noqa: PLC0415

        previewer.warm_up()


def recover() -> recovery.Recovered:
    """Recover lost jobs and messages, and record the run."""
    work_folders.sweep()
    found = recovery.recover(artefacts.remove_leftovers)
    housekeeping.record_run(housekeeping.RECOVER, dataclasses.asdict(found))
    return found


def deliver() -> None:
    """Send every webhook that is due."""
    while outbox.deliver(posts.carrier(_as_json)):
        pass


def deliver_emails() -> None:
    """Send every e-mail that is due. Webhooks have a loop of their own, and do not wait for a slow mail server."""
    while outbox.deliver(emails.carrier(_explained)):
        pass


def prune(*, dry_run: bool = False, most: int | None = None) -> retention.Pruned:
    """Remove old jobs, and files that belong to no job, and record the run. With ``dry_run`` only count them."""
    found = retention.prune(dry_run=dry_run, most=most)
    if not dry_run:
        work_folders.sweep()
        housekeeping.record_run(housekeeping.PRUNE, dataclasses.asdict(found))
    return found


def _as_json(job: Job) -> dict[str, Any]:
    return JobSerializer(job, context={"site": settings.SITE_URL}).data


def _explained(job: Job) -> str:
    """Why a job has failed, and what its user can do."""
    return user_messages.user_text(job.error_code, job.error_message)
