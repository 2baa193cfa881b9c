"""What a user has made and waits for, with the limits."""

from datetime import UTC, datetime, timedelta

import pytest

from videos.jobs import usage
from videos.models import Kit, Status
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)


def test_videos_are_counted_by_the_day_and_the_month_in_utc():
    ann = UserFactory()
    for finished in (
        datetime(2026, 11, 27, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC),
    ):
        JobFactory(owner=ann, completed=True, finished_at=finished, size=1_000_000)
    JobFactory(owner=ann, failed=True, finished_at=NOW)
    JobFactory(owner=ann, completed=True, attempt=0, finished_at=NOW, size=7)
    JobFactory(owner=UserFactory(), completed=True, finished_at=NOW)
    found = usage.of(ann, NOW + timedelta(seconds=1))
    assert (found.today, found.month, found.stored) == (1, 3, 4_000_000)


def test_what_is_unfinished_counts_towards_the_limit_with_the_formats_to_come(settings):
    settings.JOBS_PER_USER, settings.JOB_KEEP_DAYS = 50, 14
    ann = UserFactory()
    JobFactory(owner=ann)
    JobFactory(owner=ann, status=Status.PENDING)
    JobFactory(owner=ann, processing=True)
    JobFactory(owner=ann, in_review=True, further_formats=["square"], group="00000000-0000-4000-8000-000000000007")
    Kit.objects.create(owner=ann, name="Heart")
    Kit.objects.create(name="Lung")
    found = usage.of(ann)
    assert (found.waiting, found.unfinished, found.most_unfinished) == (2, 5, 50)
    assert (found.kits, found.most_kits, found.keep_days) == (1, 20, 14)


def test_a_new_user_has_used_nothing():
    found = usage.of(UserFactory())
    assert (found.today, found.month, found.stored, found.waiting, found.unfinished, found.kits) == (0,) * 6


def test_it_takes_three_queries_for_any_number_of_jobs(django_assert_num_queries):
    ann = UserFactory()
    JobFactory.create_batch(5, owner=ann, completed=True)
    with django_assert_num_queries(3):
        usage.of(ann)
