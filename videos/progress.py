"""What the pipeline tells while it works, written onto the job's row."""

import dataclasses
import threading
import time
from collections.abc import Callable

import structlog

from videos import lifecycle, shutdown
from videos.budget import Budget
from videos.patience import patiently
from videos.pipeline.artifacts import Paper
from videos.pipeline.citation import names
from videos.pipeline.progress import Stage, percent

_SECONDS_BETWEEN_WRITES = 0.5
_HEARTBEAT_SECONDS = 1.0  # how soon a cancelled job is noticed where there is nothing new to write


class JobProgressReporter:
    """Writes the progress of one claim through the ORM, and thereby its heartbeat.

    The row is written when the stage changes, when the whole percent changes but at most twice a second, and when a
    second has passed without a write. The work ends at its next sign of life once the claim is lost
    (``lifecycle.ClaimLost``), the process is being stopped (``shutdown.ShuttingDown``) or a time limit is over
    (``budget.TimedOut``).
    """

    def __init__(
        self, claim: lifecycle.Claim, budget: Budget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._claim = claim
        self._clock = clock
        self.budget = budget or Budget(clock)
        self._lock = threading.Lock()  # the watchdog's thread writes, too
        self._stage: Stage | None = None
        self._percent = 0
        self._resumed_at = ""
        self._told: tuple[Stage | None, int] = (None, 0)
        self._written_at = float("-inf")

    def progress(self, stage: Stage, fraction: float) -> None:
        """Note that ``fraction`` (0 to 1) of ``stage`` is done; the percentage never goes back."""
        shutdown.check()
        self.budget.enter(stage)
        self.budget.check()
        with self._lock:
            if stage is not self._stage:
                structlog.contextvars.bind_contextvars(stage=stage.value)
            self._stage, self._percent = stage, max(self._percent, int(percent(stage, fraction)))
            if self._is_due():
                self._write(_patient_write)
        self.budget.moved()  # waiting for a database is no silence of the work's own

    def paper_read(self, paper: Paper) -> None:
        """Note which paper it is."""
        patiently(lifecycle.record_paper, self._claim, paper.title.text, as_json(paper))

    def resuming(self, stage: Stage) -> None:
        """Note that an earlier attempt had finished every stage before this one."""
        self._resumed_at = stage.value

    def pulse(self) -> None:
        """Give a sign of life in the place of work that is quiet, from the watchdog's thread. Raises ClaimLost."""
        with self._lock:
            if self._is_due():
                self._write(lifecycle.record_progress)

    def effort(self) -> lifecycle.Effort:
        """How far the attempt has come, and what it took."""
        return lifecycle.Effort(self._stage or "", self._resumed_at, self.budget.seconds())

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
    patiently(lifecycle.record_progress, claim, stage, reached)


def as_json(paper: Paper) -> dict[str, object]:
    """What the API and the admin tell about a paper."""
    return {
        "pmid": paper.pmid,
        "pmcid": paper.pmcid,
        "doi": paper.doi,
        "title": paper.title.text,
        "authors": names(paper),
        "journal": paper.journal,
        "year": paper.year,
        "notices": [dataclasses.asdict(notice) for notice in paper.notices],
    }
