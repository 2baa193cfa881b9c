"""The broker's server, asked directly."""

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry


def url() -> str:
    """The broker's address as redis-py names it: kombu calls a socket's by another name."""
    return str(settings.CELERY_BROKER_URL).replace("redis+socket://", "unix://", 1)


def client(seconds: float) -> redis.Redis:
    """A client that waits no longer than this for a connection, and for an answer. It raises redis.RedisError.

    redis-py would try again by default, even inside ``ping``, which takes ten seconds when the server hangs.
    """
    return redis.Redis.from_url(
        url(), socket_timeout=seconds, socket_connect_timeout=seconds, retry=Retry(NoBackoff(), 0)
    )
