"""The broker's server, asked directly."""

import re

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry


def url() -> str:
    """The broker's address as redis-py reads it, which knows some of kombu's words by other names."""
    address = str(settings.CELERY_BROKER_URL)
    if address.startswith("redis+socket://"):
        return "unix://" + address.removeprefix("redis+socket://").replace("virtual_host=", "db=")
    return re.sub(r"(?<=ssl_cert_reqs=)CERT_\w+", lambda word: word[0].removeprefix("CERT_").lower(), address)


def client(seconds: float) -> redis.Redis:
    """A client that waits no longer than this for a connection, and for an answer. It raises redis.RedisError.

    redis-py would try again by default, even inside ``ping``, which takes ten seconds when the server hangs.
    """
    pool = redis.ConnectionPool.from_url(url())
    # Not given to from_url, where a time-out in the address would win.
    pool.connection_kwargs |= {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),
    }
    return redis.Redis.from_pool(pool)
