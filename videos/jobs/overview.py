"""What an operator looks at: how much waits, who works on what, and whether housekeeping goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import redis
from celery import current_app
from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from videos.jobs import housekeeping, queue
from videos.models import WAITING, HousekeepingRun, Job, Priority, Status
from videos.storage import disks

_WORKER_SECONDS = 1.0
_LATE = 12  # runs of recovery that may be missing before something is wrong


@dataclass(frozen=True, slots=True)
class Running:
    """A job at work. ``quiet`` is the seconds since the last sign of life, ``lease`` those until the claim lapses."""

    job_id: UUID
    pubmed_id: str
    worker: str
    attempt: int
    stage: str
    progress: int
    quiet: float
    lease: float


@dataclass(frozen=True, slots=True)
class Oldest:
    """The job that has waited the longest, and for how many seconds."""

    job_id: UUID
    pubmed_id: str
    priority: str
    seconds: float


@dataclass(frozen=True, slots=True)
class LastRun:
    """When a housekeeping task last ran, how many seconds ago, and what it did."""

    name: str
    ran_at: datetime
    seconds: float
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the service. ``messages`` and ``workers`` are None when the queue is away.

    ``free_mb`` is by folder, on the machine that was asked: a worker elsewhere has a disk of its own.
    """

    messages: dict[str, int] | None
    waiting: dict[str, int]
    postponed: int
    oldest: Oldest | None
    running: list[Running]
    workers: list[str] | None
    failures: dict[str, int]
    chores: list[LastRun]
    free_mb: dict[str, int]
    warnings: list[str]


def overview() -> Overview:
    """How things stand now; ages are by the database's clock. Takes a second, which is the workers' time to answer."""
    queue = _messages()
    workers = None if queue is None else _workers()
    oldest, running, last_runs, free_mb = _oldest(), _running(), _last_runs(), disks.free_mb()
    return Overview(
        messages=queue,
        waiting=_waiting(),
        postponed=Job.objects.filter(status=Status.QUEUED, not_before__gt=Now()).count(),
        oldest=oldest,
        running=running,
        workers=workers,
        failures=_failures(),
        chores=last_runs,
        free_mb=free_mb,
        warnings=list(_warnings(queue, workers, oldest, running, last_runs, free_mb)),
    )


def span(seconds: float) -> str:
    """A length of time as one reads it: 4.2 s, 10 min, 3 h, 5 days."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if abs(seconds) >= 2 * length:
            return f"{round(seconds / length, 1):g} {unit}"
    return f"{round(seconds, 1):g} s"


def _messages() -> dict[str, int] | None:
    try:
        return {priority.value: count for priority, count in queue.waiting().items()}
    except redis.RedisError:
        return None


def _workers() -> list[str] | None:
    try:
        with current_app.connection_for_write() as connection:
            answers = current_app.control.inspect(timeout=_WORKER_SECONDS, connection=connection).ping()
    except (OperationalError, redis.RedisError, OSError):
        return None
    return sorted(answers or {})


def _waiting() -> dict[str, int]:
    counted = Job.objects.filter(status__in=WAITING).order_by().values_list("priority").annotate(Count("pk"))
    return {priority.value: 0 for priority in Priority} | dict(counted)


def _oldest() -> Oldest | None:
    job = _aged("waiting_since", status__in=WAITING).order_by("waiting_since").first()
    return Oldest(job.pk, job.pubmed_id, job.priority, job.age.total_seconds()) if job else None


def _running() -> list[Running]:
    jobs = _aged("lease_until", status=Status.PROCESSING, attempts__ended_at=None).annotate(
        worker=F("attempts__worker")
    )
    return [_as_running(job, -job.age.total_seconds()) for job in jobs.order_by("started_at")]


def _as_running(job: Any, lease: float) -> Running:
    quiet = settings.JOB_LEASE_SECONDS - lease
    return Running(job.pk, job.pubmed_id, job.worker or "", job.attempt, job.stage, job.progress, quiet, lease)


def _failures() -> dict[str, int]:
    """How many jobs failed in the last day, by error code, the most frequent first."""
    lately = Job.objects.filter(status=Status.FAILED, finished_at__gt=Now() - timedelta(days=1))
    return dict(lately.values_list("error_code").annotate(count=Count("pk")).order_by("-count"))


def _last_runs() -> list[LastRun]:
    age = ExpressionWrapper(Now() - F("ran_at"), DurationField())
    rows = HousekeepingRun.objects.annotate(age=age).order_by("-name")
    return [LastRun(row.name, row.ran_at, row.age.total_seconds(), row.report) for row in rows]


def _aged(field: str, **condition: Any) -> Any:
    """Jobs with ``age``: how long ago the moment in this column was."""
    return Job.objects.filter(**condition).annotate(age=ExpressionWrapper(Now() - F(field), DurationField()))


def _warnings(
    queue: dict[str, int] | None,
    workers: list[str] | None,
    oldest: Oldest | None,
    running: Iterable[Running],
    last_runs: Iterable[LastRun],
    free_mb: dict[str, int],
) -> Iterable[str]:
    if queue is None:
        yield "The queue cannot be reached: is Redis running, and CELERY_BROKER_URL right? Nothing new is accepted."
    recovered = next((run.seconds for run in last_runs if run.name == housekeeping.RECOVER), None)
    if recovered is None or recovered > _LATE * settings.RECOVER_EVERY_SECONDS:
        ago = "never" if recovered is None else f"{span(recovered)} ago"
        yield (
            f"Recovery last ran {ago}: are the scheduler (manage.py scheduler) and the housekeeper (manage.py worker "
            "--housekeeping) running? Until they are, manage.py recover does it by hand."
        )
    if oldest and workers is not None and not any(not name.startswith("housekeeper") for name in workers):
        yield "Jobs wait and no worker answers: start one with manage.py up worker."
    if any(job.lease < 0 for job in running):
        yield "A worker has fallen silent: its job is queued again by the next recovery."
    for folder, free in free_mb.items():
        if free < settings.MIN_FREE_MB:
            yield (
                f"Only {free} MB are free at {folder}, and a video is begun only with {settings.MIN_FREE_MB} "
                "(MIN_FREE_MB): make room, for instance with manage.py prune."
            )
