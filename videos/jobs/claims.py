"""A worker's right to work on a job, and what it reports when an attempt ends."""

import uuid
from dataclasses import dataclass

from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job, until its lease expires without a heartbeat."""

    job_id: uuid.UUID
    pubmed_id: PaperId
    options: Options
    run: str
    """Identifies this run of the job. All attempts since it was submitted, or last retried, share it."""
    attempt: int
    token: uuid.UUID
    review: bool = False
    """Whether the storyboard is to be approved before the voice speaks it."""
    approved_version: int | None = None
    """The version of the storyboard that was approved."""
    group: uuid.UUID | None = None
    """Shared by the jobs of one request that names several formats."""
    is_reported: bool = True
    """Whether the end of the job may be reported: to its webhook, or to its owner by e-mail."""
    request_id: str = ""
    """Identifies the HTTP request that submitted the job, last retried it or approved its storyboard, in the log."""

    @property
    def stops_for_review(self) -> bool:
        """Whether the attempt ends with a storyboard that is to be approved."""
        return self.review and self.approved_version is None


@dataclass(frozen=True, slots=True)
class Effort:
    """How far an attempt came: its last stage, the stage it resumed at, and the seconds that each stage took."""

    stage: str = ""
    resumed_at: str = ""
    seconds: dict[str, float] | None = None


class WorkerLost(Exception):
    """Every worker that tried the job stopped responding."""

    code = "worker_lost"


class ReviewExpired(Exception):
    """Nobody approved the storyboard in time."""

    code = "review_expired"


class ClaimLost(Exception):
    """This worker no longer holds the job: it was cancelled, deleted, or claimed by another after the lease expired."""
