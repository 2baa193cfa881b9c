"""What is removed, and what must never be, while other processes go on."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone

from hiddenhill.tests.patience import LIMIT_SECONDS
from videos.jobs import lifecycle, retention, submission
from videos.jobs.claims import Claim, Effort
from videos.models import Batch, Job, Status
from videos.pipeline.artifacts import VideoFacts
from videos.storage import artefacts
from videos.tests.factories import JobFactory
from videos.tests.meanwhile import ALL_APPS, before_query

FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)


def stored(claim: Claim) -> str:
    """The folder of an attempt that has stored its video and not yet recorded it."""
    folder = artefacts.folder_of(claim.job_id, claim.token)
    default_storage.save(f"{folder}/video.mp4", ContentFile(b"a film"))
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_video_of_a_job_that_is_just_completing_is_kept(number):
    claim = lifecycle.claim(JobFactory().pk)
    folder = stored(claim)
    orphan = stored(Claim(claim.job_id, claim.pubmed_id, claim.options, "", 2, JobFactory().pk))
    with before_query({number: lambda: lifecycle.complete(claim, folder, FACTS, "recipe", Effort())}):
        assert retention.prune().stored == 1
    assert default_storage.exists(f"{folder}/video.mp4")
    assert not default_storage.exists(f"{orphan}/video.mp4")


@pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)
@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_a_job_that_is_deleted_is_gone_although_it_is_retried_at_the_same_moment(number, waiting_queue):
    job = JobFactory(failed=True)
    ended = threading.Event()

    def retry() -> None:
        try:
            lifecycle.reopen(job.pk, "again")
        finally:
            connections.close_all()
            ended.set()

    def at_the_same_moment() -> None:
        threading.Thread(target=retry).start()
        ended.wait(0.2)  # it may have to wait until the job is deleted

    with before_query({number: at_the_same_moment}):
        assert retention.delete(job.pk)
    assert not Job.objects.filter(pk=job.pk).exists()
    assert ended.wait(LIMIT_SECONDS)


@pytest.mark.django_db
def test_a_user_retries_a_job_twenty_times_and_an_operator_without_limit(waiting_queue):
    job = JobFactory(failed=True)
    for _ in range(20):
        assert submission.resubmit(job, limited=True)
        lifecycle.cancel(job.pk)
    with pytest.raises(submission.TooManyRetries, match="Request the video again"):
        submission.resubmit(job, limited=True)
    assert submission.resubmit(job)
    assert Job.objects.get().status == Status.QUEUED


@pytest.mark.django_db
def test_old_batches_without_jobs_are_removed(settings):
    settings.JOB_KEEP_DAYS = 30
    long_ago = timezone.now() - timedelta(days=31)
    empty, kept, fresh = (Batch.objects.create(created_at=at) for at in (long_ago, long_ago, timezone.now()))
    empty.items.create(position=1, text="90000001", pubmed_id="90000001")
    JobFactory(batch=kept)
    retention.prune(dry_run=True)
    assert Batch.objects.count() == 3
    retention.prune()
    assert set(Batch.objects.all()) == {kept, fresh}
