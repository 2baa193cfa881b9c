"""Lets one process at a time make an entry of the cache, while others that need it wait for a limited time.

The lock is ``flock`` on an empty file beside the entry. The kernel frees it when its holder ends, also if it is killed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

_STEP = 0.01
"""Seconds between two attempts. ``flock`` has no limit of its own for its wait."""


@contextmanager
def alone(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock ``path``. After ``seconds``, or where no lock can be had, continue without it."""
    lock = _acquired(path, monotonic() + seconds)
    try:
        yield
    finally:
        if lock is not None:
            # First the file, then the lock: who gets the lock of a removed file tries again with a new one.
            with suppress(OSError):
                path.unlink()
            os.close(lock)


def _acquired(path: Path, until: float) -> int | None:
    """The descriptor that holds the lock, or None."""
    with suppress(OSError):  # a folder in which nothing can be written: the entry is made without a lock
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if _locked(lock, path):
                return lock
            os.close(lock)
            if monotonic() >= until:
                return None
            sleep(_STEP)
    return None


def _locked(lock: int, path: Path) -> bool:
    """Whether the lock was free, and is still the one that others find at ``path``."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(lock), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
