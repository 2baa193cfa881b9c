"""What a move records beside the job's row: attempts, versions of the storyboard, events and deliveries.

``lifecycle`` calls these functions in the transaction of the move.
"""

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from videos.jobs.claims import Claim, Effort
from videos.models import (
    UNDER_WAY,
    Attempt,
    Batch,
    Delivery,
    EmailNotice,
    Event,
    Job,
    Outcome,
    Project,
    Status,
    Storyboard,
    Turn,
)

_OF_ITS_JOB = {"id", "job", "number", "author", "note", "created_at", "approved_at", "origin", "edited_from"}
"""What a copy of a version in another job has of its own: it is the first there."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a storyboard as it is stored: its script, scenes and draft as JSON, who made it, and what differs.

    ``origin``, ``edited_from`` and ``figures`` are as in the model.
    """

    script: str
    note: str
    laid_out: str = ""
    author_id: int | None = None
    draft: str = ""
    origin: int | None = None
    edited_from: int | None = None
    figures: str = ""


def begin_attempt(job: Job, worker: str) -> None:
    """Record that ``worker`` has claimed the job; an earlier attempt that never ended is lost.

    The owner of a job that was interrupted has had the turn for it, and keeps the place among the others.
    """
    if job.attempt > 1:
        close_attempt(job.pk, Outcome.LOST)
    Attempt.objects.create(job_id=job.pk, number=job.attempt, worker=worker, started_at=Now())
    if not _was_interrupted(job):
        _take_turn(job.owner_id)


def end_attempt(claim: Claim, outcome: Outcome, effort: Effort, code: str = "", message: str = "") -> None:
    """Record how a worker's own attempt ended."""
    ended = {"outcome": outcome, "ended_at": Now(), "error_code": code, "error_message": message}
    _attempt(claim).update(**ended, **_columns(effort))


def close_attempt(job_id: uuid.UUID, outcome: Outcome, stage: str = "") -> None:
    """Record that a running attempt, if there is one, was ended from outside."""
    Attempt.objects.filter(job_id=job_id, ended_at=None).update(outcome=outcome, ended_at=Now(), stage=stage)


def close_attempts(job_ids: Collection[uuid.UUID], outcome: Outcome) -> None:
    """Record that the running attempts of several jobs were ended from outside, each in the stage of its job."""
    reached = Job.objects.filter(pk=OuterRef("job_id")).order_by().values("stage")
    running = Attempt.objects.filter(job_id__in=job_ids, ended_at=None)
    running.update(outcome=outcome, ended_at=Now(), stage=Subquery(reached))


def record_effort(claim: Claim, effort: Effort) -> None:
    """Record how far an attempt came whose worker has lost its claim. This is no move: the job's row is not changed."""
    _attempt(claim).exclude(outcome="").update(**_columns(effort))


def note(job_id: uuid.UUID, what: str, detail: str = "") -> None:
    """Record an event."""
    Event.objects.create(job_id=job_id, at=Now(), what=what, detail=detail)


def note_all(job_ids: Collection[uuid.UUID], what: str, detail: str = "") -> None:
    """Record the same event of several jobs."""
    Event.objects.bulk_create(Event(job_id=job_id, at=Now(), what=what, detail=detail) for job_id in job_ids)


def ended_as(claim: Claim, outcome: Outcome) -> bool:
    """Whether a worker's own attempt has ended in this way."""
    return _attempt(claim).filter(outcome=outcome).exists()


def add_version(job_id: uuid.UUID, number: int, version: Version) -> None:
    """Add a version of the storyboard, and delete those that are too many.

    First go the oldest that undo and redo have added, as each has the content of another, then the oldest edits. The
    first version stays, and what the new one, or its next undo, refers to.
    """
    added = Storyboard.objects.create(job_id=job_id, number=number, **asdict(version))
    versions = Storyboard.objects.filter(job_id=job_id)
    if (excess := versions.count() - settings.STORYBOARD_VERSIONS) > 0:
        old = versions.exclude(number__in={1, number, added.edition, added.edited_from or 1})
        copies_first = old.order_by(IsNull(F("origin"), True), "number")
        gone = list(copies_first.values_list("number", flat=True)[:excess])
        versions.filter(number__in=gone).delete()
        versions.filter(edited_from__in=gone).update(edited_from=None)


def put_first_version(job_id: uuid.UUID, version: Version) -> None:
    """Store version 1 of the storyboard of a job that nobody reviews, in place of that of an earlier attempt."""
    first = Storyboard(job_id=job_id, number=1, **asdict(version))
    content = [field.name for field in Storyboard._meta.concrete_fields if field.name not in {"id", "job", "number"}]
    Storyboard.objects.bulk_create(
        [first], update_conflicts=True, unique_fields=("job", "number"), update_fields=content
    )


def copy_version(version: Storyboard, job: Job, note: str) -> None:
    """Add version 1 of the job's storyboard: all that was decided in a version of another job of the paper."""
    columns = (field for field in Storyboard._meta.concrete_fields if field.name not in _OF_ITS_JOB)
    content = {field.attname: getattr(version, field.attname) for field in columns}
    if version.job.options.format != job.options.format:
        content["laid_out"] = ""  # other words fit on a slide of another shape
    Storyboard.objects.create(**content, job=job, number=1, note=note)


def approve_version(job_id: uuid.UUID, number: int) -> None:
    """Record that a version of the storyboard was approved."""
    Storyboard.objects.filter(job_id=job_id, number=number).update(approved_at=Now())


def create_delivery(job_id: uuid.UUID) -> None:
    """Record that the webhook and the e-mail about a job that has just ended or begun to wait for its review are due.

    A job has either only if somebody asked for it.
    """
    create_deliveries((job_id,))


def create_deliveries(job_ids: Collection[uuid.UUID]) -> None:
    """Record that the webhooks and e-mails about several jobs are due."""
    webhook, email = Delivery.Channel.WEBHOOK, Delivery.Channel.EMAIL
    worth = Q(status__in=(Status.FAILED, Status.REVIEW)) | Q(status=Status.COMPLETED, attempt__gt=0)
    is_read = worth & Q(owner__in=EmailNotice.objects.values("owner"))
    jobs = Job.objects.filter(~Q(webhook_url="") | is_read, pk__in=job_ids)
    due: list[Delivery] = []
    jobs = jobs.annotate(is_read=ExpressionWrapper(is_read, BooleanField()))
    for job in jobs.order_by("batch", "project"):  # the order in which all transactions lock them
        if job.webhook_url:
            due.append(_delivery(job, webhook, job.status, job.webhook_url))
        if job.is_read and (event := _event_of_email(job)):
            due.append(_delivery(job, email, event))
    Delivery.objects.bulk_create(due)


def _delivery(job: Job, channel: Delivery.Channel, event: str, url: str = "") -> Delivery:
    snapshot = serializers.serialize("json", [job])
    return Delivery(job=job, channel=channel, url=url, next_at=Now(), event=event, snapshot=snapshot)


def _event_of_email(job: Job) -> str | None:
    """What an e-mail about the job is about; None while others of its batch, or other formats of it, are under way."""
    # Of jobs that end at the same time, each waits here for the one before, and the last one sees that it is the last.
    if job.batch_id:
        Batch.objects.select_for_update().filter(pk=job.batch_id).first()
        others, event = Job.objects.filter(batch=job.batch_id), Delivery.BATCH
    elif job.group and job.project_id:
        Project.objects.select_for_update().filter(pk=job.project_id).first()
        others, event = Job.objects.filter(group=job.group), job.status
    else:
        return job.status
    return None if others.filter(status__in=UNDER_WAY).exists() else event


def _take_turn(owner_id: int | None) -> None:
    if not Turn.objects.filter(owner=owner_id).update(begun_at=Now()):
        Turn.objects.bulk_create([Turn(owner_id=owner_id, begun_at=Now())], ignore_conflicts=True)


def _was_interrupted(job: Job) -> bool:
    """Whether the attempt before this one was ended from outside."""
    if job.attempt == 1:
        return False
    before = Attempt.objects.filter(job_id=job.pk, number=job.attempt - 1)
    return before.filter(outcome__in=(Outcome.LOST, Outcome.HANDED_BACK)).exists()


def _attempt(claim: Claim) -> QuerySet[Attempt]:
    return Attempt.objects.filter(job_id=claim.job_id, number=claim.attempt)


def _columns(effort: Effort) -> dict[str, Any]:
    return {"stage": effort.stage, "resumed_at": effort.resumed_at, "seconds": effort.seconds or {}}
