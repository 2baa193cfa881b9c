"""Lets a worker that is being stopped hand its job back first.

SIGTERM only sets a flag, which the work checks whenever it reports progress. An exception raised by the signal handler
could surface inside a callback of a C library, which would swallow it.
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
    """This process received SIGTERM during a job."""


def check() -> None:
    """Raise ShuttingDown if this process is being stopped."""
    if _requested.is_set():
        raise ShuttingDown


def pause(seconds: float) -> None:
    """Wait for ``seconds``, or until this process is being stopped. Outside a worker's pool, do not wait."""
    if in_pool():
        _requested.wait(seconds)


def in_pool() -> bool:
    """Whether this is a process of a worker's pool, not an eager task, a solo pool or a command."""
    return bool(current_process().name != "MainProcess")


def survive_sigterm() -> None:
    """Keep SIGTERM from killing a pool's process, which would lose its job. Its parent ends it afterwards.

    Called by the task, because the pool installs its own handler later than all of Celery's start signals.
    """
    if in_pool():
        signal.signal(signal.SIGTERM, _note)


@worker_shutting_down.connect
def pass_sigterm_on(**kwargs: Any) -> None:
    """Forward SIGTERM to the working processes: docker and systemd signal only the parent, which waits for the job."""
    for request in list(state.active_requests):
        if request.worker_pid:
            with contextlib.suppress(ProcessLookupError):  # it has just died, and its parent has not noticed yet
                os.kill(request.worker_pid, signal.SIGTERM)


def _note(signum: int, frame: FrameType | None) -> None:
    _requested.set()
