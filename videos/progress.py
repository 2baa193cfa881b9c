"""What the pipeline tells while it works, written onto the job's row."""

import dataclasses
import time
from collections.abc import Callable
from typing import Any

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

    A row is written when the stage changes, when the whole percent changes but at most twice a second, and when a
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
        self._stage: Stage | None = None
        self._resumed_at = ""
        self._percent = 0
        self._written_at = clock()

    def progress(self, stage: Stage, fraction: float) -> None:
        """Note that ``fraction`` (0 to 1) of ``stage`` is done; the percentage never goes back."""
        shutdown.check()
        self.budget.enter(stage)
        self.budget.check()
        reached = max(self._percent, int(percent(stage, fraction)))
        if stage is self._stage and not self._is_due(reached):
            return
        if stage is not self._stage:
            structlog.contextvars.bind_contextvars(stage=stage.value)
        self._stage, self._percent = stage, reached
        self._write(lifecycle.record_progress, self._claim, stage, reached)

    def paper_read(self, paper: Paper) -> None:
        """Note which paper it is."""
        self._write(lifecycle.record_paper, self._claim, paper.title.text, as_json(paper))

    def resuming(self, stage: Stage) -> None:
        """Note that an earlier attempt had finished every stage before this one."""
        self._resumed_at = stage.value

    def effort(self) -> lifecycle.Effort:
        """How far the attempt has come, and what it took."""
        return lifecycle.Effort(self._stage or "", self._resumed_at, self.budget.seconds())

    def _write(self, write: Callable[..., None], *args: Any) -> None:
        patiently(write, *args)
        self.budget.moved()
        self._written_at = self._clock()

    def _is_due(self, reached: int) -> bool:
        since = self._clock() - self._written_at
        return since >= (_SECONDS_BETWEEN_WRITES if reached > self._percent else _HEARTBEAT_SECONDS)


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
