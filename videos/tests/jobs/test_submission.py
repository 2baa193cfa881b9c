"""Submitting jobs."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections

from videos.engines.fingerprint import fingerprint
from videos.jobs import batches, lifecycle, submission
from videos.jobs.batches import BatchRequest
from videos.jobs.request import VideoRequest
from videos.models import Batch, Job, Priority, Status
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options
from videos.tests.factories import JobFactory
from videos.tests.meanwhile import before_query
from videos.tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("traits", [{"completed": True}, {"processing": True}, {"status": Status.QUEUED}])
def test_only_a_failed_or_cancelled_job_is_queued_again(traits):
    job = JobFactory(**traits)
    assert submission.resubmit(job) is None
    assert Job.objects.get().celery_task_id == job.celery_task_id


def test_every_submission_has_its_own_celery_task(unreachable_queue):
    jobs = []
    for _ in range(2):
        with pytest.raises(submission.QueueUnavailable) as refused:
            submission.submit(VideoRequest("32887691", Priority.HIGH))
        jobs.append(refused.value.job)
    assert len({uuid.UUID(job.celery_task_id) for job in jobs}) == 2


def test_a_job_that_cannot_be_published_fails_with_a_remedy(unreachable_queue):
    with pytest.raises(submission.QueueUnavailable) as refused:
        submission.submit(VideoRequest("32887691"))
    job = Job.objects.get()
    assert job == refused.value.job
    assert (job.status, job.error_code, job.attempt) == (Status.FAILED, "queue_unavailable", 0)
    assert "CELERY_BROKER_URL" in job.error_message


@pytest.mark.parametrize(("answer", "reused"), [(True, True), (False, False), (None, False)])
def test_a_finished_video_is_reused_only_if_it_is_known_to_stand(waiting_queue, answer, reused):
    made = JobFactory(completed=True, pubmed_id="32887691", recipe=fingerprint(Options()))
    default_storage.save(f"{made.folder}/video.mp4", ContentFile(b"film"))
    known = {} if answer is None else {"still_stands": lambda job: answer and job == made}
    job, _ = submission.submit(VideoRequest("32887691"), **known)
    assert (job.status == Status.COMPLETED) == reused


@pytest.mark.parametrize(("ids", "reused"), [(("10.5555/jir.1", "32887691"), True), (("10.5555/jir.1",), False)])
def test_a_video_that_was_requested_by_another_id_of_the_paper_is_reused(waiting_queue, ids, reused):
    made = JobFactory(completed=True, pubmed_id="32887691", recipe=fingerprint(Options()))
    default_storage.save(f"{made.folder}/video.mp4", ContentFile(b"film"))
    request = VideoRequest(PaperId("10.5555/jir.1"))
    job, _ = submission.submit(request, still_stands=lambda job: True, ids_of=lambda name: ids)
    assert (job.status == Status.COMPLETED) == reused
    assert job.pubmed_id == "10.5555/jir.1"


def test_a_retry_that_cannot_be_published_leaves_the_job_failed(unreachable_queue):
    job = JobFactory(failed=True)
    with pytest.raises(submission.QueueUnavailable):
        submission.resubmit(job)
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "queue_unavailable")


@pytest.mark.django_db(transaction=True)
def test_a_key_that_another_request_takes_and_gives_up_meanwhile_makes_a_job(waiting_queue, settings):
    settings.JOB_REUSE_DAYS = 0
    rival = JobFactory.build(status=Status.PENDING, idempotency_key="k")
    insert, look_up_again = 2, 8 if connection.vendor == "sqlite" else 7  # SQLite's BEGIN counts
    acts = {
        insert: elsewhere(lambda: rival.save(force_insert=True)),
        look_up_again: elsewhere(lambda: lifecycle.refuse(rival.pk, "queue_unavailable", "Start Redis.")),
    }
    with before_query(acts), statements() as seen:
        job, new = submission.submit(VideoRequest("32887691"), key="k")
    assert (new, job.status, job.idempotency_key) == (True, Status.QUEUED, "k")
    assert Job.objects.get(pk=rival.pk).error_code == "queue_unavailable"
    assert seen.count("INSERT job") == 2


def elsewhere(act: Callable[[], object]) -> Callable[[], None]:
    """Act on a connection of its own, as another process would."""

    def in_a_thread() -> None:
        try:
            act()
        finally:
            connections.close_all()

    def start_and_wait() -> None:
        thread = threading.Thread(target=in_a_thread)
        thread.start()
        thread.join()

    return start_and_wait


def test_a_request_takes_six_statements_for_a_new_paper_and_four_for_a_known_one(waiting_queue, settings):
    settings.JOB_REUSE_DAYS = 0
    with statements() as new:
        submission.submit(VideoRequest("32887691"))
    with statements() as known:
        submission.submit(VideoRequest("32887691"))
    project = ["SELECT project", "SELECT job", "INSERT project", "SELECT project"]
    assert new == [*project, "INSERT job", "UPDATE job"]
    assert known == ["SELECT project", "SELECT project", "INSERT job", "UPDATE job"]


def test_a_request_that_may_be_served_by_an_earlier_video_takes_one_more(waiting_queue, settings):
    settings.JOB_REUSE_DAYS = 30
    submission.submit(VideoRequest("32887691"))
    with statements() as seen:
        submission.submit(VideoRequest("32887691"))
    assert seen == ["SELECT job", "SELECT project", "SELECT project", "INSERT job", "UPDATE job"]


@pytest.mark.django_db(transaction=True)
def test_two_batches_with_one_key_at_once_are_one(waiting_queue):
    request = BatchRequest(batches.read(["32887691"]), VideoRequest(PaperId("")))
    rival = Batch(idempotency_key="k", request_digest=request.digest())
    begin = 2
    with before_query({begin: elsewhere(lambda: rival.save(force_insert=True))}):
        batch, is_new = batches.submit(request, key="k")
    assert (batch, is_new) == (rival, False)
    assert not Job.objects.exists()
