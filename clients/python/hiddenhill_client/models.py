"""What the API takes and returns. Members that a newer service adds are ignored."""

from datetime import datetime
from typing import Any, Generic, Literal, TypedDict, TypeVar

import msgspec

T = TypeVar("T")

Format = Literal["landscape", "portrait", "square"]
Priority = Literal["low", "normal", "high"]

RESTING = ("completed", "failed", "cancelled", "review")
"""The statuses that a job leaves only when somebody does something."""


class BatchOptions(TypedDict, total=False):
    """How videos are made. What is left out is up to the service; docs/reference/options.md explains each."""

    format: Format
    formats: list[Format]
    length: Literal["short", "standard", "long"]
    captions: Literal["soft", "lit", "both"]
    voice: str
    speed: float
    writer: Literal["rules", "llm"]
    audience: Literal["public", "clinician", "student"]
    text: Literal["abstract", "plain_language"]
    full_text: bool
    constant_frame_rate: bool
    allow_retracted: bool
    theme: dict[str, Any]
    kit: str
    webhook_url: str
    review: bool
    priority: Priority


class VideoOptions(BatchOptions, total=False):
    """How one video is made."""

    refresh: bool


class Postponement(msgspec.Struct, frozen=True):
    """Why a job waits for its next attempt, and until when."""

    code: str
    reason: str
    next_attempt_at: datetime


class Rendition(msgspec.Struct, frozen=True):
    """One of the jobs of a request for several formats."""

    job_id: str
    format: str
    status: str
    progress: int
    job_url: str


class Job(msgspec.Struct, frozen=True):
    """A job, and the video that it has made. ``renditions`` is empty unless the job was just requested or approved."""

    job_id: str
    pubmed_id: str
    project_id: str | None
    project_url: str | None
    batch_id: str | None
    group: str | None
    status: str
    stage: str | None
    progress: int
    priority: str
    options: dict[str, Any]
    attempt: int
    review: bool
    review_url: str | None
    storyboard_url: str | None
    video_url: str | None
    captions_url: str | None
    transcript_url: str | None
    poster_url: str | None
    visual_abstract_url: str | None
    artefact_urls: dict[str, str] | None
    page_url: str
    duration: float | None
    size: int | None
    webhook_url: str | None
    error_code: str | None
    error_message: str | None
    postponed: Postponement | None
    paper: dict[str, Any] | None
    later_notices: list[dict[str, Any]] | None
    celery_task_id: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    renditions: list[Rendition] = []

    @property
    def is_resting(self) -> bool:
        """Whether nothing happens until somebody does something: it has ended, or waits for its review."""
        return self.status in RESTING


class Storyboard(msgspec.Struct, frozen=True):
    """The script of a job in one version; docs/reference/api.md explains its members."""

    version: int
    pmid: str
    title: str
    seconds: float
    scenes: list[dict[str, Any]]
    items: list[dict[str, Any]]
    abstract: list[dict[str, Any]]
    warnings: list[Any]
    changes: list[str]


class Batch(msgspec.Struct, frozen=True):
    """The videos of many papers, with one progress."""

    batch_id: str
    created_at: datetime
    formats: list[str]
    review: bool
    lines: int
    refused: int
    jobs: int
    jobs_to_come: int
    counts: dict[str, int]
    progress: int
    ended: bool
    batch_url: str
    items_url: str


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list, and the URL of the next."""

    results: list[T]
    next: str | None


class BatchItem(msgspec.Struct, frozen=True):
    """A line of a batch, with its jobs, or with why it has none."""

    position: int
    text: str
    title: str
    error_code: str | None
    error_message: str | None
    jobs: list[dict[str, Any]]


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field of a request."""

    field: str
    pointer: str
    detail: str
    code: str


class Kind(msgspec.Struct, frozen=True):
    """What an error code means. ``retry`` says whether the same request, or a retry of the job, may succeed later."""

    code: str
    title: str
    remedy: str
    retry: bool
    docs: str
    status: int | None = None
