"""What the pipeline tells while it works, written onto the job's row."""

import threading
import time
from collections.abc import Callable

import structlog

from videos.jobs import lifecycle
from videos.papers.summary import summary
from videos.pipeline.artifacts import Paper
from videos.pipeline.progress import Stage, percent
from videos.worker import shutdown
from videos.worker.database_retry import retry_on_outage
from videos.worker.time_limits import TimeLimits

_SECONDS_BETWEEN_WRITES = 0.5
_HEARTBEAT_SECONDS = 1.0  # how soon a cancelled job is noticed where there is nothing new to write


class JobProgressReporter:
    """Writes the progress of one claim through the ORM, and thereby its heartbeat.

    The row is written when the stage changes, when the whole percent changes but at most twice a second, and when a
    second has passed without a write. The work ends at its next sign of life once the claim is lost
    (``lifecycle.ClaimLost``), the process is being stopped (``shutdown.ShuttingDown``) or a time limit is over
    (``time_limits.TimedOut``).
    """

    def __init__(
        self, claim: lifecycle.Claim, limits: TimeLimits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._claim = claim
        self._clock = clock
        self.limits = limits or TimeLimits(clock)
        self._lock = threading.Lock()  # the watchdog's thread writes, too
        self._stage: Stage | None = None
        self._percent = 0
        self._resumed_at = ""
        self._told: tuple[Stage | None, int] = (None, 0)
        self._written_at = float("-inf")

    def progress(self, stage: Stage, fraction: float) -> None:
        """Note that ``fraction`` (0 to 1) of ``stage`` is done; the percentage never goes back."""
        shutdown.check()
        self.limits.enter(stage)
        self.limits.check()
        with self._lock:
            if stage is not self._stage:
                structlog.contextvars.bind_contextvars(stage=stage.value)
            self._stage, self._percent = stage, max(self._percent, int(percent(stage, fraction)))
            if self._is_due():
                self._write(_patient_write)
        self.limits.moved()  # waiting for a database is no silence of the work's own

    def paper_read(self, paper: Paper) -> None:
        """Note which paper it is."""
        retry_on_outage(lifecycle.record_paper, self._claim, paper.title.text, summary(paper))

    def resuming(self, stage: Stage) -> None:
        """Note that an earlier attempt had finished every stage before this one."""
        self._resumed_at = stage.value

    def pulse(self) -> None:
        """Give a sign of life in the place of work that is quiet, from the watchdog's thread. Raises ClaimLost."""
        with self._lock:
            if self._is_due():
                self._write(lifecycle.record_progress)

    def effort(self, failed_in: Stage | None = None) -> lifecycle.Effort:
        """The stage that the attempt has reached, or the one it ``failed_in``, and the seconds of each stage."""
        return lifecycle.Effort(failed_in or self._stage or "", self._resumed_at, self.limits.seconds())

    def _write(self, record: Callable[[lifecycle.Claim, Stage | str, int], None]) -> None:
        record(self._claim, self._stage or "", self._percent)
        self._told, self._written_at = (self._stage, self._percent), self._clock()

    def _is_due(self) -> bool:
        stage, reached = self._told
        if stage is not self._stage:
            return True
        since = self._clock() - self._written_at
        return since >= (_SECONDS_BETWEEN_WRITES if reached != self._percent else _HEARTBEAT_SECONDS)


def _patient_write(claim: lifecycle.Claim, stage: Stage | str, reached: int) -> None:
    retry_on_outage(lifecycle.record_progress, claim, stage, reached)
