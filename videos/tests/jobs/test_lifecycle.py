"""The moves of a job."""

import uuid
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from videos.jobs import lifecycle, records
from videos.jobs.claims import Claim, ClaimLost, Effort
from videos.jobs.records import Version
from videos.models import Attempt, Delivery, Job, Status
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.options import Length, Options
from videos.pipeline.progress import Stage
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
DONE = Effort("encode", "", {"encode": 1.5})
VERSION = Version("{}", "As it was written.")
EVERY_STATUS = [
    {"status": Status.PENDING},
    {"status": Status.QUEUED},
    {"processing": True},
    {"completed": True},
    {"failed": True},
    {"status": Status.CANCELLED},
    {"in_review": True},
]
every_status = pytest.mark.parametrize("traits", EVERY_STATUS, ids=lambda traits: str(next(iter(traits.values()))))


def outcomes(job: Job) -> list[tuple[int, str]]:
    return [(made.number, made.outcome) for made in job.attempts.all()]


def claimed(**traits: object) -> tuple[Job, Claim]:
    job = JobFactory(**traits)
    claim = lifecycle.claim(job.pk, "worker1")
    assert claim is not None
    return job, claim


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def pass_time(seconds: float) -> None:
    """Shift all times in the rows into the past."""
    for field in ("lease_until", "published_at", "waiting_since", "not_before"):
        Job.objects.exclude(**{field: None}).update(**{field: F(field) - timedelta(seconds=seconds)})


# --- being queued


def test_a_published_job_waits_in_the_queue():
    job = JobFactory(status=Status.PENDING, published_at=None)
    assert lifecycle.queue(job.pk)
    assert fresh(job).status == Status.QUEUED
    assert fresh(job).published_at is not None


def test_noting_the_publication_changes_no_claimed_job():
    job, _ = claimed(status=Status.PENDING)
    assert not lifecycle.queue(job.pk)
    assert fresh(job).status == Status.PROCESSING


def test_a_refused_job_cannot_be_claimed_and_frees_its_idempotency_key():
    job = JobFactory(status=Status.PENDING, idempotency_key="k")
    assert lifecycle.refuse(job.pk, "queue_unavailable", "Start Redis.")
    assert lifecycle.claim(job.pk) is None
    job = fresh(job)
    assert (job.status, job.error_code, job.attempt) == (Status.FAILED, "queue_unavailable", 0)
    assert (job.idempotency_key, str(job.events.get())) == (None, "refused Start Redis.")


@every_status
def test_only_a_pending_job_can_be_refused(traits):
    job = JobFactory(**traits)
    assert lifecycle.refuse(job.pk, "queue_unavailable", "Start Redis.") == (job.status == Status.PENDING)


def test_of_two_attempts_to_republish_a_job_one_is_refused():
    job = JobFactory(published_at=None)
    assert lifecycle.republish(job.pk)
    pass_time(5)
    assert not lifecycle.republish(job.pk)
    pass_time(10.5)
    assert lifecycle.republish(job.pk)


def test_a_pending_job_is_republished_only_after_the_grace_period():
    job = JobFactory(status=Status.PENDING, published_at=None)
    pass_time(5)
    assert not lifecycle.republish(job.pk)
    pass_time(10.5)
    assert lifecycle.republish(job.pk)
    assert fresh(job).status == Status.QUEUED


@pytest.mark.parametrize(
    "traits", EVERY_STATUS[2:], ids=["processing", "completed", "failed", "cancelled", "in review"]
)
def test_only_a_waiting_job_is_republished(traits):
    assert not lifecycle.republish(JobFactory(**traits, published_at=None).pk)


# --- being worked on


@every_status
def test_only_a_waiting_job_can_be_claimed(traits):
    job = JobFactory(**traits)
    Job.objects.exclude(token=None).update(lease_until=Now() + timedelta(minutes=1))
    assert (lifecycle.claim(job.pk) is not None) == (job.status in (Status.PENDING, Status.QUEUED))


def test_a_claim_counts_the_attempt_and_holds_a_lease(settings):
    settings.JOB_LEASE_SECONDS = 60
    job, claim = claimed()
    job = fresh(job)
    assert (job.status, job.attempt, claim.attempt, job.token) == (Status.PROCESSING, 1, 1, claim.token)
    assert timedelta(seconds=50) < job.lease_until - job.started_at <= timedelta(seconds=61)
    made = job.attempts.get()
    assert (made.number, made.worker, made.outcome, made.ended_at) == (1, "worker1", "", None)


def test_a_claim_names_the_work():
    job, claim = claimed(options={"length": "long"})
    assert (claim.job_id, claim.pubmed_id, claim.run) == (job.pk, job.pubmed_id, job.celery_task_id)
    assert claim.options == Options(length=Length.LONG)


def test_an_attempt_without_a_worker_name_has_an_empty_one():
    job = JobFactory()
    lifecycle.claim(job.pk)
    assert job.attempts.get().worker == ""


def test_a_second_message_cannot_claim_the_job_again():
    job, _ = claimed()
    assert lifecycle.claim(job.pk) is None
    assert outcomes(job) == [(1, "")]


def test_repeating_a_claim_with_the_same_token_returns_the_same_claim():
    job, token = JobFactory(), uuid.uuid4()
    assert lifecycle.claim(job.pk, token=token) == lifecycle.claim(job.pk, token=token) is not None
    assert outcomes(job) == [(1, "")]


def test_a_job_with_an_expired_lease_can_be_claimed_by_another_worker():
    job, first = claimed()
    lifecycle.record_progress(first, Stage.ENCODE, 80)
    pass_time(3600)
    second = lifecycle.claim(job.pk)
    assert second is not None
    assert second.token != first.token
    assert (fresh(job).stage, fresh(job).progress, fresh(job).setbacks) == ("", 0, 1)
    assert outcomes(job) == [(1, "lost"), (2, "")]
    assert [made.stage for made in job.attempts.all()] == ["", ""]


def test_a_job_that_loses_its_workers_is_claimed_until_its_attempts_run_out(settings):
    settings.JOB_ATTEMPTS = 3
    job = JobFactory()
    for _ in range(3):
        assert lifecycle.claim(job.pk) is not None
        pass_time(3600)
    assert lifecycle.claim(job.pk) is None


WRITES = {
    "progress": lambda claim: lifecycle.record_progress(claim, Stage.ENCODE, 80),
    "paper": lambda claim: lifecycle.record_paper(claim, "Title", {}),
    "completion": lambda claim: lifecycle.complete(claim, "videos/x", FACTS, "recipe", DONE),
    "failure": lambda claim: lifecycle.fail(claim, "speech_failed", "Why.", DONE),
    "handing back": lambda claim: lifecycle.hand_back(claim, DONE),
    "postponing": lambda claim: lifecycle.postpone(claim, "disk_full", "Why.", DONE, 30, setback=False),
    "postponing for a setback": lambda claim: lifecycle.postpone(claim, "disk_full", "Why.", DONE, 30, setback=True),
    "ending with a storyboard": lambda claim: lifecycle.await_review(claim, VERSION, DONE),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_worker_that_lost_its_claim_changes_nothing(write):
    _, stale = claimed()
    Job.objects.update(token=uuid.uuid4())
    before = Job.objects.values().get(), Attempt.objects.values().get()
    with pytest.raises(ClaimLost):
        write(stale)
    assert (Job.objects.values().get(), Attempt.objects.values().get()) == before


def test_progress_renews_the_lease():
    job, claim = claimed()
    pass_time(10)
    before = fresh(job).lease_until
    lifecycle.record_progress(claim, Stage.ENCODE, 80)
    job = fresh(job)
    assert (job.stage, job.progress) == (Stage.ENCODE, 80)
    assert job.lease_until - before > timedelta(seconds=5)


def test_the_paper_is_recorded():
    job, claim = claimed()
    lifecycle.record_paper(claim, "On Snails", {"pmid": "1"})
    assert (fresh(job).title, fresh(job).paper) == ("On Snails", {"pmid": "1"})


# --- ending


def test_a_completed_job_has_its_video_and_no_claim():
    job, claim = claimed()
    lifecycle.complete(claim, "videos/x", FACTS, "recipe", DONE)
    job = fresh(job)
    assert (job.status, job.progress, job.folder, job.size) == (Status.COMPLETED, 100, "videos/x", 2_000_000)
    assert (job.token, job.recipe, job.stage, job.duration) == (None, "recipe", "encode", 80.0)
    assert job.finished_at is not None
    made = job.attempts.get()
    assert (made.outcome, made.stage, made.seconds) == ("completed", "encode", {"encode": 1.5})
    assert (made.error_code, made.error_message) == ("", "")
    assert made.ended_at is not None


@pytest.mark.parametrize("has_one", [True, False])
def test_a_completed_job_says_whether_it_has_a_visual_abstract(has_one):
    job, claim = claimed()
    lifecycle.complete(claim, "videos/x", FACTS, "recipe", DONE, has_visual_abstract=has_one)
    assert ("visual-abstract.png" in fresh(job).files) is has_one


def test_a_repeated_completion_is_not_a_lost_claim():
    job, claim = claimed()
    for _ in range(2):
        lifecycle.complete(claim, "videos/x", FACTS, "recipe", DONE)
    assert outcomes(job) == [(1, "completed")]


def test_a_job_completed_by_another_worker_is_a_lost_claim():
    job, first = claimed()
    pass_time(3600)
    lifecycle.complete(lifecycle.claim(job.pk), "videos/second", FACTS, "recipe", DONE)
    with pytest.raises(ClaimLost):
        lifecycle.complete(first, "videos/first", FACTS, "recipe", DONE)
    assert fresh(job).folder == "videos/second"


def test_a_failed_job_keeps_the_stage_it_failed_in():
    job, claim = claimed()
    lifecycle.record_progress(claim, Stage.SLIDES, 15)
    lifecycle.fail(claim, "speech_failed", "The voice could not be loaded.", Effort("narration"))
    job = fresh(job)
    assert (job.status, job.stage, job.error_code) == (Status.FAILED, Stage.NARRATION, "speech_failed")
    made = job.attempts.get()
    assert (made.outcome, made.error_code) == ("failed", "speech_failed")
    assert made.error_message == "The voice could not be loaded."


def test_effort_is_recorded_only_for_an_attempt_that_has_ended():
    job, claim = claimed()
    records.record_effort(claim, DONE)
    assert job.attempts.get().seconds == {}
    lifecycle.cancel(job.pk)
    records.record_effort(claim, Effort("encode", "slides", {"encode": 1.5}))
    made = job.attempts.get()
    assert (made.stage, made.resumed_at, made.seconds) == ("encode", "slides", {"encode": 1.5})


def test_a_job_handed_back_still_has_its_message():
    job, claim = claimed()
    pass_time(3600)
    lifecycle.hand_back(claim, DONE)
    assert not lifecycle.republish(job.pk)
    pass_time(16)
    assert lifecycle.republish(job.pk)


def test_handing_a_job_back_is_not_a_setback():
    job, claim = claimed()
    lifecycle.hand_back(claim, DONE)
    assert (fresh(job).status, fresh(job).setbacks, fresh(job).token) == (Status.QUEUED, 0, None)
    assert (fresh(job).stage, fresh(job).progress) == ("", 0)
    assert lifecycle.claim(job.pk) is not None
    assert outcomes(job) == [(1, "handed back"), (2, "")]


def test_a_postponed_job_can_be_claimed_only_when_it_is_due():
    job, claim = claimed()
    lifecycle.postpone(claim, "disk_full", "Make room.", DONE, 30, setback=False)
    made = job.attempts.get()
    assert (made.error_code, made.error_message) == ("disk_full", "Make room.")
    assert lifecycle.claim(job.pk) is None
    pass_time(31)
    assert lifecycle.claim(job.pk) is not None
    assert fresh(job).not_before is None
    assert outcomes(job) == [(1, "postponed"), (2, "")]


def test_after_too_many_setbacks_a_job_fails_with_its_error(settings):
    settings.JOB_ATTEMPTS = 2
    claimed()  # another job, without a setback
    job, claim = claimed()
    lifecycle.postpone(claim, "disk_full", "Make room.", DONE, 30, setback=True)
    pass_time(31)
    lifecycle.postpone(lifecycle.claim(job.pk), "disk_full", "Make room.", DONE, 30, setback=True)
    assert (fresh(job).status, fresh(job).error_code) == (Status.FAILED, "disk_full")
    assert outcomes(job) == [(1, "postponed"), (2, "failed")]


def test_a_job_that_waits_for_a_service_is_postponed_for_hours_and_then_fails(settings):
    settings.JOB_ATTEMPTS, settings.JOB_POSTPONE_HOURS = 1, 2
    job, claim = claimed()
    for _ in range(2):
        lifecycle.postpone(claim, "paper_unavailable", "NCBI is away.", DONE, 30, setback=False)
        assert (fresh(job).status, fresh(job).setbacks, fresh(job).postponed_by) == (
            Status.QUEUED,
            0,
            "paper_unavailable",
        )
        Job.objects.update(not_before=None, postponed_since=F("postponed_since") - timedelta(hours=1, seconds=1))
        claim = lifecycle.claim(job.pk)
    lifecycle.postpone(claim, "paper_unavailable", "NCBI is away.", DONE, 30, setback=False)
    assert (fresh(job).status, fresh(job).error_message) == (Status.FAILED, "NCBI is away.")
    lifecycle.reopen(job.pk, "again")
    lifecycle.postpone(lifecycle.claim(job.pk), "paper_unavailable", "NCBI is away.", DONE, 30, setback=False)
    assert fresh(job).status == Status.QUEUED


def test_with_zero_hours_a_job_that_waits_for_a_service_fails_at_once(settings):
    settings.JOB_POSTPONE_HOURS = 0
    job, claim = claimed()
    lifecycle.postpone(claim, "paper_unavailable", "NCBI is away.", DONE, 30, setback=False)
    assert fresh(job).status == Status.FAILED


# --- an expired lease


def test_an_abandoned_job_is_queued_again_until_its_attempts_run_out(settings):
    settings.JOB_ATTEMPTS = 2
    job, claim = claimed()
    lifecycle.record_progress(claim, Stage.ENCODE, 80)
    pass_time(3600)
    assert not lifecycle.give_up(job.pk)
    assert lifecycle.lapse(job.pk)
    assert (fresh(job).status, fresh(job).published_at, fresh(job).progress) == (Status.QUEUED, None, 0)
    assert lifecycle.claim(job.pk) is not None
    pass_time(3600)
    assert not lifecycle.lapse(job.pk)
    assert lifecycle.claim(job.pk) is None
    assert lifecycle.give_up(job.pk)
    assert (fresh(job).status, fresh(job).error_code, fresh(job).token) == (Status.FAILED, "worker_lost", None)
    assert fresh(job).setbacks == 2
    assert [(made.number, made.outcome, made.stage) for made in job.attempts.all()] == [
        (1, "lost", "encode"),
        (2, "lost", ""),
    ]


@every_status
def test_only_an_abandoned_job_lapses_or_is_given_up(traits, settings):
    settings.JOB_ATTEMPTS = 1
    job = JobFactory(**traits)
    Job.objects.exclude(token=None).update(lease_until=Now() + timedelta(minutes=1))
    assert not lifecycle.lapse(job.pk)
    assert not lifecycle.give_up(job.pk)


def test_a_job_that_waited_too_long_fails_and_names_the_limit(settings):
    settings.JOB_WAIT_SECONDS = 60
    job = JobFactory()
    assert not lifecycle.wait_over(job.pk)
    pass_time(61)
    assert lifecycle.wait_over(job.pk)
    assert fresh(job).error_code == "timed_out"
    assert "60 seconds" in fresh(job).error_message
    assert str(job.events.get()) == f"not taken {fresh(job).error_message}"


@every_status
def test_only_a_waiting_job_can_have_waited_too_long(traits, settings):
    settings.JOB_WAIT_SECONDS = 60
    job = JobFactory(**traits)
    pass_time(61)
    assert lifecycle.wait_over(job.pk) == (job.status in ("pending", "queued"))


# --- being cancelled, deleted, retried


@every_status
def test_a_job_can_be_cancelled_until_it_has_ended(traits):
    job = JobFactory(**traits)
    unfinished = job.status in ("pending", "queued", "processing", "review")
    assert lifecycle.cancel(job.pk, by="ada") == unfinished
    if unfinished:
        assert (fresh(job).status, fresh(job).token, fresh(job).lease_until) == (Status.CANCELLED, None, None)
        assert fresh(job).finished_at is not None
        assert str(job.events.get()) == "cancelled by ada"


def test_a_cancel_or_retry_need_not_name_a_user():
    job = JobFactory()
    lifecycle.cancel(job.pk)
    lifecycle.reopen(job.pk, task_id="new")
    assert [str(event) for event in job.events.all()] == ["cancelled", "retried"]


def test_a_postponed_job_that_is_cancelled_and_retried_is_due_at_once():
    job, claim = claimed()
    lifecycle.postpone(claim, "disk_full", "Make room.", DONE, 3600, setback=False)
    lifecycle.cancel(job.pk)
    assert fresh(job).not_before is None
    lifecycle.reopen(job.pk, task_id="new")
    assert lifecycle.claim(job.pk) is not None


def test_the_worker_of_a_cancelled_job_has_lost_its_claim():
    job, claim = claimed()
    lifecycle.record_progress(claim, Stage.SLIDES, 70)
    lifecycle.cancel(job.pk)
    with pytest.raises(ClaimLost):
        lifecycle.record_progress(claim, Stage.ENCODE, 80)
    made = job.attempts.get()
    assert (made.outcome, made.stage) == ("cancelled", "slides")


@every_status
def test_a_job_of_any_status_can_be_deleted(traits):
    job = JobFactory(**traits)
    assert lifecycle.delete(job.pk)
    assert not Job.objects.exists()
    assert not lifecycle.delete(job.pk)


@every_status
def test_only_a_failed_or_cancelled_job_can_be_reopened(traits):
    job = JobFactory(**traits)
    reopened = lifecycle.reopen(job.pk, task_id="new")
    assert reopened == (job.status in (Status.FAILED, Status.CANCELLED))


def test_a_reopened_job_loses_its_error_and_setbacks():
    long_ago = timezone.now() - timedelta(days=1)
    times = {"waiting_since": long_ago, "published_at": long_ago, "not_before": long_ago}
    job = JobFactory(failed=True, setbacks=2, stage="encode", progress=80, **times)
    lifecycle.reopen(job.pk, task_id="new", by="ada")
    job = fresh(job)
    assert (job.status, job.error_code, job.error_message, job.finished_at) == (Status.PENDING, "", "", None)
    assert (job.celery_task_id, job.setbacks, job.attempt, job.stage, job.progress) == ("new", 0, 1, "", 0)
    assert (job.published_at, job.not_before) == (None, None)
    assert job.waiting_since > long_ago
    assert str(job.events.get()) == "retried by ada"


def test_a_job_that_reuses_a_video_is_completed_from_the_start():
    made = JobFactory(completed=True, recipe="r", has_visual_abstract=True)
    job = Job(pubmed_id=made.pubmed_id, celery_task_id="t")
    lifecycle.reuse(job, made)
    job = fresh(job)
    assert (job.status, job.progress, job.attempt, job.folder) == (Status.COMPLETED, 100, 0, made.folder)
    assert job.has_visual_abstract
    assert job.finished_at is not None


def test_an_existing_job_cannot_reuse_a_video():
    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.reuse(JobFactory(), JobFactory(completed=True))


# --- other jobs, and deliveries


def await_review(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(review=True)
    lifecycle.await_review(lifecycle.claim(job.pk), VERSION, Effort("slides"))


def pass_review(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(waiting_since=Now() - timedelta(days=31))


MOVES = {
    "claim": lambda job: lifecycle.claim(job.pk),
    "completion": lambda job: lifecycle.complete(lifecycle.claim(job.pk), "videos/x", FACTS, "recipe", DONE),
    "failure": lambda job: lifecycle.fail(lifecycle.claim(job.pk), "speech_failed", "Why.", DONE),
    "handing back": lambda job: lifecycle.hand_back(lifecycle.claim(job.pk), DONE),
    "postponing": lambda job: lifecycle.postpone(lifecycle.claim(job.pk), "disk_full", "Why.", DONE, 30, setback=True),
    "waiting for a review": lambda job: await_review(job),
    "approving": lambda job: (await_review(job), lifecycle.approve(job.pk, 1)),
    "revising": lambda job: (await_review(job), lifecycle.revise(job.pk, 1, VERSION)),
    "expiring": lambda job: (await_review(job), pass_review(job), lifecycle.expire(job.pk)),
    "cancelling": lambda job: lifecycle.cancel(job.pk),
    "deletion": lambda job: lifecycle.delete(job.pk),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_a_move_changes_no_other_job(move):
    for traits in EVERY_STATUS:
        JobFactory(**traits)
    claimed()
    job = JobFactory()

    def others() -> list[object]:
        return [*Job.objects.exclude(pk=job.pk).order_by("pk").values(), *Attempt.objects.exclude(job=job).values()]

    before = others()
    move(job)
    assert others() == before


def wait_for_too_long(job: Job) -> None:
    pass_time(61)
    lifecycle.wait_over(job.pk)


def lose_every_worker(job: Job) -> None:
    lifecycle.claim(job.pk)
    pass_time(3600)
    lifecycle.give_up(job.pk)


ENDS = {
    "completed": MOVES["completion"],
    "failed": MOVES["failure"],
    "cancelled": MOVES["cancelling"],
    "not taken": wait_for_too_long,
    "worker lost": lose_every_worker,
    "in review": MOVES["waiting for a review"],
    "expired": MOVES["expiring"],
}


@pytest.mark.parametrize("end", ENDS.keys())
def test_a_job_that_ends_or_waits_for_its_review_creates_a_delivery(settings, end):
    settings.JOB_ATTEMPTS, settings.JOB_WAIT_SECONDS = 1, 60
    job = JobFactory(webhook_url="https://example.org/hook")
    ENDS[end](job)
    job = fresh(job)
    left = Delivery.objects.get(event=job.status)
    assert (left.job_id, left.url, left.event) == (job.pk, "https://example.org/hook", job.status)
    assert left.next_at <= timezone.now()
    (snapshot,) = serializers.deserialize("json", left.snapshot)
    assert (snapshot.object.pk, snapshot.object.status) == (job.pk, job.status)


def test_without_a_webhook_or_an_end_no_delivery_is_created():
    lifecycle.cancel(JobFactory().pk)
    _, claim = claimed(webhook_url="https://example.org/hook")
    lifecycle.hand_back(claim, DONE)
    assert not Delivery.objects.exists()


CONTRADICTIONS = {
    "completed without a video": {"status": Status.COMPLETED, "progress": 100},
    "failed without a reason": {"status": Status.FAILED},
    "processing without a claim": {"status": Status.PROCESSING},
    "a percentage above 100": {"progress": 101},
    "in review without a storyboard": {"status": Status.REVIEW, "review": True},
    "in review without a request for it": {"status": Status.REVIEW, "storyboard_version": 1},
    "in review and approved": {
        "status": Status.REVIEW,
        "review": True,
        "storyboard_version": 1,
        "approved_version": 1,
    },
    "an approved version that is not the current one": {"storyboard_version": 2, "approved_version": 1},
}


@pytest.mark.parametrize("columns", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_the_database_refuses_a_contradictory_row(columns):
    job = JobFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


@pytest.mark.parametrize("owner", [None, "somebody"])
def test_the_database_refuses_a_second_use_of_an_idempotency_key(owner, django_user_model):
    user = django_user_model.objects.create(username=owner) if owner else None
    JobFactory(owner=user, idempotency_key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        JobFactory(owner=user, idempotency_key="k")
    JobFactory(owner=user, idempotency_key=None)
    JobFactory(owner=user, idempotency_key=None)
