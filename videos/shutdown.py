"""How a worker that is being stopped gets its job back into the queue, in good order.

SIGTERM only sets a flag, which the work looks at with every sign of life: raised from the handler, an exception may
surface inside a callback of a C library, where it is swallowed.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from celery.signals import worker_shutting_down
from celery.worker import state

_requested = threading.Event()


class ShuttingDown(Exception):
    """SIGTERM has reached this process in the middle of a job."""


@contextmanager
def noticed() -> Iterator[None]:
    """Let ``check`` notice a SIGTERM that arrives during the block; outside it SIGTERM does what it did before."""
    if threading.current_thread() is not threading.main_thread():
        yield  # an eager task in a thread of a web server, whose own shutdown waits for the request
        return
    _requested.clear()
    before = signal.signal(signal.SIGTERM, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def check() -> None:
    """Raise ShuttingDown if the process is being stopped."""
    if _requested.is_set():
        raise ShuttingDown


@worker_shutting_down.connect
def tell_the_working_process(**kwargs: Any) -> None:
    """Pass SIGTERM on: docker and systemd may signal the Celery parent only, which would wait for the job's end."""
    for request in list(state.active_requests):
        if request.worker_pid:
            os.kill(request.worker_pid, signal.SIGTERM)


def _note(signum: int, frame: FrameType | None) -> None:
    _requested.set()
