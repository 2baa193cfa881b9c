"""The state of the service for Prometheus.

Each scrape queries the database, so workers need no port of their own, and no count is lost when a process ends.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from secrets import compare_digest
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from videos.jobs import overview
from videos.jobs.overview import Overview
from videos.models import FINAL, UNFINISHED, Attempt, Delivery, Job, Outcome

_RECENT = 500
"""The number of attempts from which stage times are computed: the latest that made a video."""

_COST = 100
"""Counting ended jobs takes at most one hundredth of the time: a slow count is repeated less often."""


class Service(Collector):
    """Jobs, queue, workers and housekeeping, as in ``overview``. Takes a second: that is how long workers may answer.

    While the database cannot be reached, it reports only that.
    """

    def __init__(
        self, overview: Callable[[], Overview] = overview.overview, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._overview, self._clock = overview, clock
        self._ended: dict[str, int] = {}
        self._count_again_at = float("-inf")

    def describe(self) -> list[Metric]:
        """Nothing. Without this method a registry would collect once on registration."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The current value of every metric."""
        try:
            found = [*_from(self._overview()), self._jobs(), _stage_seconds(), *_deliveries()]
        except (OperationalError, InterfaceError):
            found = []
        yield _gauge("database_up", "Whether the database responded.", (), {(): bool(found)})
        yield from found

    def _jobs(self) -> Metric:
        if self._clock() >= self._count_again_at:
            began = self._clock()
            self._ended = _counted(FINAL)
            self._count_again_at = self._clock() + _COST * (self._clock() - began)
        return _by("jobs", "Jobs by status.", "status", _counted(UNFINISHED) | self._ended)


SERVICE = Service()
REGISTRY.register(SERVICE)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What Prometheus scrapes. Requires the METRICS_TOKEN, a staff account or single-user mode."""
    if not _may_read(request):
        remedy = "Send the METRICS_TOKEN in an Authorization header, as a Bearer token, or sign in as staff.\n"
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"', "Content-Type": "text/plain"}
        return HttpResponse(remedy, status=401, headers=headers)
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(_registry()), headers={"Content-Type": content_type, "Cache-Control": "no-store"})


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    if settings.METRICS_TOKEN and compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return True
    return bool(settings.API_ALLOW_ANONYMOUS or request.user.is_staff)


def _registry() -> CollectorRegistry:
    """The requests that this process has counted, or those of all processes that share PROMETHEUS_MULTIPROC_DIR."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(SERVICE)
    return registry


def _from(now: Overview) -> Iterator[Metric]:
    yield _by("waiting_jobs", "Jobs that wait for a worker, by priority.", "priority", now.waiting)
    yield _one("postponed_jobs", "Postponed jobs.", now.postponed)
    oldest = now.oldest.seconds if now.oldest else 0
    yield _one("oldest_waiting_seconds", "Age of the oldest waiting job.", oldest)
    silent = sum(job.lease < 0 for job in now.running)
    yield _one("silent_jobs", "Running jobs whose lease has expired without a heartbeat.", silent)
    yield _by("failed_jobs_last_day", "Jobs that failed in the last day, by error code.", "code", now.failures)
    yield _one("queue_up", "Whether the broker responded.", now.messages is not None)
    if now.messages is not None:
        yield _by("queue_messages", "Messages in the queue, by priority.", "priority", now.messages)
    if now.workers is not None:
        found = Counter(map(overview.kind_of, now.workers))
        kinds = {kind: found[kind] for kind in overview.KINDS}
        yield _by("workers", "Worker processes that responded.", "kind", kinds)
    runs = {chore.name: chore.ran_at.timestamp() for chore in now.chores}
    yield _by("chore_last_run_timestamp_seconds", "Time of the last run of each kind of housekeeping.", "chore", runs)
    free = {folder: megabytes * 1_000_000 for folder, megabytes in now.free_mb.items()}
    yield _by("free_bytes", "Free space on the web server's machine, by folder.", "folder", free)


def _stage_seconds() -> Metric:
    """Quantiles over a window. A histogram would need counters, and those would decrease when jobs are deleted."""
    made = Attempt.objects.filter(outcome=Outcome.COMPLETED).order_by("-pk").values_list("seconds", flat=True)[:_RECENT]
    stages: dict[str, list[float]] = {}
    for seconds in made:
        for stage, taken in seconds.items():
            stages.setdefault(stage, []).append(taken)
    found: dict[tuple[str, ...], float] = {
        (stage, quantile): value
        for stage, taken in stages.items()
        for quantile, value in zip(("0.5", "0.95"), _median_and_p95(taken), strict=True)
    }
    return _gauge(
        "stage_seconds", f"Duration of each stage over the last {_RECENT} videos.", ("stage", "quantile"), found
    )


def _deliveries() -> Iterator[Metric]:
    pending = Delivery.objects.filter(status=Delivery.Status.PENDING).order_by()
    counts = dict(pending.values_list("channel").annotate(Count("pk")))
    webhooks, emails = (counts.get(channel, 0) for channel in (Delivery.Channel.WEBHOOK, Delivery.Channel.EMAIL))
    yield _one("pending_webhooks", "Webhook deliveries that are pending.", webhooks)
    yield _one("pending_emails", "E-mails about videos that are pending.", emails)


def _median_and_p95(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive") if len(values) > 1 else values * 19
    return cuts[9], cuts[18]


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    jobs = Job.objects.filter(status__in=list(statuses)).order_by()
    return dict.fromkeys(map(str, statuses), 0) | dict(jobs.values_list("status").annotate(Count("pk")))


def _one(name: str, description: str, value: float) -> Metric:
    return _gauge(name, description, (), {(): value})


def _by(name: str, description: str, label: str, values: dict[Any, float] | dict[Any, int]) -> Metric:
    return _gauge(name, description, (label,), {(str(key),): value for key, value in values.items()})


def _gauge(name: str, description: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(f"hiddenhill_{name}", description, labels=labels)
    for key, value in values.items():
        family.add_metric(key, float(value))
    return family
