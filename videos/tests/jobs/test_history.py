"""The history of a job as plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from videos.jobs import history
from videos.jobs.history import Row
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_attempts_events_and_webhooks_are_merged_in_order_of_time():
    job = JobFactory(failed=True, created_at=at(0), finished_at=at(9))
    job.attempts.create(
        number=1,
        worker="worker1@here",
        started_at=at(2),
        ended_at=at(5),
        outcome="failed",
        stage="slides",
        seconds={"paper": 1.5},
        error_code="slides_failed",
        error_message="No font.",
    )
    job.events.create(at=at(7), what="retried", detail="by ada")
    job.attempts.create(number=2, worker="worker2@here", started_at=at(8), resumed_at="slides")
    job.deliveries.create(event="failed", created_at=at(10), attempts=1, answer="500", tried_at=at(6), next_at=at(60))
    assert history.of(job) == [
        Row(None, "requested", at(0), "", 2),
        Row(1, "started", at(2), "worker1@here", 3),
        Row(1, "failed", at(5), "slides_failed · No font. · in slides · paper 1.5 s", 1),
        Row(None, "webhook", at(6), "failed, pending · attempt 1: 500 · next at 2026-11-25 12:01:00", 1),
        Row(None, "retried", at(7), "by ada", 1),
        Row(2, "started", at(8), "worker2@here, resumed at slides", 1),
        Row(None, "failed", at(9), job.error_message, None),
    ]


def test_a_new_job_has_been_requested_and_no_more():
    job = JobFactory(created_at=at(0))
    assert history.of(job) == [Row(None, "requested", at(0), "")]


def test_an_end_that_an_attempt_shows_is_not_repeated():
    job = JobFactory(completed=True, created_at=at(0), finished_at=at(2))
    job.attempts.create(number=1, worker="w", started_at=at(1), ended_at=at(2), outcome="completed")
    assert [row.what for row in history.of(job)] == ["requested", "started", "completed"]
