"""The state of the service for operators: waiting and running jobs, workers, housekeeping, warnings."""

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
_LATE = 12  # runs of recovery that may be missed before a warning


@dataclass(frozen=True, slots=True)
class Running:
    """A job being processed. ``quiet`` is the seconds since its heartbeat, ``lease`` those until its lease expires."""

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
    """The job that has waited longest, and for how many seconds."""

    job_id: UUID
    pubmed_id: str
    priority: str
    seconds: float


@dataclass(frozen=True, slots=True)
class LastRun:
    """When a kind of housekeeping last ran, how many seconds ago, and what it did."""

    name: str
    ran_at: datetime
    seconds: float
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the service. ``messages`` and ``workers`` are None while the broker cannot be reached.

    ``free_mb`` is by folder, on this machine only: a worker on another machine has its own disk.
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
    """The current state; ages are by the database's clock. Takes a second: that is how long workers may answer."""
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
        warnings=list(
            _warnings(queue, workers, oldest, running, last_runs, free_mb, reviews=_exist(Status.REVIEW)),
        ),
    )


def span(seconds: float) -> str:
    """A duration for readers: 4.2 s, 10 min, 3 h, 5 days."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if abs(seconds) >= 2 * length:
            return f"{round(seconds / length, 1):g} {unit}"
    return f"{round(seconds, 1):g} s"


WORKER, PREVIEWER, HOUSEKEEPER = KINDS = ("worker", "previewer", "housekeeper")


def kind_of(name: str) -> str:
    """What the worker process of this name does: its name begins with it, unless it makes videos."""
    return next((kind for kind in (PREVIEWER, HOUSEKEEPER) if name.startswith(kind)), WORKER)


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


def _exist(status: Status) -> bool:
    return Job.objects.filter(status=status).exists()


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
    """The number of jobs that failed in the last day, by error code, the most frequent first."""
    lately = Job.objects.filter(status=Status.FAILED, finished_at__gt=Now() - timedelta(days=1))
    return dict(lately.values_list("error_code").annotate(count=Count("pk")).order_by("-count"))


def _last_runs() -> list[LastRun]:
    age = ExpressionWrapper(Now() - F("ran_at"), DurationField())
    rows = HousekeepingRun.objects.annotate(age=age).order_by("-name")
    return [LastRun(row.name, row.ran_at, row.age.total_seconds(), row.report) for row in rows]


def _aged(field: str, **condition: Any) -> Any:
    """Jobs with ``age``: the time since the moment in the column ``field``."""
    return Job.objects.filter(**condition).annotate(age=ExpressionWrapper(Now() - F(field), DurationField()))


def _warnings(
    queue: dict[str, int] | None,
    workers: list[str] | None,
    oldest: Oldest | None,
    running: Iterable[Running],
    last_runs: Iterable[LastRun],
    free_mb: dict[str, int],
    *,
    reviews: bool,
) -> Iterable[str]:
    if queue is None:
        yield (
            "The queue cannot be reached, so no new jobs are accepted. Check that Redis runs and that "
            "CELERY_BROKER_URL is right."
        )
    recovered = next((run.seconds for run in last_runs if run.name == housekeeping.RECOVER), None)
    if recovered is None or recovered > _LATE * settings.RECOVER_EVERY_SECONDS:
        ran = "has never run" if recovered is None else f"last ran {span(recovered)} ago"
        yield (
            f"Recovery {ran}. Check that the housekeeper (manage.py worker --housekeeping) is running. Until then, run "
            "manage.py recover by hand."
        )
    kinds = {kind_of(name) for name in workers or ()}
    if oldest and workers is not None and WORKER not in kinds:
        yield "Jobs are waiting, but no worker responds. Start one with manage.py up worker."
    if reviews and workers is not None and PREVIEWER not in kinds:
        yield (
            "Storyboards wait for their review, but no previewer responds, so changed scenes cannot be seen or heard. "
            "Start one with manage.py up previewer."
        )
    if any(job.lease < 0 for job in running):
        yield "A worker has stopped responding. The next recovery queues its job again."
    for folder, free in free_mb.items():
        if free < settings.MIN_FREE_MB:
            yield (
                f"Only {free} MB are free at {folder}, and no video is started with less than {settings.MIN_FREE_MB} "
                "(MIN_FREE_MB). Free some space, for example with manage.py prune."
            )
