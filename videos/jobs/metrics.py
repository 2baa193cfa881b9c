"""The state of the service for Prometheus. The rows are asked at each scrape: workers need no port of their own, and
what a process has counted is lost with it."""

import os
import time
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
"""The attempts that stage times are taken from: the last that made a video."""

_COST = 100
"""What is slow to count is counted for a hundredth of the time at most."""


class Service(Collector):
    """Jobs, queue, workers and housekeeping, as ``operations`` sees them. Takes a second, the workers' time to answer.

    With the database away it tells that, and nothing else.
    """

    def __init__(
        self, overview: Callable[[], Overview] = overview.overview, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._overview, self._clock = overview, clock
        self._ended: dict[str, int] = {}
        self._count_again_at = float("-inf")

    def describe(self) -> list[Metric]:
        """Nothing: a registry would otherwise collect once to find out."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every metric, as it stands now."""
        try:
            found = [*_of(self._overview()), self._jobs(), _stage_seconds(), _webhooks()]
        except (OperationalError, InterfaceError):
            found = []
        yield _gauge("database_up", "Whether the database answered.", (), {(): bool(found)})
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
    """What Prometheus scrapes, for whoever has the METRICS_TOKEN, for staff, and on a machine of one's own."""
    if not _may_look(request):
        told = "Send the METRICS_TOKEN in an Authorization header, as a Bearer token, or sign in as staff.\n"
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"', "Content-Type": "text/plain"}
        return HttpResponse(told, status=401, headers=headers)
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(_registry()), headers={"Content-Type": content_type, "Cache-Control": "no-store"})


def _may_look(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    if settings.METRICS_TOKEN and compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return True
    return bool(settings.API_ALLOW_ANONYMOUS or request.user.is_staff)


def _registry() -> CollectorRegistry:
    """What this process has counted of its requests; where several processes share a folder, what all of them have."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(SERVICE)
    return registry


def _of(now: Overview) -> Iterator[Metric]:
    yield _by("waiting_jobs", "Jobs that wait for a worker, by priority.", "priority", now.waiting)
    yield _one("postponed_jobs", "Waiting jobs that are tried again later.", now.postponed)
    oldest = now.oldest.seconds if now.oldest else 0
    yield _one("oldest_waiting_seconds", "For how long the job has waited that has waited the longest.", oldest)
    silent = sum(job.lease < 0 for job in now.running)
    yield _one("silent_jobs", "Running jobs whose worker gives no sign of life.", silent)
    yield _by("failed_jobs_last_day", "Jobs that failed in the last day, by error code.", "code", now.failures)
    yield _one("queue_up", "Whether the queue answered.", now.messages is not None)
    if now.messages is not None:
        yield _by("queue_messages", "Messages in the queue, by priority.", "priority", now.messages)
    if now.workers is not None:
        keepers = sum(name.startswith("housekeeper") for name in now.workers)
        kinds = {"worker": len(now.workers) - keepers, "housekeeper": keepers}
        yield _by("workers", "Worker processes that answer.", "kind", kinds)
    runs = {chore.name: chore.ran_at.timestamp() for chore in now.chores}
    yield _by("chore_last_run_timestamp_seconds", "When a housekeeping task last ran.", "chore", runs)
    free = {folder: megabytes * 1_000_000 for folder, megabytes in now.free_mb.items()}
    yield _by("free_bytes", "Free space on the web server's machine, by folder.", "folder", free)


def _stage_seconds() -> Metric:
    """Quantiles of a window and no histogram: rows are deleted, and a counter must not go back."""
    made = Attempt.objects.filter(outcome=Outcome.COMPLETED).order_by("-pk").values_list("seconds", flat=True)[:_RECENT]
    stages: dict[str, list[float]] = {}
    for seconds in made:
        for stage, taken in seconds.items():
            stages.setdefault(stage, []).append(taken)
    found: dict[tuple[str, ...], float] = {
        (stage, quantile): value
        for stage, taken in stages.items()
        for quantile, value in zip(("0.5", "0.95"), _median_and_most(taken), strict=True)
    }
    return _gauge(
        "stage_seconds", f"How long the stages of the last {_RECENT} videos took.", ("stage", "quantile"), found
    )


def _webhooks() -> Metric:
    pending = Delivery.objects.filter(status=Delivery.Status.PENDING).count()
    return _one("pending_webhooks", "Webhooks that are still to be delivered.", pending)


def _median_and_most(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive") if len(values) > 1 else values * 19
    return cuts[9], cuts[18]


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    jobs = Job.objects.filter(status__in=list(statuses)).order_by()
    return dict.fromkeys(map(str, statuses), 0) | dict(jobs.values_list("status").annotate(Count("pk")))


def _one(name: str, told: str, value: float) -> Metric:
    return _gauge(name, told, (), {(): value})


def _by(name: str, told: str, label: str, values: dict[Any, float] | dict[Any, int]) -> Metric:
    return _gauge(name, told, (label,), {(str(key),): value for key, value in values.items()})


def _gauge(name: str, told: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(f"hiddenhill_{name}", told, labels=labels)
    for key, value in values.items():
        family.add_metric(key, float(value))
    return family
