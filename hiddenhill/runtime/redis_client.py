"""A client of the broker's server, without Celery."""

import re

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry


def url() -> str:
    """The broker's URL for redis-py, which names some of kombu's schemes and options differently."""
    broker = str(settings.CELERY_BROKER_URL)
    if broker.startswith("redis+socket://"):
        return "unix://" + broker.removeprefix("redis+socket://").replace("virtual_host=", "db=")
    return re.sub(r"(?<=ssl_cert_reqs=)CERT_\w+", lambda word: word[0].removeprefix("CERT_").lower(), broker)


def client(seconds: float) -> redis.Redis:
    """A client that waits at most ``seconds`` for a connection, and for a response. It raises redis.RedisError.

    By default redis-py retries, even within ``ping``, which takes ten seconds when the server hangs.
    """
    pool = redis.ConnectionPool.from_url(url())
    # Set after from_url, where a timeout in the URL would have priority.
    pool.connection_kwargs |= {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),
    }
    return redis.Redis.from_pool(pool)
