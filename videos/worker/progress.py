"""Writes the pipeline's progress to the job's row."""

import threading
import time
from collections.abc import Callable

import structlog

from videos.jobs import lifecycle, storyboards
from videos.jobs.claims import Claim, Effort
from videos.papers.summary import summary
from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.progress import Stage, percent
from videos.worker import shutdown
from videos.worker.database_retry import retry_on_outage
from videos.worker.time_limits import TimeLimits

_SECONDS_BETWEEN_WRITES = 0.5
_HEARTBEAT_SECONDS = 1.0  # how soon a cancelled job is noticed if there is nothing new to write


class JobProgressReporter:
    """Writes the progress of one claim through the ORM; each write is also the heartbeat.

    The row is written when the stage changes, when the whole percentage changes but at most twice a second, and when a
    second has passed without a write. A report raises ``claims.ClaimLost`` if the claim is lost,
    ``shutdown.ShuttingDown`` if the process is being stopped, and ``time_limits.TimedOut`` if a time limit has passed.
    """

    def __init__(
        self, claim: Claim, limits: TimeLimits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._claim = claim
        self._clock = clock
        self.limits = limits or TimeLimits(clock)
        self._lock = threading.Lock()  # the watchdog's thread writes as well
        self._stage: Stage | None = None
        self._percent = 0
        self._resumed_at = ""
        self._written: tuple[Stage | None, int] = (None, 0)
        self._written_at = float("-inf")

    def progress(self, stage: Stage, fraction: float) -> None:
        """Report that ``fraction`` (0 to 1) of ``stage`` is done. The percentage never decreases."""
        shutdown.check()
        self.limits.enter(stage)
        self.limits.check()
        with self._lock:
            if stage is not self._stage:
                structlog.contextvars.bind_contextvars(stage=stage.value)
            self._stage, self._percent = stage, max(self._percent, int(percent(stage, fraction)))
            if self._is_due():
                self._write(_write_progress)
        self.limits.moved()  # waiting for the database does not count as silence of the work

    def paper_read(self, paper: Paper) -> None:
        """Write the paper's title and details."""
        retry_on_outage(lifecycle.record_paper, self._claim, paper.title.text, summary(paper))

    def script_written(self, script: Script) -> Script:
        """Store the script. The jobs of one request agree on one."""
        return retry_on_outage(storyboards.agree, self._claim, script)

    def resuming(self, stage: Stage) -> None:
        """Note that an earlier attempt finished every stage before this one."""
        self._resumed_at = stage.value

    def pulse(self) -> None:
        """Send a heartbeat from the watchdog's thread while the work is silent. Raises ClaimLost."""
        with self._lock:
            if self._is_due():
                self._write(lifecycle.record_progress)

    def effort(self, failed_in: Stage | None = None) -> Effort:
        """How far the attempt came. Its stage is the current one, or the one it ``failed_in``."""
        return Effort(failed_in or self._stage or "", self._resumed_at, self.limits.seconds())

    def _write(self, record: Callable[[Claim, Stage | str, int], None]) -> None:
        record(self._claim, self._stage or "", self._percent)
        self._written, self._written_at = (self._stage, self._percent), self._clock()

    def _is_due(self) -> bool:
        stage, reached = self._written
        if stage is not self._stage:
            return True
        since = self._clock() - self._written_at
        return since >= (_SECONDS_BETWEEN_WRITES if reached != self._percent else _HEARTBEAT_SECONDS)


def _write_progress(claim: Claim, stage: Stage | str, reached: int) -> None:
    retry_on_outage(lifecycle.record_progress, claim, stage, reached)
