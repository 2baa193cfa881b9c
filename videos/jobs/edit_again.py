"""Edits a finished video again: a new job of its project, in review, with the storyboard that the video was made from.

No worker is needed for that. The finished video stays as it is.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from hiddenhill.runtime.logging import request_id
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
    edited = projects.another(
        job,
        shapes[0],
        further_formats=shapes[1:] or None,
        group=uuid.uuid4() if len(shapes) > 1 else None,
        stage=job.stage,
        idempotency_key=key or None,
        request_digest=digest,
        request_id=request_id(),
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
