"""One check a dependency: bounded in time, and False rather than an exception."""

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

_REDIS_SECONDS = 0.5
_WORKER_SECONDS = 0.8


def redis_answers() -> bool:
    """Whether the broker answers a PING within half a second. The connection is closed in any case."""
    # redis-py retries inside ping() by default, which takes 3 s and more; and it knows kombu's socket URLs by
    # another name.
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    client = redis.Redis.from_url(
        url, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def worker_answers() -> bool:
    """Whether any worker answers within a second; the first answer is enough."""
    try:
        with current_app.connection_for_write() as connection:
            return bool(current_app.control.inspect(timeout=_WORKER_SECONDS, limit=1, connection=connection).ping())
    except (OperationalError, redis.RedisError, OSError):
        return False
