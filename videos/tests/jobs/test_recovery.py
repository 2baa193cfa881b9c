"""Recovery of jobs that lost their worker or their message."""

import collections
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from videos.jobs import lifecycle, recovery, turns
from videos.jobs.claims import Claim, Effort
from videos.models import Job, Priority, Status
from videos.storage import artefacts
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


class Queue:
    """The messages in the queue, in the order in which workers take them."""

    def __init__(self) -> None:
        self.messages: dict[str, collections.deque] = {priority: collections.deque() for priority in Priority}

    def publish(self, job: Job) -> None:
        self.messages[job.priority].append(job.pk)

    def waiting(self) -> dict[Priority, int]:
        return {priority: len(waiting) for priority, waiting in self.messages.items()}

    def __len__(self) -> int:
        return sum(self.waiting().values())

    def recover(self) -> recovery.Recovered:
        return recovery.recover(artefacts.remove_leftovers, self.publish, self.waiting)

    def work(self) -> Claim | None:
        """A worker receives the next message and claims the job whose turn it is."""
        first = next(self.messages[priority] for priority in reversed(Priority) if self.messages[priority])
        return turns.take(first.popleft())


class NoQueue(Queue):
    """The broker cannot be reached."""

    def publish(self, job: Job) -> None:
        raise OperationalError("refused")


@pytest.fixture
def queue():
    return Queue()


def waiting_jobs(queue: Queue, count: int, **traits: object) -> list[Job]:
    """Waiting jobs with their messages, published at intervals of one second, all long ago."""
    first = timezone.now() - timedelta(hours=2)
    moments = [first + timedelta(seconds=n) for n in range(count)]
    jobs = [JobFactory.build(waiting_since=moment, published_at=moment, **traits) for moment in moments]
    Job.objects.bulk_create(jobs)
    for job in jobs:
        queue.publish(job)
    return jobs


def pass_time(seconds: float) -> None:
    for field in ("lease_until", "published_at", "waiting_since", "not_before"):
        Job.objects.exclude(**{field: None}).update(**{field: F(field) - timedelta(seconds=seconds)})


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.faults)])
def test_without_workers_the_queue_does_not_grow_beyond_the_waiting_jobs(queue, count):
    waiting_jobs(queue, count)
    for _ in range(60):
        assert queue.recover() == recovery.Recovered()
        pass_time(60)
    assert len(queue) == count


def test_after_the_queue_was_emptied_every_job_is_published_once_the_oldest_first(queue):
    jobs = waiting_jobs(queue, 20)
    queue.messages[Priority.NORMAL].clear()
    assert queue.recover().published_again == 20
    assert list(queue.messages[Priority.NORMAL]) == [job.pk for job in jobs]
    for _ in range(10):
        pass_time(60)
        queue.recover()
    assert len(queue) == 20


def test_each_run_publishes_a_limited_number_of_jobs(queue, monkeypatch):
    monkeypatch.setattr(recovery, "_AT_ONCE", 8)
    waiting_jobs(queue, 20)
    queue.messages[Priority.NORMAL].clear()
    assert [queue.recover().published_again for _ in range(4)] == [8, 8, 4, 0]


def test_a_message_just_published_has_time_to_arrive(queue):
    JobFactory(published_at=timezone.now())
    pass_time(5)
    assert queue.recover().published_again == 0
    pass_time(10.5)
    assert queue.recover().published_again == 1


def test_a_lost_message_behind_a_long_queue_delays_no_job(queue):
    lost, *_, cancelled = waiting_jobs(queue, 50)
    queue.messages[Priority.NORMAL].remove(lost.pk)
    lifecycle.cancel(cancelled.pk)  # its message stays, so there are as many messages as jobs
    assert queue.recover().published_again == 0
    assert queue.work().job_id == lost.pk
    while queue:
        queue.work()
    assert not Job.objects.filter(status=Status.QUEUED).exists()


def test_a_message_that_a_worker_has_just_taken_is_replaced_once_at_most(queue):
    waiting_jobs(queue, 300)
    taken = queue.messages[Priority.NORMAL].popleft()
    assert queue.recover().published_again == 1
    lifecycle.fail(turns.take(taken), "paper_not_found", "There is none.", Effort())
    for _ in range(100):
        lifecycle.fail(queue.work(), "paper_not_found", "There is none.", Effort())
        queue.recover()
        pass_time(16)
    assert len(queue) == Job.objects.filter(status=Status.QUEUED).count() + 1 == 200


def test_every_job_is_processed_although_messages_are_lost(queue):
    jobs = waiting_jobs(queue, 30)
    for job in jobs[::3]:
        queue.messages[Priority.NORMAL].remove(job.pk)
    for job in jobs[1::3]:
        lifecycle.cancel(job.pk)
    for _ in range(200):
        queue.recover()
        pass_time(16)
        if queue and (claim := queue.work()):
            lifecycle.fail(claim, "paper_not_found", "There is none.", Effort())
    assert not Job.objects.filter(status=Status.QUEUED).exists()
    assert not queue


def test_a_job_that_lost_its_worker_is_queued_and_published_again(queue):
    job = JobFactory()
    lifecycle.claim(job.pk)
    assert queue.recover() == recovery.Recovered()
    pass_time(3600)
    assert queue.recover() == recovery.Recovered(queued_again=1, published_again=1)
    assert list(queue.messages[Priority.NORMAL]) == [job.pk]


def test_a_job_that_loses_every_worker_is_given_up(queue, settings):
    settings.JOB_ATTEMPTS = 3
    job = JobFactory()
    queue.publish(job)
    for _ in range(3):
        queue.work()
        pass_time(3600)
        last = queue.recover()
    assert last == recovery.Recovered(given_up=1)
    assert (Job.objects.get().error_code, Job.objects.get().attempt, len(queue)) == ("worker_lost", 3, 0)


def test_the_files_of_a_job_that_is_given_up_are_removed(queue, settings):
    settings.JOB_ATTEMPTS = 1
    claim = lifecycle.claim(JobFactory().pk)
    name = default_storage.save(
        f"{artefacts.folder_of(claim.job_id, claim.token)}/video.mp4", ContentFile(b"half a film")
    )
    pass_time(3600)
    assert queue.recover().given_up == 1
    assert not default_storage.exists(name)


def test_a_job_whose_request_died_before_publishing_is_published(queue):
    JobFactory(status=Status.PENDING, published_at=None)
    pass_time(5)
    assert queue.recover().published_again == 0
    pass_time(10.5)
    assert queue.recover().published_again == 1
    assert Job.objects.get().status == Status.QUEUED


def test_a_postponed_job_is_published_when_it_is_due(queue):
    claim = lifecycle.claim(JobFactory().pk)
    lifecycle.postpone(claim, "disk_full", "Make room.", Effort(), 30, setback=False)
    pass_time(20)
    assert queue.recover().published_again == 0
    pass_time(20)
    assert queue.recover().published_again == 1
    assert queue.work() is not None


def test_a_job_waits_without_limit_unless_one_is_set(queue, settings):
    (job,) = waiting_jobs(queue, 1)
    pass_time(10 * 24 * 3600)
    assert queue.recover() == recovery.Recovered()
    settings.JOB_WAIT_SECONDS = 3600
    assert queue.recover().waited_too_long == 1
    assert Job.objects.get(pk=job.pk).error_code == "timed_out"


@pytest.fixture
def overdue(settings) -> dict[str, list[Job]]:
    """One job that lost its worker, two that lost their last one, and three that waited too long."""
    settings.JOB_ATTEMPTS, settings.JOB_WAIT_SECONDS = 2, 7200
    silent, last = [JobFactory()], JobFactory.create_batch(2, setbacks=1)
    for job in (*silent, *last):
        lifecycle.claim(job.pk)
    pass_time(3600)
    waiting = JobFactory.create_batch(3, waiting_since=timezone.now() - timedelta(hours=3))
    return {"silent": silent, "last": last, "waiting": waiting}


def test_without_the_broker_rows_are_recovered_and_published_later(queue, overdue, caplog):
    away = recovery.recover(artefacts.remove_leftovers, NoQueue().publish, queue.waiting)
    assert away == recovery.Recovered(queued_again=1, given_up=2, waited_too_long=3, queue_away=True)
    assert "the queue cannot be reached, so no message was published again: refused" in caplog.messages
    assert [job.status for job in Job.objects.filter(error_code="")] == [Status.QUEUED]
    assert queue.recover() == recovery.Recovered(published_again=1)


def test_each_recovery_of_a_job_is_logged_with_its_id(queue, overdue, caplog):
    done = queue.recover()
    assert done == recovery.Recovered(queued_again=1, given_up=2, waited_too_long=3, published_again=1)
    what = {"silent": "lost its worker and was queued again", "last": "was given up: its workers were lost"}
    what |= {"waiting": "failed: no worker took it in time", "published": "had no message and was published again"}
    jobs = {**overdue, "published": overdue["silent"]}
    assert sorted(caplog.messages) == sorted(f"job {job.pk} {what[name]}" for name in jobs for job in jobs[name])


def test_a_job_cancelled_during_the_run_is_not_published(queue):
    first, second = JobFactory.create_batch(2, published_at=None)

    def publish(job: Job) -> None:
        queue.publish(job)
        lifecycle.cancel(second.pk)

    assert recovery.recover(artefacts.remove_leftovers, publish, queue.waiting).published_again == 1
    assert list(queue.messages[Priority.NORMAL]) == [first.pk]
