"""Periodic work in a thread of the housekeeper, without a broker."""

import logging
import os
import signal
import threading
from collections.abc import Callable

import redis
from celery.signals import worker_shutting_down
from django.db import DatabaseError, InterfaceError, close_old_connections

from hiddenhill.runtime import heartbeat_file

logger = logging.getLogger(__name__)

_stopping = threading.Event()


class Loop(threading.Thread):
    """Calls ``step`` at once, and again every ``seconds``, until the process is stopped.

    If the database or the broker cannot be reached, that is logged, and the next call tries again. Any other error
    stops the process, so that its supervisor restarts it: a housekeeper without its loop must not look healthy.
    """

    def __init__(self, name: str, seconds: float, step: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._seconds = seconds
        self._step = step

    def run(self) -> None:
        """Loop until the process is stopped."""
        try:
            self._once()
            while not _stopping.wait(self._seconds):
                self._once()
        finally:
            if not _stopping.is_set():
                logger.critical("the %s loop ended; this process stops", self.name)
                os.kill(os.getpid(), signal.SIGTERM)

    def _once(self) -> None:
        try:
            self._step()
        except (DatabaseError, InterfaceError, redis.RedisError, OSError) as error:
            logger.warning("%s failed and is retried in %g s: %s", self.name, self._seconds, error)
        finally:
            close_old_connections()
        heartbeat_file.touch()


@worker_shutting_down.connect
def stop(**kwargs: object) -> None:
    """End each loop after its current step."""
    _stopping.set()
