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
    request_id: str = ""
    """Identifies the HTTP request that submitted the job, or last retried it, in the log."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far an attempt came: its last stage, the stage it resumed at, and the seconds that each stage took."""

    stage: str = ""
    resumed_at: str = ""
    seconds: dict[str, float] | None = None


class WorkerLost(Exception):
    """Every worker that tried the job stopped responding."""

    code = "worker_lost"


class ClaimLost(Exception):
    """This worker no longer holds the job: it was cancelled, deleted, or claimed by another after the lease expired."""
