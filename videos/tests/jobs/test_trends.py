"""How the service did lately, by day and by user."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from videos.jobs.trends import trends
from videos.models import Job
from videos.tests.factories import JobFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db


def made(days_ago: int, wait: float | None = None, **fields) -> Job:
    """A job that was requested at noon so many days ago, and waited so many seconds."""
    noon = datetime.combine(timezone.now().date() - timedelta(days=days_ago), time(12), UTC)
    job = JobFactory(created_at=noon, **fields)
    if wait is not None:
        job.attempts.create(number=1, worker="w", started_at=noon + timedelta(seconds=wait))
    return job


def test_the_jobs_of_each_day_are_counted_with_their_failures_and_their_median_wait():
    made(1, 10), made(1, 30), made(1, 20, failed=True), made(1)
    made(0, 5)
    made(14, 1000)
    found = trends()
    assert len(found.days) == 14
    today, yesterday, before = found.days[:3]
    assert (today.jobs, today.failed, today.wait) == (1, 0, 5)
    assert (yesterday.jobs, yesterday.failed, yesterday.failure_rate, yesterday.wait) == (4, 1, 25, 20)
    assert (before.jobs, before.wait, found.most) == (0, None, 4)


def test_only_the_first_attempt_counts_for_the_wait():
    job = made(0, 10)
    job.attempts.create(number=2, worker="w", started_at=job.created_at + timedelta(hours=1))
    assert trends().days[0].wait == 10


def test_the_users_with_the_most_jobs_come_first():
    ann, bob = UserFactory(username="ann"), UserFactory(username="bob")
    made(0, owner=bob), made(1, owner=bob, failed=True), made(2, owner=ann), made(2)
    found = [(user.name, user.jobs, user.failed) for user in trends().users]
    assert found == [("bob", 2, 1), ("", 1, 0), ("ann", 1, 0)]


def test_one_query_finds_them(django_assert_num_queries):
    made(0, 5), made(3, owner=UserFactory())
    with django_assert_num_queries(1):
        trends()


def test_the_front_page_of_the_admin_leads_to_operations_and_shows_the_trends():
    client = Client()
    client.force_login(staff_with("view_job"))
    made(0, 90, owner=UserFactory(username="ann"))
    page = client.get("/admin/").content.decode()
    assert 'href="/admin/videos/job/operations/"' in page
    assert "90 s" in page
    assert '<a href="/admin/videos/job/?requested_by=ann">ann</a>' in page
    client.force_login(UserFactory(is_staff=True))
    assert "Operations" not in client.get("/admin/").content.decode()


def test_the_single_user_reaches_the_operations_and_reads_how_to_open_the_admin(client):
    page = client.get("/operations").content.decode()
    assert "manage.py createsuperuser" in page
    assert "The queue cannot be reached" in page
    assert 'href="/operations"' in client.get("/").content.decode()


def test_the_operations_are_for_operators_only(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/operations").url.startswith("/accounts/sign-in")
    client.force_login(UserFactory())
    assert client.get("/operations").status_code == 403
    assert "/operations" not in client.get("/").content.decode()
