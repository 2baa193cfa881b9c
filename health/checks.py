"""One check a dependency: bounded in time, and False rather than an exception."""

import redis
from celery import current_app
from django.db import DatabaseError, InterfaceError, connection
from kombu.exceptions import OperationalError

from hiddenhill import broker

_REDIS_SECONDS = 0.5
_WORKER_SECONDS = 0.8


def database_answers() -> bool:
    """Whether the database answers a query. A database that hangs is given up by its own time-out, not by this one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def redis_answers() -> bool:
    """Whether the broker answers a PING within half a second. The connection is closed in any case."""
    client = broker.client(_REDIS_SECONDS)
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
