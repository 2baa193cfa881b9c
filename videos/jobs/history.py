"""What happened to a job, in order of time: its attempts, the events between them, and its webhooks and e-mails."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from videos.models import Attempt, Delivery, Job

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MOST = 100
"""The attempts, events and deliveries of a job that are shown: the latest of each."""

_when = attrgetter("when")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened.

    ``attempt`` is the attempt's number, None for an event outside the attempts. ``until_next`` is the number of seconds
    until the next row, None for the last.
    """

    attempt: int | None
    what: str
    when: datetime
    detail: str
    until_next: float | None = None


def of(job: Job) -> list[Row]:
    """Return the job's history, from its request to its end and the delivery of its webhooks."""
    rows = list(merge(_moves(job), sorted(_deliveries(job), key=_when), key=_when))
    timed = [replace(row, until_next=(later.when - row.when).total_seconds()) for row, later in pairwise(rows)]
    return [*timed, rows[-1]]


def latest(attempts: "RelatedManager[Attempt]") -> list[Attempt]:
    """Return the last attempts at a job, in order."""
    return list(attempts.order_by("-number")[:MOST])[::-1]


def _moves(job: Job) -> list[Row]:
    events = [Row(None, event.what, event.at, event.detail) for event in job.events.order_by("-at", "-id")[:MOST]]
    moves = [Row(None, "requested", job.created_at, ""), *sorted([*_attempts(job), *events], key=_when)]
    if job.finished_at and moves[-1].what != job.status:
        reused = "with the video of an earlier job" if not job.attempt else ""
        moves.append(Row(None, job.status, job.finished_at, job.error_message or reused))
    return moves


def _attempts(job: Job) -> Iterator[Row]:
    for attempt in latest(job.attempts):
        resumed = f", resumed at {attempt.resumed_at}" if attempt.resumed_at else ""
        yield Row(attempt.number, "started", attempt.started_at, f"{attempt.worker}{resumed}")
        if attempt.ended_at:
            yield Row(attempt.number, attempt.outcome, attempt.ended_at, _ending(attempt))


def _ending(attempt: Attempt) -> str:
    """Return why an attempt ended, how far it came, and how long each stage took."""
    stages = ", ".join(f"{stage} {seconds:g} s" for stage, seconds in attempt.seconds.items())
    reached = attempt.stage and f"in {attempt.stage}"
    return " · ".join(filter(None, (attempt.error_code, attempt.error_message, reached, stages)))


def _deliveries(job: Job) -> Iterator[Row]:
    for delivery in job.deliveries.all()[:MOST]:
        yield Row(None, delivery.channel, delivery.tried_at or delivery.created_at, _result(delivery))


def _result(delivery: Delivery) -> str:
    """Return the state of a delivery, the answer to its last try, and when the next try is due."""
    parts = [f"{delivery.event}, {delivery.status}"]
    if delivery.attempts:
        parts.append(f"attempt {delivery.attempts}: {delivery.answer or 'in progress'}")
    if delivery.next_at:
        parts.append(f"next at {delivery.next_at:%Y-%m-%d %H:%M:%S}")
    return " · ".join(parts)
