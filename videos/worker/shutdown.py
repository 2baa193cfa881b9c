"""How a worker that is being stopped gets its job back into the queue, in good order.

SIGTERM only sets a flag, which the work looks at with every sign of life: raised from the handler, an exception may
surface inside a callback of a C library, where it is swallowed.
"""

import contextlib
import os
import signal
import threading
from types import FrameType
from typing import Any

from billiard import current_process
from celery.signals import worker_shutting_down
from celery.worker import state

_requested = threading.Event()


class ShuttingDown(Exception):
    """SIGTERM has reached this process in the middle of a job."""


def check() -> None:
    """Raise ShuttingDown if this process is being stopped."""
    if _requested.is_set():
        raise ShuttingDown


def pause(seconds: float) -> None:
    """Wait, but not longer than until this process is being stopped."""
    if in_pool():
        _requested.wait(seconds)


def in_pool() -> bool:
    """Whether this is a process of a worker's pool, rather than an eager task, a solo pool or a command."""
    return bool(current_process().name != "MainProcess")


def survive_sigterm() -> None:
    """Keep a pool's process from dying of SIGTERM, which would lose its job; its parent ends it afterwards.

    Called by the task, because the pool sets its own handler after every signal that Celery sends at the start.
    """
    if in_pool():
        signal.signal(signal.SIGTERM, _note)


@worker_shutting_down.connect
def pass_sigterm_on(**kwargs: Any) -> None:
    """Tell the working process: docker and systemd signal its parent only, which would wait for the job's end."""
    for request in list(state.active_requests):
        if request.worker_pid:
            with contextlib.suppress(ProcessLookupError):  # it has just died, and its parent does not know yet
                os.kill(request.worker_pid, signal.SIGTERM)


def _note(signum: int, frame: FrameType | None) -> None:
    _requested.set()
