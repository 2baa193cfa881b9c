"""The moves of a job."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from videos import lifecycle
from videos.models import Job, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.progress import Stage
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
EVERY_STATUS = [
    {"status": Status.PENDING},
    {"status": Status.QUEUED},
    {"processing": True},
    {"completed": True},
    {"failed": True},
    {"status": Status.CANCELLED},
]


def events(job: Job) -> list[str]:
    return [event.what for event in job.events.all()]


def claimed(**traits: object) -> tuple[Job, lifecycle.Claim]:
    job = JobFactory(**traits)
    claim = lifecycle.claim(job.pk)
    assert claim is not None
    return job, claim


def test_a_published_job_waits_in_the_queue():
    job = JobFactory(status=Status.PENDING)
    assert lifecycle.queue(job.pk)
    job.refresh_from_db()
    assert job.status == Status.QUEUED
    assert events(job) == ["queued"]


def test_noting_the_publication_does_not_disturb_a_worker_that_was_faster():
    job, _ = claimed(status=Status.PENDING)
    assert not lifecycle.queue(job.pk)
    job.refresh_from_db()
    assert job.status == Status.PROCESSING


def test_a_refused_job_can_never_be_claimed():
    job = JobFactory(status=Status.PENDING)
    assert lifecycle.refuse(job.pk, "queue_unavailable", "Start Redis.")
    assert lifecycle.claim(job.pk) is None
    job.refresh_from_db()
    assert (job.status, job.error_code, job.attempt) == (Status.FAILED, "queue_unavailable", 0)


@pytest.mark.parametrize("traits", EVERY_STATUS, ids=lambda traits: next(iter(traits.values())))
def test_only_a_waiting_job_can_be_claimed(traits):
    job = JobFactory(**traits)
    if job.status == Status.PROCESSING:
        Job.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    claim = lifecycle.claim(job.pk)
    assert (claim is not None) == (job.status in (Status.PENDING, Status.QUEUED))


def test_a_claim_counts_the_attempt_and_holds_a_lease(settings):
    settings.JOB_LEASE_SECONDS = 60
    job, claim = claimed()
    job.refresh_from_db()
    assert (job.status, job.attempt, claim.attempt, job.token) == (Status.PROCESSING, 1, 1, claim.token)
    assert timedelta(seconds=50) < job.lease_until - timezone.now() <= timedelta(seconds=61)


def test_a_job_is_claimed_once_however_often_its_message_comes():
    job, _ = claimed()
    assert lifecycle.claim(job.pk) is None


def test_a_job_whose_worker_fell_silent_can_be_claimed_by_another():
    job, first = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1), progress=70)
    second = lifecycle.claim(job.pk)
    job.refresh_from_db()
    assert second is not None
    assert (second.attempt, job.progress) == (2, 0)
    assert second.token != first.token


def test_a_job_that_silenced_its_worker_too_often_is_given_up_with_a_reason(settings):
    settings.JOB_ATTEMPTS = 2
    job, _ = claimed()
    for given_up in (False, True):
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert lifecycle.give_up(job.pk) == given_up
        assert (lifecycle.claim(job.pk) is None) == given_up
    job.refresh_from_db()
    assert (job.status, job.error_code, job.attempt, job.token) == (Status.FAILED, "worker_lost", 2, None)


def test_a_job_without_attempts_left_cannot_be_claimed(settings):
    settings.JOB_ATTEMPTS = 1
    job, _ = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert lifecycle.claim(job.pk) is None


def test_a_job_at_work_is_never_given_up(settings):
    settings.JOB_ATTEMPTS = 1
    job, _ = claimed()
    assert not lifecycle.give_up(job.pk)


WRITES = {
    "progress": lambda claim: lifecycle.record_progress(claim, Stage.ENCODE, 80),
    "stage": lambda claim: lifecycle.record_stage(claim, Stage.ENCODE, 80),
    "paper": lambda claim: lifecycle.record_paper(claim, "Title", {}),
    "completion": lambda claim: lifecycle.complete(claim, "videos/x", FACTS),
    "failure": lambda claim: lifecycle.fail(claim, "speech_failed", "Why."),
    "handing back": lifecycle.hand_back,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_worker_that_lost_its_claim_moves_nothing(write):
    job, stale = claimed()
    Job.objects.update(token=uuid.uuid4())
    before = Job.objects.values().get()
    with pytest.raises(lifecycle.ClaimLost):
        write(stale)
    assert Job.objects.values().get() == before
    assert events(job) == ["started"]


def test_progress_renews_the_lease():
    job, claim = claimed()
    Job.objects.update(lease_until=timezone.now())
    lifecycle.record_progress(claim, Stage.ENCODE, 80)
    job.refresh_from_db()
    assert (job.stage, job.progress) == (Stage.ENCODE, 80)
    assert job.lease_until > timezone.now()


def test_a_completed_job_has_its_video_and_no_claim():
    job, claim = claimed()
    lifecycle.complete(claim, "videos/x", FACTS)
    job.refresh_from_db()
    assert (job.status, job.progress, job.folder, job.size) == (Status.COMPLETED, 100, "videos/x", 2_000_000)
    assert job.token is None
    assert job.finished_at is not None


def test_a_failed_job_keeps_the_stage_it_failed_in():
    job, claim = claimed()
    lifecycle.record_stage(claim, Stage.NARRATION, 15)
    lifecycle.fail(claim, "speech_failed", "The voice could not be loaded.")
    job.refresh_from_db()
    assert (job.status, job.stage, job.error_code) == (Status.FAILED, Stage.NARRATION, "speech_failed")
    assert events(job) == ["started", "narration", "failed"]


def test_a_job_handed_back_waits_again_and_used_up_no_attempt():
    job, claim = claimed()
    lifecycle.hand_back(claim)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.token) == (Status.QUEUED, 0, None)
    assert lifecycle.claim(job.pk) is not None


@pytest.mark.parametrize("traits", EVERY_STATUS, ids=lambda traits: next(iter(traits.values())))
def test_only_a_failed_or_cancelled_job_can_be_opened_again(traits):
    job = JobFactory(**traits)
    reopened = lifecycle.reopen(job.pk, task_id="new")
    assert reopened == (job.status in (Status.FAILED, Status.CANCELLED))


def test_a_job_opened_again_forgets_its_error():
    job = JobFactory(failed=True)
    lifecycle.reopen(job.pk, task_id="new")
    job.refresh_from_db()
    assert (job.status, job.error_code, job.error_message, job.finished_at) == (Status.PENDING, "", "", None)
    assert job.celery_task_id == "new"


LIES = {
    "completed without a video": {"status": Status.COMPLETED, "progress": 100},
    "failed without a reason": {"status": Status.FAILED},
    "processing without a claim": {"status": Status.PROCESSING},
    "a percentage above 100": {"progress": 101},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_the_database_refuses_a_row_that_lies(lie):
    job = JobFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**lie)
