"""Time in tests, on a machine of any speed.

A test waits for an event, and gives up only after a time that no machine needs. A promise in seconds is the product's
for an idle machine; a busy one gets as many times longer as it is slower at that moment.
"""

import math
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LIMIT_SECONDS = 300.0

_ROUNDS = 3_000_000
# What the rounds take on an idle machine: measured on two cores of an Intel Xeon, from 0.054 to 0.058.
_IDLE_SECONDS = 0.06


def slowness() -> float:
    """Return how many times longer than on an idle machine work takes, at least 1.

    It is the larger of what work takes at this moment (4 to 5 with four busy loops on two cores) and of how many
    processes wanted each core in the last minute: the load comes and goes between two measurements.
    """
    began = time.perf_counter()
    sum(range(_ROUNDS))
    now = (time.perf_counter() - began) / _IDLE_SECONDS
    return max(1.0, now, os.getloadavg()[0] / (os.cpu_count() or 1))


def stretched(seconds: int) -> int:
    """Return a limit for a service under test: short, and yet one that a healthy process keeps on this machine."""
    return math.ceil(seconds * slowness())


def eventually(holds: Callable[[], object]) -> float:
    """Wait until ``holds`` is true. Return the seconds that took."""
    began = time.monotonic()
    while not holds():
        waited = time.monotonic() - began
        assert waited < LIMIT_SECONDS or waited < LIMIT_SECONDS * slowness(), f"not within {waited:.0f} s"
        time.sleep(0.05)
    return time.monotonic() - began


def ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process. Return its exit code."""
    eventually(lambda: process.poll() is not None)
    return process.returncode


@dataclass(slots=True)
class Stopwatch:
    """What a block took, once it is over."""

    seconds: float = 0.0


@contextmanager
def within(seconds: float) -> Iterator[Stopwatch]:
    """Assert that the block takes less than so many seconds of an idle machine."""
    watch, before, began = Stopwatch(), slowness(), time.monotonic()
    yield watch
    watch.seconds = time.monotonic() - began
    slow = max(before, slowness())
    assert watch.seconds < seconds * slow, f"{watch.seconds:.2f} s, on a machine {slow:.1f} times slower than idle"
