"""The door onto the queue."""

import uuid

import pytest

from videos.jobs import submission
from videos.jobs.request import VideoRequest
from videos.models import Job, Priority, Status
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("traits", [{"completed": True}, {"processing": True}, {"status": Status.QUEUED}])
def test_a_job_that_did_not_end_badly_is_not_queued_anew(traits):
    job = JobFactory(**traits)
    assert submission.resubmit(job) is None
    assert Job.objects.get().celery_task_id == job.celery_task_id


def test_every_submission_is_a_task_of_its_own(unreachable_queue):
    jobs = []
    for _ in range(2):
        with pytest.raises(submission.QueueUnavailable) as refused:
            submission.submit(VideoRequest("32887691", Priority.HIGH))
        jobs.append(refused.value.job)
    assert len({uuid.UUID(job.celery_task_id) for job in jobs}) == 2


def test_a_job_that_could_not_be_published_has_failed_and_says_what_to_do(unreachable_queue):
    with pytest.raises(submission.QueueUnavailable) as refused:
        submission.submit(VideoRequest("32887691"))
    job = Job.objects.get()
    assert job == refused.value.job
    assert (job.status, job.error_code, job.attempt) == (Status.FAILED, "queue_unavailable", 0)
    assert "CELERY_BROKER_URL" in job.error_message


def test_a_retry_that_could_not_be_published_leaves_the_job_failed(unreachable_queue):
    job = JobFactory(failed=True)
    with pytest.raises(submission.QueueUnavailable):
        submission.resubmit(job)
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "queue_unavailable")
