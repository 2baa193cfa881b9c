"""The messages in the queue: a hint for each waiting job that there is work."""

from typing import Any

from celery import Task
from django.conf import settings
from kombu.transport.redis import Channel

from hiddenhill import broker
from videos.models import Job, Priority

# Celery's Redis transport serves the smallest number first, and keeps a list for each step.
_STEP = {Priority.HIGH: 0, Priority.NORMAL: 3, Priority.LOW: 6}


def publish(task: "Task[Any, Any]", job: Job) -> None:
    """Send the message of a job. Raises kombu's OperationalError within two seconds when the queue is away."""
    task.apply_async((str(job.pk), job.pubmed_id), task_id=job.celery_task_id, priority=_STEP[Priority(job.priority)])


def waiting() -> dict[Priority, int]:
    """How many messages wait for a worker, by priority. Raises redis.RedisError when the queue is away."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with broker.client(seconds=1).pipeline(transaction=False) as pipe:
        for step in _STEP.values():
            pipe.llen(f"{queue}{Channel.sep}{step}" if step else queue)
        return dict(zip(_STEP, pipe.execute(), strict=True))
