"""The messages in the queue. Each is a hint that a job waits; ``turns`` decides which job its receiver takes."""

from celery import current_app
from django.conf import settings
from kombu.transport.redis import Channel

from hiddenhill.runtime import redis_client
from videos.models import Job, Priority

# Celery's Redis transport serves the smallest number first, and keeps one list per number.
_STEP = {Priority.HIGH: 0, Priority.NORMAL: 3, Priority.LOW: 6}


def publish(job: Job) -> None:
    """Publish a job's message. Raises kombu's OperationalError within two seconds if the broker cannot be reached.

    The task is sent by name: only a process that makes videos loads it, and with it the media engines.
    """
    current_app.signature("videos.generate").apply_async(
        (str(job.pk), job.pubmed_id),
        task_id=job.celery_task_id,
        priority=_STEP[Priority(job.priority)],
    )


def waiting() -> dict[Priority, int]:
    """The number of messages by priority. Raises redis.RedisError if the broker cannot be reached."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with redis_client.client(seconds=1).pipeline(transaction=False) as pipe:
        for step in _STEP.values():
            pipe.llen(f"{queue}{Channel.sep}{step}" if step else queue)
        return dict(zip(_STEP, pipe.execute(), strict=True))
