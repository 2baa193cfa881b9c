"""The overview for operators: in the admin, and as JSON."""

import dataclasses
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from videos.jobs import housekeeping, lifecycle, overview
from videos.models import HousekeepingRun, Job
from videos.tests.factories import JobFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db
PAGE = "/admin/videos/job/operations/"


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_waiting_jobs_are_counted_by_priority_and_the_oldest_is_shown():
    JobFactory(priority="high")
    oldest = JobFactory(priority="low", waiting_since=timezone.now() - timedelta(minutes=5))
    JobFactory(completed=True)
    now = overview.overview()
    assert now.waiting == {"low": 1, "normal": 0, "high": 1}
    assert now.oldest.job_id == oldest.pk
    assert 299 < now.oldest.seconds < 330


def test_a_single_new_job_is_the_oldest():
    job = JobFactory()
    assert overview.overview().oldest.job_id == job.pk


def test_a_running_job_is_shown_with_its_worker_and_lease(settings):
    settings.JOB_LEASE_SECONDS = 1500
    claim = lifecycle.claim(JobFactory().pk, "worker1@here")
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=500), stage="encode", progress=80)
    (running,) = overview.overview().running
    assert (running.job_id, running.worker, running.stage, running.progress) == (
        claim.job_id,
        "worker1@here",
        "encode",
        80,
    )
    assert 400 < running.lease <= 500
    assert 1000 <= running.quiet < 1100


def test_failures_of_the_last_day_are_counted_by_error_code():
    JobFactory.create_batch(2, failed=True)
    JobFactory(failed=True, error_code="disk_full")
    JobFactory(failed=True, finished_at=timezone.now() - timedelta(days=2))
    assert overview.overview().failures == {"paper_not_found": 2, "disk_full": 1}


def test_a_recovery_that_does_not_run_is_a_warning_with_a_remedy():
    assert "never" in overview.overview().warnings[-1]
    housekeeping.record_run(housekeeping.RECOVER, {"published_again": 3})
    now = overview.overview()
    assert not [warning for warning in now.warnings if "Recovery" in warning]
    assert (now.chores[0].name, now.chores[0].report) == ("recover", {"published_again": 3})
    HousekeepingRun.objects.update(ran_at=timezone.now() - timedelta(minutes=10))
    (found,) = [warning for warning in overview.overview().warnings if "Recovery" in warning]
    assert "10 min ago" in found
    assert "housekeep" in found


def test_without_the_broker_the_rest_is_still_shown():
    JobFactory()
    now = overview.overview()
    assert (now.messages, now.workers) == (None, None)
    assert now.waiting["normal"] == 1
    assert "queue cannot be reached" in now.warnings[0]


def test_low_disk_space_is_a_warning_with_a_remedy(settings):
    assert overview.overview().free_mb[str(settings.WORK_DIR)] > 0
    assert not [warning for warning in overview.overview().warnings if "free" in warning]
    settings.MIN_FREE_MB = 10**9
    found = [warning for warning in overview.overview().warnings if "free" in warning]
    assert len(found) == 2
    assert all("manage.py prune" in warning for warning in found)


def test_the_number_of_queries_does_not_grow_with_the_queue(django_assert_max_num_queries):
    JobFactory.create_batch(20)
    JobFactory.create_batch(20, processing=True)
    with django_assert_max_num_queries(8):
        overview.overview()


def test_the_page_shows_the_overview_and_is_linked_from_the_jobs(staff):
    lifecycle.claim(JobFactory(pubmed_id="32887691").pk, "worker1@here")
    JobFactory(failed=True)
    page = staff.get(PAGE).content.decode()
    for shown in (
        "worker1@here",
        "32887691",
        "paper_not_found",
        "The queue cannot be reached",
        'hx-trigger="every 5s"',
    ):
        assert shown in page
    assert PAGE in staff.get("/admin/videos/job/").content.decode()


def test_the_overview_is_for_staff_only(settings):
    settings.API_ALLOW_ANONYMOUS = False
    client = APIClient()
    assert client.get("/api/operations").status_code == 401
    client.force_authenticate(UserFactory())
    assert client.get("/api/operations").status_code == 403
    client.force_authenticate(staff_with("view_job"))
    assert set(client.get("/api/operations/").json()) == {field.name for field in dataclasses.fields(overview.Overview)}
    assert Client().get(PAGE).status_code == 302
