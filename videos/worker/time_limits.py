"""Time limits of an attempt: for the whole, for each stage, and for silence between two progress reports."""

import threading
import time
from collections.abc import Callable

from django.conf import settings

from videos.pipeline.errors import PipelineError
from videos.pipeline.progress import Stage

QUIET_SECONDS = 1.0
"""Silence of the work after which the watchdog sends the heartbeats."""

LOOK_SECONDS = 0.5
"""Seconds between two looks of the watchdog."""

LONGEST_HEARTBEAT_GAP = QUIET_SECONDS + LOOK_SECONDS
"""Seconds between the work's last heartbeat and the watchdog's first."""


class TimedOut(PipelineError):
    """A time limit has passed."""

    code = "timed_out"


def hard_limit() -> int:
    """Seconds after which Celery kills the process of an attempt.

    This is for work that not even the watchdog's thread can end, because it holds the interpreter.
    """
    return int(settings.JOB_ATTEMPT_SECONDS) + 60


class TimeLimits:
    """The time that one attempt has taken, in seconds of ``clock``. The watchdog's thread reads it as well."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._moved_at = clock()
        self._entered: dict[Stage, float] = {}
        self._lock = threading.Lock()

    def enter(self, stage: Stage) -> None:
        """Note activity in a stage. The first call for a stage starts its clock."""
        with self._lock:
            self._moved_at = self._clock()
            self._entered.setdefault(stage, self._moved_at)

    def moved(self) -> None:
        """Note activity, which ends the silence."""
        self._moved_at = self._clock()

    def quiet(self) -> float:
        """Seconds since the last activity."""
        return self._clock() - self._moved_at

    def check(self) -> None:
        """Raise TimedOut if a limit has passed."""
        if over := self.over():
            raise over

    def over(self) -> TimedOut | None:
        """The error for the first limit that has passed, or None."""
        now = self._clock()
        stage, since = self._current()
        for seconds, limit, what, setting in (
            (
                now - self._moved_at,
                settings.JOB_SILENCE_SECONDS,
                f"The {stage} stage made no progress",
                "JOB_SILENCE_SECONDS",
            ),
            (now - since, settings.JOB_STAGE_SECONDS, f"The {stage} stage ran", "JOB_STAGE_SECONDS"),
            (now - self._began, settings.JOB_ATTEMPT_SECONDS, "The attempt ran", "JOB_ATTEMPT_SECONDS"),
        ):
            if seconds > limit:
                return TimedOut(
                    f"{what} for more than {limit:g} seconds, the limit that {setting} sets, and was ended. "
                    "Retry the job. If it happens again, check the worker's log and the load of its machine."
                )
        return None

    def seconds(self) -> dict[str, float]:
        """Seconds that each stage took; for the last one, up to now."""
        with self._lock:
            entered = list(self._entered.items())
        ends = [*(at for _, at in entered[1:]), self._clock()]
        return {stage.value: round(end - at, 2) for (stage, at), end in zip(entered, ends, strict=False)}

    def _current(self) -> tuple[str, float]:
        with self._lock:
            stage, since = next(reversed(self._entered.items()), ("first", self._began))
        return str(stage), since
