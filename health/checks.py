"""One check per dependency. Each takes a limited time, and returns False rather than raising."""

import time
from queue import Empty, SimpleQueue
from threading import Lock, Thread

import redis
from celery import current_app
from django.db import DatabaseError, InterfaceError, connections
from django.db.utils import ConnectionHandler
from kombu.exceptions import OperationalError

from hiddenhill.runtime import redis_client

_DATABASE_SECONDS = 1.0
_REDIS_SECONDS = 0.5
_WORKER_SECONDS = 0.8
_KEPT_SECONDS = 2.0

# Held by the thread that queries: while a database hangs, only one thread waits for it, however many checks are made.
_querying = Lock()


def database_answers(databases: ConnectionHandler = connections) -> bool:
    """Whether the database answers a query on a new connection, within a second.

    A driver may wait for ever for a connection or a result, so a thread makes the query, and is abandoned if it hangs.
    """
    if not _querying.acquire(timeout=_DATABASE_SECONDS):
        return False
    answer: SimpleQueue[bool] = SimpleQueue()
    Thread(target=_query, args=(databases, answer), daemon=True).start()
    try:
        return answer.get(timeout=_DATABASE_SECONDS)
    except Empty:
        return False


def _query(databases: ConnectionHandler, answer: "SimpleQueue[bool]") -> None:
    connection = databases["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answer.put(True)
    except (DatabaseError, InterfaceError):
        answer.put(False)
    finally:
        connection.close()
        _querying.release()


def redis_answers() -> bool:
    """Whether the broker answers a PING within half a second."""
    client = redis_client.client(_REDIS_SECONDS)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


class Workers:
    """Whether a worker answers, asked at most every few seconds: every question costs each worker some work.

    One worker is asked by name. If all are asked and the first answer is enough, the answers of the others come when
    nobody reads them, and kombu leaves them in Redis for ever.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._name = ""
        self._asked_at = float("-inf")

    def answer(self) -> bool:
        """Whether at least one worker answers within two seconds, or did a few seconds ago."""
        with self._lock:
            if time.monotonic() > self._asked_at + _KEPT_SECONDS:
                self._name = self._one_that_answers()
                self._asked_at = time.monotonic()
            return bool(self._name)

    def _one_that_answers(self) -> str:
        if self._name and (found := _ping([self._name])):
            return found
        return _ping(None)


def _ping(names: list[str] | None) -> str:
    """The name of a worker that answers, of those given or of all; "" if none does."""
    try:
        with current_app.connection_for_write() as connection:
            inspect = current_app.control.inspect(names, timeout=_WORKER_SECONDS, connection=connection)
            return min(inspect.ping() or {}, default="")
    except (OperationalError, redis.RedisError, OSError):
        return ""


worker_answers = Workers().answer
