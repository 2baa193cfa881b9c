"""The messages in the queue: a hint for each waiting job that there is work."""

import structlog
from celery import current_app
from django.conf import settings
from kombu.transport.redis import Channel

from hiddenhill.runtime import redis_client
from videos.models import Job, Priority

# Celery's Redis transport serves the smallest number first, and keeps a list for each step.
_STEP = {Priority.HIGH: 0, Priority.NORMAL: 3, Priority.LOW: 6}


def publish(job: Job) -> None:
    """Send the message of a job. Raises kombu's OperationalError within two seconds while the queue is away.

    The task is sent by name: only a process that makes videos loads it, and with it the media engines. The id of
    the request goes along, so that the attempt's log lines carry it.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    current_app.signature("videos.generate").apply_async(
        (str(job.pk), job.pubmed_id),
        task_id=job.celery_task_id,
        priority=_STEP[Priority(job.priority)],
        headers={"request_id": request_id} if request_id else {},
    )


def waiting() -> dict[Priority, int]:
    """How many messages wait for a worker, by priority. Raises redis.RedisError when the queue is away."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with redis_client.client(seconds=1).pipeline(transaction=False) as pipe:
        for step in _STEP.values():
            pipe.llen(f"{queue}{Channel.sep}{step}" if step else queue)
        return dict(zip(_STEP, pipe.execute(), strict=True))
