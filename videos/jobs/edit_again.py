"""Edits a finished video again: a new job of its project, in review, with the storyboard that the video was made from.

No worker is needed for that. The finished video stays as it is.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace

import structlog
from django.db import IntegrityError, transaction

from videos.jobs import lifecycle, projects, submission
from videos.jobs.storyboards import PaperChanged
from videos.models import Job, Status, Storyboard
from videos.pipeline.options import Format


class NotCompleted(Exception):
    """The job has no video."""


class NoStoryboard(Exception):
    """The video is older than the storyboards that are kept for editing."""

    code = "no_storyboard"

    def __init__(self) -> None:
        super().__init__("This video was made by an earlier version of the software, which kept no script to edit.")


def edit_again(job: Job, formats: Sequence[Format] = (), key: str | None = None) -> tuple[Job, bool]:
    """A job that waits for the review of a copy of the storyboard of a finished video, and whether it is new.

    Its owner and its options are those of the video, but it is made in ``formats`` if these are given: the first now,
    the others once it is approved. The same idempotency ``key`` returns the same job. Raises NotCompleted,
    NoStoryboard, storyboards.PaperChanged, submission.TooManyJobs or submission.KeyReused.
    """
    shapes = tuple(formats) or (job.options.format,)
    digest = hashlib.sha256(json.dumps(["edit", str(job.pk), *shapes]).encode()).hexdigest() if key else ""
    if key and (known := submission.known_by(key, job.owner, digest)):
        return known, False
    version = _made_from(job)
    edited = Job(
        pubmed_id=job.pubmed_id,
        priority=job.priority,
        options=replace(job.options, format=shapes[0]),
        webhook_url=job.webhook_url,
        further_formats=shapes[1:] or None,
        group=uuid.uuid4() if len(shapes) > 1 else None,
        owner=job.owner,
        stage=job.stage,
        title=job.title,
        paper=job.paper,
        idempotency_key=key or None,
        request_digest=digest,
        celery_task_id=str(uuid.uuid4()),
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
    try:
        with transaction.atomic(), submission.within_limit(job.owner_id):
            projects.join([edited])
            lifecycle.await_edits(edited, version)
    except IntegrityError:
        known = submission.known_by(key, job.owner, digest) if key else None
        if known is None:
            raise
        return known, False
    return edited, True


def _made_from(job: Job) -> Storyboard:
    if job.status != Status.COMPLETED:
        raise NotCompleted
    if job.later_notices:
        raise PaperChanged(job.later_notices[0]["text"])
    version = job.storyboards.select_related("job").filter(number=job.storyboard_version).first()
    if version is None:
        raise NoStoryboard
    return version
