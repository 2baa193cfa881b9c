"""A client of the broker's server, without Celery, and the form of the values that the cache keeps there."""

import json
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


class Json:
    """Serializes the values of the cache.

    Django's default is pickle, which runs code of those who can write to the server.
    """

    def dumps(self, value: object) -> str:
        """The value as JSON. Raises TypeError for what JSON does not know."""
        return json.dumps(value)

    def loads(self, data: bytes) -> object:
        """The value. Raises redis.RedisError, like a cache that cannot be read, for what is not JSON."""
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise redis.RedisError("The cache contains a value that is not JSON.") from error
