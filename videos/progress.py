"""What the pipeline tells while it works, written onto the job's row."""

import dataclasses
import time
from collections.abc import Callable

from django.conf import settings

from videos import lifecycle, shutdown
from videos.pipeline.artifacts import Paper
from videos.pipeline.citation import names
from videos.pipeline.progress import Stage, percent

_SECONDS_BETWEEN_WRITES = 0.5


class JobProgressReporter:
    """Writes the progress of one claim through the ORM, and thereby its heartbeat.

    A row is written when the stage changes, when the whole percent changes but at most twice a second, and when a
    quarter of the lease has passed in silence. The work ends at its next sign of life once the claim is lost
    (``lifecycle.ClaimLost``) or the process is being stopped (``shutdown.ShuttingDown``).
    """

    def __init__(self, claim: lifecycle.Claim, clock: Callable[[], float] = time.monotonic) -> None:
        self._claim = claim
        self._clock = clock
        self._stage: Stage | None = None
        self._percent = 0
        self._written_at = clock()

    def progress(self, stage: Stage, fraction: float) -> None:
        """Note that ``fraction`` (0 to 1) of ``stage`` is done; the percentage never goes back."""
        shutdown.check()
        now = int(percent(stage, fraction))
        reached = max(self._percent, now)
        if stage is not self._stage:
            lifecycle.record_stage(self._claim, stage, reached)
        elif self._is_due(reached):
            lifecycle.record_progress(self._claim, stage, reached)
        else:
            return
        self._stage, self._percent, self._written_at = stage, reached, self._clock()

    def paper_read(self, paper: Paper) -> None:
        """Note which paper it is."""
        lifecycle.record_paper(self._claim, paper.title.text, as_json(paper))

    def _is_due(self, reached: int) -> bool:
        silent = self._clock() - self._written_at
        return silent >= (_SECONDS_BETWEEN_WRITES if reached > self._percent else settings.JOB_LEASE_SECONDS / 4)


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
