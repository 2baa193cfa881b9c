"""Batches: a list of papers whose videos are requested together, with the same options.

All rows are inserted in one transaction, in a number of queries that does not grow with each paper. Then the messages
are published. What could not be, because the queue went away before or in between, recovery publishes when it is back:
so a batch needs no queue to be accepted, and none of its jobs is lost.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from kombu.exceptions import OperationalError

from hiddenhill.runtime.logging import request_id
from videos.jobs import lifecycle, projects, queue, submission
from videos.jobs.request import VideoRequest
from videos.models import Batch, BatchItem, Job, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import PaperId, parse_id

logger = logging.getLogger(__name__)

MOST = 1_000
"""Papers in one batch."""

REPEATED = "repeated"
"""The error code of a line whose paper an earlier line has named."""


class BatchTooLarge(Exception):
    """The batch has more jobs than its owner may have unfinished at once, so that waiting would not help."""

    code = "batch_too_large"

    def __init__(self, jobs: int, limit: int) -> None:
        super().__init__(
            f"These are {jobs} videos, and a user may have {limit} unfinished ones at once, each format counted. Send "
            "fewer papers or formats in one list."
        )


Publish = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: the paper that it names, or why it names none."""

    text: str
    paper: PaperId | None = None
    error_code: str = ""
    error_message: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it must be corrected. A line that repeats another may stay."""
        return self.paper is None and self.error_code != REPEATED


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """The lines of a list, and how to make the video of each of its papers: a request whose paper does not count."""

    lines: tuple[Line, ...]
    how: VideoRequest

    @property
    def papers(self) -> list[PaperId]:
        """The papers of the lines that name one."""
        return [line.paper for line in self.lines if line.paper]

    @property
    def jobs(self) -> int:
        """The number of videos, with those that an approval will add."""
        return len(self.papers) * max(len(self.how.formats), 1)

    def digest(self) -> str:
        """Equal for equal requests."""
        asked = [[line.paper or line.text for line in self.lines], self.how.digest()]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def read(texts: Sequence[str]) -> tuple[Line, ...]:
    """The verdict on each line of a list. Nothing is looked up: a DOI may turn out to be unknown when it is made."""
    lines: list[Line] = []
    first: dict[PaperId, int] = {}
    for position, text in enumerate(texts, start=1):
        try:
            paper = parse_id(text)
        except InvalidId as error:
            lines.append(Line(text, error_code=error.code, error_message=str(error)))
            continue
        earlier = first.setdefault(paper, position)
        repeated = f"Line {earlier} names the same paper."
        lines.append(Line(text, paper) if earlier == position else Line(text, None, REPEATED, repeated))
    return tuple(lines)


def submit(
    request: BatchRequest,
    owner: User | None = None,
    key: str | None = None,
    *,
    publish: Publish = queue.publish,
    titles: Mapping[PaperId, str] | None = None,
) -> tuple[Batch, bool]:
    """Request the videos of all papers of a list. The second value is whether the batch is new.

    With an idempotency ``key`` the same request returns the same batch. Either all jobs are accepted or none. Finished
    videos are not reused: whether they stand could only be found out by asking NCBI about each. ``titles``
    gives those that are known already. Raises BatchTooLarge, submission.TooManyJobs or submission.KeyReused.
    """
    if key and (known := _known_by(key, owner, request)):
        return known, False
    if owner and 0 < settings.JOBS_PER_USER < request.jobs:
        raise BatchTooLarge(request.jobs, settings.JOBS_PER_USER)
    try:
        with transaction.atomic(), submission.within_limit(owner.pk if owner else None):
            batch = _insert_batch(request, owner, key)
            jobs = _insert_jobs(request, batch, owner, titles or {})
    except IntegrityError:
        known = _known_by(key, owner, request) if key else None
        if known is None:
            raise
        return known, False
    _publish(batch, jobs, publish)
    return batch, True


def retry(batch: Batch, hopeless: Iterable[str], by: str = "", publish: Publish = queue.publish) -> int:
    """Queue the failed jobs again. Returns their number.

    Those that failed with one of the ``hopeless`` error codes, and those that were retried too often, are left out.
    Raises submission.TooManyJobs.
    """
    retried = Count("events", filter=Q(events__what="retried"))
    failed = batch.jobs.filter(status=Status.FAILED).exclude(error_code__in=hopeless)
    may = failed.annotate(times=retried).filter(times__lt=submission.RETRIES).values("pk")
    with submission.within_limit(batch.owner_id), transaction.atomic():
        jobs = lifecycle.reopen_all(batch.jobs.filter(pk__in=may), by, request_id())
    _publish(batch, [job for job in jobs if job.status == Status.PENDING], publish)
    return len(jobs)


def delete(batch: Batch, by: str = "") -> None:
    """Cancel what is unfinished, and forget the list. Its videos stay."""
    lifecycle.cancel_all(batch, by)
    batch.delete()


def _known_by(key: str, owner: User | None, request: BatchRequest) -> Batch | None:
    batch = Batch.objects.filter(owner=owner, idempotency_key=key).first()
    if batch and batch.request_digest != request.digest():
        raise submission.KeyReused
    return batch


def _insert_batch(request: BatchRequest, owner: User | None, key: str | None) -> Batch:
    batch = Batch.objects.create(
        owner=owner,
        options=request.how.options,
        formats=list(request.how.formats or (request.how.options.format,)),
        review=request.how.review,
        idempotency_key=key or None,
        request_digest=request.digest() if key else "",
    )
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            position=position,
            text=line.text,
            pubmed_id=line.paper or "",
            error_code=line.error_code,
            error_message=line.error_message,
        )
        for position, line in enumerate(request.lines, start=1)
    )
    return batch


def _insert_jobs(request: BatchRequest, batch: Batch, owner: User | None, titles: Mapping[PaperId, str]) -> list[Job]:
    """The jobs wait in the order of the list: each a microsecond longer than the next."""
    jobs = [
        job
        for paper in request.papers
        for job in submission.jobs_of(replace(request.how, pubmed_id=paper), owner, titles.get(paper, ""))
    ]
    for place, job in enumerate(jobs):
        job.batch = batch
        job.created_at = job.waiting_since = batch.created_at + timedelta(microseconds=place)
    if jobs:
        projects.join(jobs)
    return Job.objects.bulk_create(jobs)


def _publish(batch: Batch, jobs: Sequence[Job], publish: Publish) -> None:
    published: list[uuid.UUID] = []
    try:
        for job in jobs:
            publish(job)
            published.append(job.pk)
    except OperationalError as error:
        left = len(jobs) - len(published)
        logger.warning("%d jobs of batch %s are published when the queue is back: %s", left, batch.pk, error)
    lifecycle.queue_all(batch, published)
