"""The review of a job: its storyboard is written, changed and approved, or nobody approves it."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.db.models.functions import Now

from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle, recovery, retention, storyboards, submission, turns
from videos.jobs.claims import Claim, ClaimLost, Effort
from videos.jobs.request import VideoRequest
from videos.models import Job, Priority, Status, Storyboard
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.options import Length, Options
from videos.pipeline.storyboard import Approved
from videos.tests.factories import JobFactory, UserFactory, sample_script, sample_version
from videos.tests.meanwhile import ALL_APPS

pytestmark = pytest.mark.django_db
DONE = Effort("slides", "", {"paper": 0.5, "slides": 0.2})


def claimed(**traits: object) -> tuple[Job, Claim]:
    job = JobFactory(review=True, **traits)
    claim = lifecycle.claim(job.pk, "worker1")
    assert claim is not None
    return job, claim


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def numbers(job: Job) -> list[tuple[int, bool]]:
    """The versions, and whether each was approved."""
    return [(version.number, version.approved_at is not None) for version in job.storyboards.all()]


def days_pass(days: float) -> None:
    Job.objects.update(waiting_since=Now() - timedelta(days=days))


# --- waiting for the review


def test_an_attempt_ends_with_a_storyboard_and_holds_nothing():
    job, claim = claimed(setbacks=1, postponed_by="paper_unavailable", postponed_since="2026-01-01T00:00Z")
    assert claim.stops_for_review
    lifecycle.await_review(claim, sample_version(), DONE)
    job = fresh(job)
    assert (job.status, job.stage, job.token, job.lease_until, job.finished_at) == (
        "review",
        "slides",
        None,
        None,
        None,
    )
    assert (job.setbacks, job.attempt, job.postponed_by, job.postponed_since) == (1, 1, "", None)
    assert (job.storyboard_version, job.approved_version) == (1, None)
    made = job.attempts.get()
    assert (made.outcome, made.stage, made.seconds) == ("review", "slides", {"paper": 0.5, "slides": 0.2})
    version = job.storyboards.get()
    assert (version.number, version.author, version.approved_at, version.note) == (1, None, None, "As it was written.")
    assert storyboards.script_of(version) == sample_script()
    assert storyboards.laid_out_of(version) == sample_script().scenes


def test_a_repeated_end_with_a_storyboard_is_not_a_lost_claim():
    job, claim = claimed()
    lifecycle.await_review(claim, sample_version(), DONE)
    lifecycle.await_review(claim, sample_version(), DONE)
    assert numbers(job) == [(1, False)]
    lifecycle.approve(job.pk, 1)
    lifecycle.await_review(claim, sample_version(), DONE)
    assert (fresh(job).status, numbers(job)) == ("queued", [(1, True)])


def test_a_worker_that_lost_its_claim_writes_no_storyboard():
    job, claim = claimed()
    lifecycle.cancel(job.pk)
    with pytest.raises(ClaimLost):
        lifecycle.await_review(claim, sample_version(), DONE)
    assert (fresh(job).status, numbers(job)) == ("cancelled", [])


def test_a_job_whose_worker_is_killed_just_before_its_review_is_taken_again_without_a_storyboard():
    job, _ = claimed()
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    assert lifecycle.lapse(job.pk)
    claim = turns.take(job.pk)
    assert claim.stops_for_review
    lifecycle.await_review(claim, sample_version(), DONE)
    assert [made.outcome for made in job.attempts.all()] == ["lost", "review"]


def test_no_message_and_no_recovery_touches_a_job_in_review(settings):
    settings.JOB_WAIT_SECONDS = 1
    job, claim = claimed()
    lifecycle.await_review(claim, sample_version(), DONE)
    Job.objects.update(waiting_since="2026-01-01T00:00Z", published_at="2026-01-01T00:00Z")
    before = Job.objects.values().get()
    assert turns.take(job.pk) is None
    found = recovery.recover(lambda job_id: pytest.fail("removed"), lambda job: pytest.fail("published"), lambda: {})
    assert found == recovery.Recovered()
    assert Job.objects.values().get() == before


def test_a_job_in_review_counts_among_the_unfinished_jobs_of_its_owner(settings, waiting_queue):
    settings.JOBS_PER_USER = 1
    owner = UserFactory()
    JobFactory(in_review=True, owner=owner)
    with pytest.raises(submission.TooManyJobs, match="review"):
        submission.submit(VideoRequest("32887691"), owner)


# --- versions


def test_a_version_is_added_after_the_current_one_only():
    job = JobFactory(in_review=True)
    days_pass(20)
    assert lifecycle.revise(job.pk, 1, sample_version("Left out a sentence."))
    assert not lifecycle.revise(job.pk, 1, sample_version("Left out another."))
    assert numbers(job) == [(1, False), (2, False)]
    assert fresh(job).storyboard_version == 2
    assert fresh(job).waiting_since > job.created_at  # the time to approve it begins again


@pytest.mark.parametrize("traits", [{"processing": True}, {"completed": True}, {"status": Status.QUEUED}])
def test_the_storyboard_of_a_job_that_is_not_in_review_stays_as_it_is(traits):
    job = JobFactory(storyboard_version=1, **traits)
    assert not lifecycle.revise(job.pk, 1, sample_version())
    with pytest.raises(storyboards.NotInReview):
        storyboards.reset(job)
    assert numbers(job) == [(1, False)]


def test_a_reset_adds_a_version_that_is_equal_to_the_first_and_names_its_author():
    job, ada = JobFactory(in_review=True), UserFactory()
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    version = storyboards.reset(fresh(job), author_id=ada.pk)
    assert (version.number, version.author, version.note) == (3, ada, "Reset to version 1.")
    assert (version.script, version.laid_out) == (job.storyboards.get(number=1).script, sample_version().laid_out)


def test_a_reset_of_the_first_version_adds_none():
    job = JobFactory(in_review=True)
    assert storyboards.reset(job).number == 1
    assert numbers(job) == [(1, False)]


def test_a_reset_of_a_version_that_is_not_the_current_one_is_refused():
    job = JobFactory(in_review=True)
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    with pytest.raises(storyboards.VersionConflict) as refused:
        storyboards.reset(fresh(job), version=1)
    assert (refused.value.given, refused.value.current) == (1, 2)


def test_a_storyboard_of_an_unknown_form_is_an_error_with_a_remedy():
    job = JobFactory(in_review=True)
    job.storyboards.update(script='{"acts": 3}')
    with pytest.raises(StoryboardUnreadable, match="Request the video again"):
        storyboards.script_of(storyboards.current(job))


def test_the_author_of_a_version_may_be_deleted():
    job, ada = JobFactory(in_review=True), UserFactory()
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    storyboards.reset(fresh(job), author_id=ada.pk)
    ada.delete()
    assert storyboards.current(job).author is None


# --- approval


def test_an_approved_job_waits_for_a_worker_at_its_priority_and_continues_from_its_script(waiting_queue):
    job = JobFactory(in_review=True, priority=Priority.HIGH)
    days_pass(2)
    approved = storyboards.approve(job, 1, by="ada")
    assert (approved.status, approved.priority, approved.approved_version) == ("queued", "high", 1)
    assert (approved.stage, approved.progress, approved.setbacks) == ("", 0, 0)
    assert approved.published_at == approved.waiting_since >= job.created_at
    assert (str(job.events.get()), numbers(job)) == ("approved version 1, by ada", [(1, True)])
    claim = turns.take(job.pk)
    assert (claim.attempt, claim.stops_for_review) == (2, False)
    assert storyboards.approved(claim) == Approved(sample_script())


def test_a_version_that_is_not_the_current_one_is_not_approved(waiting_queue):
    job = JobFactory(in_review=True)
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    for version in (1, 3):
        with pytest.raises(storyboards.VersionConflict) as refused:
            storyboards.approve(job, version)
        assert (refused.value.given, refused.value.current) == (version, 2)
    assert fresh(job).status == "review"


def test_a_repeated_approval_of_a_job_under_way_does_nothing(waiting_queue):
    job = JobFactory(in_review=True)
    storyboards.approve(fresh(job), 1)
    before = Job.objects.values().get()
    assert storyboards.approve(fresh(job), 1).status == "queued"
    assert storyboards.approve(fresh(job)).status == "queued"
    assert Job.objects.values().get() == before
    assert lifecycle.claim(job.pk)
    assert storyboards.approve(fresh(job)).status == "processing"


@pytest.mark.parametrize("traits", [{"completed": True}, {"failed": True}, {"status": Status.CANCELLED}, {}])
def test_only_a_job_in_review_is_approved(traits):
    job = JobFactory(**traits)
    with pytest.raises(storyboards.NotInReview):
        storyboards.approve(job)


def test_a_job_that_was_approved_while_the_queue_was_away_is_published_by_recovery(unreachable_queue):
    job = storyboards.approve(JobFactory(in_review=True), 1)
    assert (job.status, job.published_at) == ("queued", None)
    published: list[Job] = []
    assert recovery.recover(lambda job_id: None, published.append, lambda: {}).published_again == 1
    assert published == [job]


@pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)
def test_of_two_approvals_at_once_one_queues_the_job(waiting_queue):
    job = JobFactory(in_review=True)
    start, moved, answered = threading.Barrier(2), [], []

    def approve() -> None:
        try:
            start.wait()
            moved.append(lifecycle.approve(job.pk, 1))
            answered.append(storyboards.approve(Job.objects.get(pk=job.pk), 1).status)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(moved), answered) == ([False, True], ["queued", "queued"])
    assert [str(event) for event in job.events.all()] == ["approved version 1"]


# --- the end of a review


def test_a_review_expires_after_its_last_change_and_can_be_taken_up_again(settings, waiting_queue):
    settings.JOB_REVIEW_DAYS = 30
    job = JobFactory(in_review=True)
    days_pass(29.9)
    assert retention.prune().expired == 0
    days_pass(30.1)
    assert retention.prune(dry_run=True).expired == 1
    assert fresh(job).status == "review"
    assert retention.prune().expired == 1
    assert (fresh(job).status, fresh(job).error_code) == ("failed", "review_expired")
    assert "30 days" in fresh(job).error_message
    assert "Retry" in fresh(job).error_message
    again = submission.resubmit(fresh(job), by="ada")
    assert (again.status, again.error_code, again.finished_at) == ("review", "", None)
    assert retention.prune().expired == 0


def test_without_a_limit_no_review_expires(settings):
    settings.JOB_REVIEW_DAYS = 0
    JobFactory(in_review=True)
    days_pass(3000)
    assert retention.prune().expired == 0


def test_a_job_that_is_approved_at_the_last_moment_does_not_expire():
    job = JobFactory(in_review=True)
    days_pass(31)
    assert lifecycle.approve(job.pk, 1)
    assert not lifecycle.expire(job.pk)
    assert fresh(job).status == "queued"


def test_a_job_cancelled_in_review_is_in_review_again_when_it_is_retried(waiting_queue):
    job = JobFactory(in_review=True)
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    assert lifecycle.cancel(job.pk)
    assert submission.resubmit(fresh(job)).status == "review"
    assert numbers(job) == [(1, False), (2, False)]


def test_an_approved_job_that_failed_continues_from_its_storyboard_when_it_is_retried(waiting_queue):
    job = JobFactory(in_review=True)
    lifecycle.approve(job.pk, 1)
    lifecycle.fail(lifecycle.claim(job.pk), "speech_failed", "Why.", DONE)
    assert submission.resubmit(fresh(job)).status == "queued"
    assert not lifecycle.claim(job.pk).stops_for_review


def test_the_versions_of_a_deleted_job_are_deleted():
    job = JobFactory(in_review=True)
    assert retention.delete(job.pk)
    assert not Storyboard.objects.exists()


# --- reuse


def with_its_video(job: Job) -> None:
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(b"film"))


def test_a_job_with_a_review_neither_reuses_a_video_nor_hands_its_own_out(waiting_queue):
    with_its_video(JobFactory(completed=True, pubmed_id="32887691", recipe=fingerprint(Options())))
    asked = VideoRequest("32887691", review=True)
    assert submission.submit(asked, still_stands=lambda job: True)[0].status == "queued"
    Job.objects.all().delete()
    reviewed = {"review": True, "storyboard_version": 2, "approved_version": 2}
    with_its_video(JobFactory(completed=True, pubmed_id="32887691", recipe=fingerprint(Options()), **reviewed))
    assert submission.submit(VideoRequest("32887691"), still_stands=lambda job: True)[0].status == "queued"
