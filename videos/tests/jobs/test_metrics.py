"""The metrics, read with Prometheus's own parser."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families

from videos.jobs import housekeeping, lifecycle, overview
from videos.jobs.claims import Effort
from videos.jobs.metrics import Service
from videos.models import Delivery, Job
from videos.pipeline.artifacts import VideoFacts
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


def read(text: str) -> dict[str, float]:
    """Each sample, keyed by its name and the values of its labels, in the order of the labels' names."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def seen(service: Service | None = None) -> dict[str, float]:
    """The current metrics of the service."""
    registry = CollectorRegistry()
    registry.register(service or Service())
    return {name.removeprefix("hiddenhill_"): value for name, value in read(generate_latest(registry).decode()).items()}


def make(seconds: dict[str, float]) -> None:
    claim = lifecycle.claim(JobFactory().pk)
    lifecycle.complete(claim, f"videos/{claim.token}", VideoFacts(80, 1920, 1080, 1), "", Effort("store", "", seconds))


def test_jobs_are_counted_by_every_status():
    JobFactory.create_batch(2)
    JobFactory(completed=True)
    JobFactory(in_review=True)
    now = seen()
    counted = [now[f"jobs {status}"] for status in ("pending", "queued", "processing", "review", "completed", "failed")]
    assert counted == [0, 2, 0, 1, 1, 0]
    assert now["database_up"] == 1


def test_waiting_jobs_are_reported_by_priority_and_age():
    JobFactory(priority="high", waiting_since=timezone.now() - timedelta(minutes=5))
    JobFactory(priority="low", not_before=timezone.now() + timedelta(minutes=5))
    now = seen()
    assert [now[f"waiting_jobs {priority}"] for priority in ("high", "normal", "low")] == [1, 0, 1]
    assert 299 < now["oldest_waiting_seconds"] < 330
    assert now["postponed_jobs"] == 1
    assert now["queue_up"] == 0  # no server runs in these tests
    assert "workers worker" not in now


def test_workers_are_counted_by_what_they_do():
    answer = ["worker1@a", "worker2@b", "w@c", "previewer@a", "housekeeper@a"]
    now = seen(Service(lambda: replace(overview.overview(), workers=answer)))
    assert [now[f"workers {kind}"] for kind in ("worker", "previewer", "housekeeper")] == [3, 1, 1]
    now = seen(Service(lambda: replace(overview.overview(), workers=[])))
    assert [now[f"workers {kind}"] for kind in ("worker", "previewer", "housekeeper")] == [0, 0, 0]


def test_failures_and_overdue_work_are_reported():
    failed = JobFactory(failed=True)
    Delivery.objects.create(job=failed, url="https://example.org", event="failed", next_at=timezone.now())
    lifecycle.claim(JobFactory().pk)
    Job.objects.filter(status="processing").update(lease_until=timezone.now() - timedelta(seconds=5))
    housekeeping.record_run(housekeeping.RECOVER, {})
    now = seen()
    assert now["failed_jobs_last_day paper_not_found"] == 1
    assert now["chore_last_run_timestamp_seconds recover"] == pytest.approx(timezone.now().timestamp(), abs=30)
    assert all(value > 0 for name, value in now.items() if name.startswith("free_bytes"))
    assert (now["silent_jobs"], now["pending_webhooks"], now["pending_emails"]) == (1, 1, 0)


def test_stage_times_are_reported_as_median_and_95th_percentile():
    for seconds in range(1, 22):
        make({"paper": 0.5, "encode": seconds})
    now = seen()
    assert now["stage_seconds 0.5 paper"] == 0.5
    assert now["stage_seconds 0.5 encode"] == 11
    assert now["stage_seconds 0.95 encode"] == 20


def test_a_single_video_is_its_own_median():
    make({"encode": 3})
    assert (seen()["stage_seconds 0.5 encode"], seen()["stage_seconds 0.95 encode"]) == (3, 3)


def test_a_slow_count_is_repeated_rarely():
    ticks = itertools.count()  # each reading of the clock takes a second, and so does counting
    service = Service(clock=lambda: next(ticks))
    assert seen(service)["jobs completed"] == 0
    JobFactory(completed=True)
    JobFactory()
    assert (seen(service)["jobs completed"], seen(service)["jobs queued"]) == (0, 1)
    for _ in range(300):
        next(ticks)
    assert seen(service)["jobs completed"] == 1


def test_without_the_database_only_that_is_reported():
    def away():
        raise OperationalError("no connection")

    assert seen(Service(away)) == {"database_up": 0}


def test_the_number_of_queries_does_not_grow_with_the_jobs(django_assert_max_num_queries):
    JobFactory.create_batch(20, completed=True)
    for _ in range(5):
        make({"encode": 1})
    with django_assert_max_num_queries(11):
        seen()


def test_requests_are_counted_by_view_and_status_with_their_time():
    before = read(Client().get("/metrics").content.decode())
    assert Client().get("/api/health/live").status_code == 200
    now = read(Client().get("/metrics").content.decode())
    name = "django_http_responses_total_by_status_view_method_total GET 200 live"
    assert now[name] - before.get(name, 0) == 1
    assert now["django_http_requests_latency_seconds_by_view_method_count GET live"] >= 1


def test_openmetrics_is_sent_on_request():
    answer = Client().get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    families = {family.name for family in open_metrics(answer.content.decode())}
    assert {"hiddenhill_jobs", "hiddenhill_oldest_waiting_seconds"} <= families
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("Bearer of-prometheus", 200), ("Bearer of-somebody", 401), ("of-prometheus", 401), ("", 401), ("Bearer ", 401)],
)
def test_metrics_require_the_token(settings, authorization, status):
    settings.API_ALLOW_ANONYMOUS, settings.METRICS_TOKEN = False, "of-prometheus"
    answer = Client().get("/metrics", headers={"Authorization": authorization})
    assert answer.status_code == status
    assert ("hiddenhill_jobs" in answer.content.decode()) == (status == 200)


@pytest.mark.parametrize("authorization", ["Bearer ", "Bearer None", ""])
def test_without_a_configured_token_no_token_is_accepted(settings, authorization):
    settings.API_ALLOW_ANONYMOUS, settings.METRICS_TOKEN = False, ""
    assert Client().get("/metrics", headers={"Authorization": authorization}).status_code == 401


@pytest.mark.parametrize(("is_staff", "status"), [(True, 200), (False, 401)])
def test_staff_may_read_metrics_and_users_may_not(settings, is_staff, status):
    settings.API_ALLOW_ANONYMOUS = False
    client = Client()
    client.force_login(UserFactory(is_staff=is_staff))
    assert client.get("/metrics").status_code == status
