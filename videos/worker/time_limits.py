"""How long a job may take: each stage, the whole attempt, and the silence between two signs of life."""

import threading
import time
from collections.abc import Callable

from django.conf import settings

from videos.pipeline.errors import PipelineError
from videos.pipeline.progress import Stage


class TimedOut(PipelineError):
    """A time limit is over."""

    code = "timed_out"


class TimeLimits:
    """The time that one attempt has taken, in seconds of ``clock``. Read by the watchdog's thread, too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._moved_at = clock()
        self._entered: dict[Stage, float] = {}
        self._lock = threading.Lock()

    def enter(self, stage: Stage) -> None:
        """Note a sign of life from this stage; the first one starts its clock."""
        with self._lock:
            self._moved_at = self._clock()
            self._entered.setdefault(stage, self._moved_at)

    def moved(self) -> None:
        """Note a sign of life."""
        self._moved_at = self._clock()

    def quiet(self) -> float:
        """The seconds since the last sign of life."""
        return self._clock() - self._moved_at

    def check(self) -> None:
        """Raise TimedOut, with the limit that is over and what to do about it."""
        if over := self.over():
            raise over

    def over(self) -> TimedOut | None:
        """The limit that is over, if one is."""
        now = self._clock()
        stage, since = self._current()
        for seconds, limit, what, setting in (
            (
                now - self._moved_at,
                settings.JOB_SILENCE_SECONDS,
                f"The {stage} stage stood still",
                "JOB_SILENCE_SECONDS",
            ),
            (now - since, settings.JOB_STAGE_SECONDS, f"The {stage} stage went on", "JOB_STAGE_SECONDS"),
            (now - self._began, settings.JOB_ATTEMPT_SECONDS, "The attempt went on", "JOB_ATTEMPT_SECONDS"),
        ):
            if seconds > limit:
                return TimedOut(
                    f"{what} for more than {limit:g} seconds, the limit that {setting} sets, and was ended. "
                    "Retry the job; if it happens again, look at the worker's log, and at the load of its machine."
                )
        return None

    def seconds(self) -> dict[str, float]:
        """How long each stage took, in seconds; the last one counts up to now."""
        with self._lock:
            entered = list(self._entered.items())
        ends = [*(at for _, at in entered[1:]), self._clock()]
        return {stage.value: round(end - at, 2) for (stage, at), end in zip(entered, ends, strict=False)}

    def _current(self) -> tuple[str, float]:
        with self._lock:
            stage, since = next(reversed(self._entered.items()), ("first", self._began))
        return str(stage), since
