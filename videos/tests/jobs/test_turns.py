"""The order in which workers take waiting jobs."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from videos.jobs import lifecycle, turns
from videos.jobs.claims import Effort
from videos.models import Job, Priority, Status
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.query_plan import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return UserFactory(username="ann")


@pytest.fixture
def bob():
    return UserFactory(username="bob")


def waiting(owner=None, minutes: float = 0, **fields) -> Job:
    """A job of ``owner`` that has waited for ``minutes``."""
    return JobFactory(owner=owner, waiting_since=timezone.now() - timedelta(minutes=minutes), **fields)


def order() -> list[uuid.UUID]:
    """The jobs that wait, in the order in which workers take them."""
    taken = []
    while claim := turns.take(uuid.uuid4()):
        taken.append(claim.job_id)
    return taken


def names(taken: list[uuid.UUID]) -> str:
    owners = dict(Job.objects.values_list("pk", "owner__username"))
    return " ".join(owners[job_id] or "nobody" for job_id in taken)


def test_the_job_that_has_waited_longest_is_taken_first():
    jobs = [waiting(minutes=minutes).pk for minutes in (1, 3, 2)]
    assert order() == [jobs[1], jobs[2], jobs[0]]


def test_of_one_owner_high_comes_before_normal_before_low(ann):
    low, normal, high = (waiting(ann, priority=priority).pk for priority in ("low", "normal", "high"))
    older = waiting(ann, minutes=5, priority="low").pk
    assert order() == [high, normal, older, low]


def test_owners_take_turns_however_many_and_however_urgent_the_jobs_of_one_are(ann, bob):
    for _ in range(3):
        waiting(ann, minutes=10, priority=Priority.HIGH)
    for _ in range(2):
        waiting(bob, minutes=1, priority=Priority.LOW)
    waiting(None, minutes=5)
    assert names(order()) == "ann nobody bob ann bob ann"


def test_an_owner_whose_turn_was_just_now_waits_for_the_others(ann, bob):
    waiting(ann, minutes=1)
    assert names(order()) == "ann"
    waiting(ann, minutes=9)
    waiting(bob)
    assert names(order()) == "bob ann"


def test_an_interrupted_job_does_not_cost_its_owner_another_turn(ann, bob):
    waiting(ann, 3), waiting(ann, 2), waiting(bob, 1)
    first = turns.take(uuid.uuid4())
    assert Job.objects.get(pk=first.job_id).owner == ann
    turns.take(uuid.uuid4())
    lifecycle.hand_back(first, Effort())
    waiting(bob, 1)
    assert turns.take(uuid.uuid4()).job_id == first.job_id
    assert Job.objects.get(pk=turns.take(uuid.uuid4()).job_id).owner == ann


def test_to_delete_finished_jobs_does_not_bring_the_next_turn_forward(ann, bob):
    waiting(bob)
    waiting(ann, minutes=1)
    lifecycle.delete(turns.take(uuid.uuid4()).job_id)
    waiting(ann, minutes=9)
    assert names(order()) == "bob ann"


@pytest.mark.parametrize("interrupt", ["stopped", "lost"])
def test_a_job_whose_worker_was_stopped_or_lost_is_taken_next(ann, bob, interrupt):
    waiting(ann, minutes=9, priority=Priority.LOW)
    claim = turns.take(uuid.uuid4())
    for owner in (ann, bob, bob):
        waiting(owner, minutes=5, priority=Priority.HIGH)
    if interrupt == "stopped":
        lifecycle.hand_back(claim, Effort())
    else:
        Job.objects.filter(pk=claim.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
        lifecycle.lapse(claim.job_id)
    assert turns.next_job() == claim.job_id
    assert turns.take(uuid.uuid4()).attempt == 2
    assert Job.objects.get(pk=claim.job_id).interrupted is False


def test_a_job_that_was_cancelled_and_retried_waits_like_a_new_one():
    claim = turns.take(waiting().pk)
    lifecycle.hand_back(claim, Effort())
    lifecycle.cancel(claim.job_id)
    other = waiting(minutes=5)
    lifecycle.reopen(claim.job_id, "again")
    assert order() == [other.pk, claim.job_id]


def test_a_postponed_job_is_passed_over():
    waiting(minutes=9, not_before=timezone.now() + timedelta(minutes=1))
    job = waiting()
    assert order() == [job.pk]


def test_a_message_whose_job_has_ended_serves_another():
    ended, other = waiting(minutes=9), waiting()
    lifecycle.cancel(ended.pk)
    assert turns.take(ended.pk).job_id == other.pk


def test_without_a_waiting_job_the_message_serves_its_own_if_its_lease_has_expired():
    job = waiting()
    turns.take(job.pk)
    assert turns.take(job.pk) is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert turns.take(job.pk).attempt == 2


def test_a_message_that_is_tried_again_takes_one_job():
    waiting(), waiting()
    taker = turns.Taker(uuid.uuid4(), "worker")
    assert taker.take() == taker.take()
    assert Job.objects.filter(status=Status.PROCESSING).count() == 1


def test_the_number_of_jobs_ahead_is_that_of_those_taken_before(ann, bob):
    cyd = UserFactory()
    waiting(bob), turns.take(uuid.uuid4())
    waiting(cyd), turns.take(uuid.uuid4())
    lifecycle.hand_back(turns.take(waiting(bob).pk), Effort())
    for owner, minutes, priority in [
        *((ann, minutes, "normal") for minutes in (3, 7, 5)),
        *((bob, minutes, "high") for minutes in (8, 6)),
        *((cyd, minutes, "low") for minutes in (1, 2, 3, 4, 9)),
        (ann, 1, "high"),
        (None, 4, "normal"),
    ]:
        waiting(owner, minutes, priority=priority)
    waiting(ann, 99, not_before=timezone.now() + timedelta(minutes=1))
    ahead = {job.pk: turns.ahead(job) for job in Job.objects.filter(status=Status.QUEUED, not_before=None)}
    assert [ahead[job_id] for job_id in order()] == list(range(13))


def test_the_next_job_is_found_without_reading_all_that_wait(ann):
    JobFactory.create_batch(3, owner=ann)
    with CaptureQueriesContext(connection) as queries:
        turns.next_job()
    assert len(queries) == 2
    if connection.vendor == "sqlite":
        plan = plan_of(queries.captured_queries[-1]["sql"])
        assert "job_waiting" in plan
        assert "TEMP B-TREE" not in plan
