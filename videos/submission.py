"""The one door onto the queue: a row first, then its message."""

import uuid

from django.contrib.auth.models import User
from kombu.exceptions import OperationalError

from videos import lifecycle
from videos.models import Job, Priority
from videos.tasks import generate_video_task

RETRY_AFTER_SECONDS = 30
_UNAVAILABLE = (
    "The queue cannot be reached, so nothing was started. Check that Redis runs and that CELERY_BROKER_URL is right, "
    "then ask again."
)
# Celery's Redis transport serves the smallest number first.
_REDIS_PRIORITY = {Priority.HIGH: 0, Priority.NORMAL: 3, Priority.LOW: 6}


class QueueUnavailable(Exception):
    """The message could not be published; the job has failed with ``queue_unavailable`` and will never run."""

    code = "queue_unavailable"

    def __init__(self, job: Job) -> None:
        super().__init__(_UNAVAILABLE)
        self.job = job


def submit(pubmed_id: str, priority: Priority = Priority.NORMAL, owner: User | None = None) -> Job:
    """Accept a normalised id and queue the work. Raises QueueUnavailable."""
    job = Job.objects.create(pubmed_id=pubmed_id, priority=priority, owner=owner, celery_task_id=str(uuid.uuid4()))
    return _publish(job)


def resubmit(job: Job) -> Job | None:
    """Queue a failed or cancelled job anew. None when it is neither. Raises QueueUnavailable."""
    if not lifecycle.reopen(job.pk, task_id=str(uuid.uuid4())):
        return None
    job.refresh_from_db()
    return _publish(job)


def _publish(job: Job) -> Job:
    try:
        generate_video_task.apply_async(
            (str(job.pk), job.pubmed_id), task_id=job.celery_task_id, priority=_REDIS_PRIORITY[Priority(job.priority)]
        )
    except OperationalError as error:
        lifecycle.refuse(job.pk, QueueUnavailable.code, _UNAVAILABLE)
        job.refresh_from_db()
        raise QueueUnavailable(job) from error
    lifecycle.queue(job.pk)
    job.refresh_from_db()
    return job
