"""Batches: all rows in one transaction, no message lost, and no other user made to wait."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from videos.jobs import batches, lifecycle, recovery, submission, turns
from videos.jobs.batches import BatchRequest
from videos.jobs.request import VideoRequest
from videos.models import Attempt, Batch, Delivery, Event, Job, Priority, Project, Status
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Format
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return UserFactory(username="ann")


def papers(number: int, first: int = 90000001) -> list[str]:
    return [str(first + place) for place in range(number)]


def request(ids, **how) -> BatchRequest:
    return BatchRequest(batches.read(ids), VideoRequest(PaperId(""), Priority.LOW, **how))


def submitted(ids, owner=None, **how) -> Batch:
    batch, _ = batches.submit(request(ids, **how), owner)
    return batch


# --- the verdict on each line


def test_each_line_has_a_verdict_without_asking_anybody():
    lines = batches.read(["PMID: 90000001", "https://doi.org/10.5555/JIR.1", "hello", "90000001", "1 2"])
    assert [line.paper for line in lines] == ["90000001", "10.5555/jir.1", None, None, None]
    assert [line.error_code for line in lines] == ["", "", "invalid_id", "repeated", "invalid_id"]
    assert lines[3].error_message == "Line 1 names the same paper."
    assert [line.is_wrong for line in lines] == [False, False, True, False, True]


# --- rows


def test_each_paper_has_a_job_and_each_line_an_item(waiting_queue, ann):
    batch = submitted(["90000001", "hello", "PMC123", "PMID 90000001"], ann)
    assert [(item.position, item.pubmed_id, item.error_code) for item in batch.items.all()] == [
        (1, "90000001", ""),
        (2, "", "invalid_id"),
        (3, "PMC123", ""),
        (4, "", "repeated"),
    ]
    jobs = Job.objects.order_by("created_at")
    assert [(job.pubmed_id, job.status, job.priority, job.batch, job.owner) for job in jobs] == [
        ("90000001", "queued", "low", batch, ann),
        ("PMC123", "queued", "low", batch, ann),
    ]
    assert all(job.published_at and job.celery_task_id for job in jobs)


def test_the_jobs_are_taken_in_the_order_of_the_list(waiting_queue):
    submitted(papers(30))
    taken = []
    while claim := turns.take(uuid.uuid4()):
        taken.append(claim.pubmed_id)
    assert taken == papers(30)


def test_several_formats_are_a_group_of_jobs_for_each_paper(waiting_queue):
    batch = submitted(papers(2), formats=(Format.PORTRAIT, Format.SQUARE))
    assert batch.formats == ["portrait", "square"]
    assert sorted((job.pubmed_id, job.options.format) for job in batch.jobs.all()) == [
        ("90000001", "portrait"),
        ("90000001", "square"),
        ("90000002", "portrait"),
        ("90000002", "square"),
    ]
    assert batch.jobs.values("group").distinct().count() == 2


def test_the_formats_that_an_approval_adds_belong_to_the_batch(waiting_queue):
    batch = submitted(papers(1), review=True, formats=(Format.PORTRAIT, Format.SQUARE))
    waiting = batch.jobs.get()
    in_review = JobFactory(
        in_review=True, batch=batch, group=waiting.group, project=waiting.project, further_formats=["square"]
    )
    assert lifecycle.approve(in_review.pk, 1)
    assert batch.jobs.filter(options__format="square").count() == 1


def test_jobs_join_the_projects_of_their_papers(waiting_queue, ann):
    mine = Project.objects.create(owner=ann, pubmed_id="90000002", title="Known")
    Project.objects.create(pubmed_id="90000001")
    submitted(papers(3), ann)
    assert Job.objects.get(pubmed_id="90000002").project == mine
    assert Project.objects.filter(owner=ann).count() == 3


@pytest.mark.parametrize("number", [200, 1000])
def test_many_papers_need_few_queries(waiting_queue, ann, settings, number):
    settings.JOBS_PER_USER = 1000
    rows_in_one_insert = 20  # SQLite takes 999 values in a query, and a job has some forty columns
    with CaptureQueriesContext(connection) as asked:
        submitted(papers(number), ann)
    assert Job.objects.filter(status=Status.QUEUED).count() == number
    assert len(asked) < 20 + number / rows_in_one_insert * 1.3


def test_the_same_key_gives_the_same_batch_and_refuses_another_request(waiting_queue, ann):
    first, is_new = batches.submit(request(papers(2)), ann, "k")
    again, is_new_again = batches.submit(request(["PMID 90000001", "90000002"]), ann, "k")
    assert (first, is_new, is_new_again) == (again, True, False)
    assert Job.objects.count() == 2
    with pytest.raises(submission.KeyReused):
        batches.submit(request(papers(3)), ann, "k")
    assert batches.submit(request(papers(3)), UserFactory(), "k")[1]


def test_a_batch_beyond_the_limit_of_unfinished_jobs_is_refused_as_a_whole(waiting_queue, ann, settings):
    settings.JOBS_PER_USER = 5
    JobFactory(owner=ann)
    with pytest.raises(submission.TooManyJobs):
        submitted(papers(5), ann)
    with pytest.raises(batches.BatchTooLarge, match="These are 6 videos, and a user may have 5"):
        submitted(papers(3), ann, formats=(Format.LANDSCAPE, Format.SQUARE))
    assert (Batch.objects.count(), Job.objects.count(), Project.objects.count()) == (0, 1, 0)
    assert submitted(papers(4), ann).jobs.count() == 4


# --- messages


def goes_away_after(number: int):
    """A queue that takes so many messages."""
    taken: list[Job] = []

    def publish(job):
        if len(taken) == number:
            raise OperationalError("Connection refused")
        taken.append(job)

    return publish


def recovered() -> list[str]:
    """The papers whose messages recovery publishes, once it may no longer be in transit."""
    Job.objects.filter(status=Status.PENDING).update(waiting_since="2026-01-01T00:00:00Z")
    again: list[str] = []
    recovery.recover(lambda job_id: None, lambda job: again.append(job.pubmed_id), lambda: {Priority.LOW: 2})
    return again


def test_messages_that_the_queue_did_not_take_are_published_by_recovery():
    batches.submit(request(papers(5)), publish=goes_away_after(2))
    assert [job.status for job in Job.objects.order_by("created_at")] == ["queued"] * 2 + ["pending"] * 3
    assert sorted(recovered()) == papers(3, 90000003)
    assert Job.objects.filter(status=Status.QUEUED).count() == 5


def test_a_batch_is_accepted_without_a_queue(unreachable_queue):
    batch = submitted(papers(5))
    assert set(batch.jobs.values_list("status", flat=True)) == {"pending"}
    assert len(recovered()) == 3
    assert turns.take(uuid.uuid4())


# --- turns


def test_a_batch_of_a_thousand_makes_no_other_user_wait(waiting_queue, ann, settings):
    settings.JOBS_PER_USER = 0
    submitted(papers(1000), ann)
    first = turns.take(uuid.uuid4())
    bob_s = JobFactory(owner=UserFactory(username="bob"), pubmed_id="80000001")
    assert turns.ahead(bob_s) == 0
    assert first.pubmed_id == "90000001"
    assert turns.take(uuid.uuid4()).job_id == bob_s.pk
    assert turns.take(uuid.uuid4()).pubmed_id == "90000002"


@pytest.mark.parametrize("owned", [True, False])
def test_a_single_video_comes_before_the_batch_of_the_same_user(waiting_queue, ann, owned):
    owner = ann if owned else None
    submitted(papers(50), owner)
    single = JobFactory(owner=owner, pubmed_id="80000001")
    assert turns.ahead(single) == 0
    assert turns.take(uuid.uuid4()).job_id == single.pk


# --- retry, cancel, delete


def failed(batch: Batch, code: str, paper: str, **fields) -> Job:
    job = batch.jobs.get(pubmed_id=paper)
    Job.objects.filter(pk=job.pk).update(status=Status.FAILED, error_code=code, error_message="No.", **fields)
    return job


def test_a_retry_queues_the_failed_jobs_that_it_may_help(waiting_queue):
    batch = submitted(papers(4))
    failed(batch, "paper_not_found", "90000001")
    lost = failed(batch, "worker_lost", "90000002")
    often = failed(batch, "worker_lost", "90000003")
    Event.objects.bulk_create(Event(job=often, at="2026-01-01T00:00:00Z", what="retried") for _ in range(20))
    tasks = dict(Job.objects.values_list("pubmed_id", "celery_task_id"))
    assert batches.retry(batch, ["paper_not_found"], by="ann") == 1
    assert [job.status for job in batch.jobs.order_by("created_at")] == ["failed", "queued", "failed", "queued"]
    lost.refresh_from_db()
    assert (lost.error_code, lost.events.get().detail) == ("", "by ann")
    assert lost.celery_task_id != tasks["90000002"]
    assert batches.retry(batch, ["paper_not_found"]) == 0


def test_a_retry_keeps_to_the_limit_of_unfinished_jobs(waiting_queue, ann, settings):
    batch = submitted(papers(2), ann)
    failed(batch, "worker_lost", "90000001")
    settings.JOBS_PER_USER = 1
    with pytest.raises(submission.TooManyJobs):
        batches.retry(batch, [])
    assert batch.jobs.filter(status=Status.FAILED).count() == 1


def test_a_retry_without_a_queue_loses_nothing(waiting_queue):
    batch = submitted(papers(1))
    failed(batch, "worker_lost", "90000001")
    assert batches.retry(batch, [], publish=goes_away_after(0)) == 1
    assert batch.jobs.get().status == "pending"


def test_many_jobs_are_retried_and_cancelled_in_few_queries(waiting_queue):
    batch = submitted(papers(1000))
    batch.jobs.update(status=Status.FAILED, error_code="worker_lost", error_message="No.")
    with CaptureQueriesContext(connection) as asked:
        assert batches.retry(batch, []) == 1000
    assert len(asked) < 25
    with CaptureQueriesContext(connection) as asked:
        assert lifecycle.cancel_all(batch) == 1000
    assert len(asked) < 15


def test_cancelling_ends_what_waits_and_what_is_at_work_and_nothing_else(waiting_queue):
    batch = submitted(papers(3), webhook_url="https://hooks.example/hook")
    stranger = JobFactory()
    done = JobFactory(completed=True, batch=batch)
    claim = turns.take(stranger.pk)
    claim = turns.take(stranger.pk)
    assert claim.pubmed_id == "90000001"
    lifecycle.record_progress(claim, "narration", 40)
    assert lifecycle.cancel_all(batch, by="ann") == 3
    assert set(batch.jobs.exclude(pk=done.pk).values_list("status", flat=True)) == {"cancelled"}
    assert (Attempt.objects.get(job=claim.job_id).outcome, Attempt.objects.get(job=claim.job_id).stage) == (
        "cancelled",
        "narration",
    )
    assert Event.objects.filter(what="cancelled", detail="by ann").count() == 3
    assert Delivery.objects.filter(event="cancelled").count() == 3
    assert Job.objects.get(pk=done.pk).status == "completed"
    assert lifecycle.cancel_all(batch) == 0


def test_deleting_a_batch_cancels_what_is_unfinished_and_keeps_its_videos(waiting_queue):
    batch = submitted(papers(1))
    done = JobFactory(completed=True, batch=batch)
    batches.delete(batch)
    assert not Batch.objects.exists()
    done.refresh_from_db()
    assert (done.batch, done.status) == (None, "completed")
    assert Job.objects.get(pubmed_id="90000001").status == "cancelled"
