"""The lifecycle under arbitrary sequences of requests, messages, crashes, delays and cancellations.

Jobs are submitted, messages are lost and doubled, workers stop and come back, time passes, users cancel. Some jobs wait
for a review, in which their storyboard is edited, approved or forgotten; an approval may make a second format, and a
finished video is edited again. All are of one project. After each step the rows must be consistent,
and in the end every job must have ended. Run on SQLite here, and on PostgreSQL by ``integration/test_postgresql.py``.

What may happen next never depends on the rows, whose course may differ by a millisecond: a step that finds nothing to
do does nothing.
"""

import random
import uuid
from collections import deque
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from videos.jobs import edit_again, lifecycle, projects, recovery, storyboards, turns
from videos.jobs.claims import Claim, ClaimLost, Effort
from videos.models import FINAL, Attempt, Job, Priority, Project, Status, Storyboard
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.editing import AddSentence, EditRefused, MoveItem, RemoveItem, SetSubtitle
from videos.pipeline.progress import Stage
from videos.tests.factories import JobFactory, sample_script, sample_version

FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
EFFORT = Effort("encode")
ATTEMPTS = 3
DAYS = 30

EDITS = (
    lambda job: storyboards.edit(job, [RemoveItem(0)]),
    lambda job: storyboards.edit(job, [MoveItem(0, 1)]),
    lambda job: storyboards.edit(job, [AddSentence(0, 0), SetSubtitle(on=True)]),
    storyboards.undo,
    storyboards.redo,
    storyboards.reset,
)


def finish(claim: Claim) -> None:
    """End an attempt as a worker does whose work has succeeded."""
    if claim.stops_for_review:
        lifecycle.await_review(claim, sample_version(), Effort("slides"))
    else:
        assert (claim.approved_version is None) == (storyboards.approved(claim) is None)
        if claim.approved_version is None:
            storyboards.agree(claim, sample_script())
        lifecycle.complete(claim, f"videos/{claim.token}", FACTS, "recipe", EFFORT)


def write_script(claim: Claim) -> None:
    """Store the script, if it is not to be reviewed."""
    if claim.review:
        lifecycle.record_progress(claim, Stage.SLIDES, 12)
    else:
        storyboards.agree(claim, sample_script())


WORK = {
    "script": write_script,
    "progress": lambda claim: lifecycle.record_progress(claim, Stage.ENCODE, 80),
    "finish": finish,
    "fail": lambda claim: lifecycle.fail(claim, "speech_failed", "Why.", EFFORT),
    "hand back": lambda claim: lifecycle.hand_back(claim, EFFORT),
    "no room": lambda claim: lifecycle.postpone(claim, "disk_full", "Why.", EFFORT, 30, setback=False),
    "disk full": lambda claim: lifecycle.postpone(claim, "disk_full", "Why.", EFFORT, 30, setback=True),
}


class Service(RuleBasedStateMachine):
    """Jobs, the messages in the queue, and every claim that was ever issued."""

    @initialize(seed=st.integers(0, 2**16))
    def open(self, seed: int) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.chance = random.Random(seed)
        self.messages: deque = deque()
        self.claims: list[Claim] = []
        self.refused: set = set()
        self.ended: dict = {}
        for _ in range(2):
            self.ask(priority=Priority.NORMAL, fate="accepted", review=self.chance.random() < 0.5)
            self.deliver(doubled=False)

    def teardown(self) -> None:
        if not hasattr(self, "transaction"):
            return
        try:
            self.settle()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # --- requests

    @rule(
        priority=st.sampled_from(Priority),
        fate=st.sampled_from(["accepted", "refused", "died before", "died after"]),
        review=st.booleans(),
    )
    def ask(self, priority: Priority, fate: str, review: bool) -> None:
        if Job.objects.count() == 3:  # few jobs, with many events each
            return
        job = JobFactory.build(status=Status.PENDING, published_at=None, priority=priority, review=review)
        job.pubmed_id = "90000001"
        if self.chance.random() < 0.5:
            job.group, job.further_formats = uuid.uuid4(), ["portrait"] if review else None
        projects.join([job])
        job.save(force_insert=True)
        if fate in ("accepted", "died after"):
            self.messages.append(job.pk)
        if fate == "accepted":
            lifecycle.queue(job.pk)
        elif fate == "refused" and lifecycle.refuse(job.pk, "queue_unavailable", "Start Redis."):
            self.refused.add(job.pk)
            if self.chance.random() < 0.5:
                self.messages.append(job.pk)  # the message was published after all

    def some_job(self) -> Job | None:
        jobs = list(Job.objects.exclude(pk__in=self.refused))
        return self.chance.choice(jobs) if jobs else None

    @rule(what=st.sampled_from(["cancel", "retry", "delete"]))
    def change_mind(self, what: str) -> None:
        job = self.some_job()
        if job is None:
            return
        if what == "cancel":
            assert lifecycle.cancel(job.pk) == (job.status not in FINAL)
        elif what == "delete":
            assert lifecycle.delete(job.pk)
            self.ended.pop(job.pk, None)
        elif lifecycle.reopen(job.pk, "again"):
            assert job.status in (Status.FAILED, Status.CANCELLED)
            self.ended.pop(job.pk, None)
            if Job.objects.get(pk=job.pk).status == Status.PENDING:
                self.messages.append(job.pk)
                lifecycle.queue(job.pk)

    # --- the review

    @rule(edit=st.sampled_from(EDITS), outdated=st.booleans())
    def edit(self, edit: Callable[[Job], Storyboard], outdated: bool) -> None:
        job = self.some_job()
        if job is None:
            return
        if outdated:
            job.storyboard_version -= 1
        number, in_review = job.storyboard_version, job.status == Status.REVIEW
        try:
            version = edit(job)
        except (EditRefused, storyboards.NothingToUndo, storyboards.VersionConflict):
            assert in_review
        except storyboards.NotInReview:
            assert not in_review
        else:
            assert in_review
            assert not outdated
            assert version.number in (number, number + 1)

    @rule(what=st.sampled_from(["approve", "approve an old version", "edit again", "forget"]), published=st.booleans())
    def review(self, what: str, published: bool) -> None:
        job = self.some_job()
        if job is None:
            return
        in_review = job.status == Status.REVIEW
        if what == "approve":
            assert lifecycle.approve(job.pk, job.storyboard_version) == in_review
            assert not lifecycle.approve(job.pk, job.storyboard_version)
            if in_review and published:
                self.messages.extend(each.pk for each in projects.renditions(job))
        elif what == "edit again":
            self.make_again(job)
        elif what == "approve an old version":
            assert not lifecycle.approve(job.pk, job.storyboard_version - 1)
        else:
            Job.objects.filter(pk=job.pk).update(waiting_since=F("waiting_since") - timedelta(days=DAYS + 1))
            assert lifecycle.expire(job.pk) == in_review

    def make_again(self, job: Job) -> None:
        if Job.objects.count() > 4:
            return
        try:
            edited, is_new = edit_again.edit_again(job, ("landscape", "square") if self.chance.random() < 0.5 else ())
        except edit_again.NotCompleted:
            assert job.status != Status.COMPLETED
        else:
            assert (edited.status, is_new, job.status) == (Status.REVIEW, True, Status.COMPLETED)

    # --- the queue

    @rule(doubled=st.booleans())
    def deliver(self, doubled: bool) -> None:
        if not self.messages:
            return
        job_id = self.messages.popleft()
        if doubled:
            self.messages.append(job_id)
        if claim := turns.take(job_id):
            assert claim.job_id not in self.refused
            self.claims.append(claim)

    @rule(everything=st.booleans())
    def lose_messages(self, everything: bool) -> None:
        if everything:
            self.messages.clear()
        elif self.messages:
            self.messages.remove(self.chance.choice(self.messages))

    # --- the workers

    @rule(what=st.sampled_from(sorted(WORK)))
    def work(self, what: str) -> None:
        if not self.claims:
            return
        claim = self.chance.choice(self.claims)
        holds = Job.objects.filter(pk=claim.job_id, token=claim.token).exists()
        done_before = Job.objects.filter(pk=claim.job_id, folder=f"videos/{claim.token}").exists()
        try:
            WORK[what](claim)
        except ClaimLost:
            assert not holds
        else:
            reviewed = Attempt.objects.filter(job=claim.job_id, number=claim.attempt, outcome="review").exists()
            assert holds or (what == "finish" and (done_before or reviewed))

    @rule(seconds=st.sampled_from([1, 10, 20, 60]))
    def time_passes(self, seconds: int) -> None:
        for field in ("lease_until", "published_at", "waiting_since", "not_before"):
            Job.objects.exclude(**{field: None}).update(**{field: F(field) - timedelta(seconds=seconds)})

    @rule()
    def a_worker_stops_and_another_takes_over(self) -> None:
        self.time_passes(60)
        self.recover()
        self.deliver(doubled=False)

    @rule()
    def recover(self) -> None:
        before = len(self.messages)
        unpublished = Job.objects.filter(status__in=(Status.PENDING, Status.QUEUED)).count()
        recovery.recover(
            lambda job_id: None,
            lambda job: self.messages.append(job.pk),
            lambda: {Priority.NORMAL: len(self.messages)},
        )
        abandoned = len(self.messages) - before
        assert abandoned <= unpublished + len(self.claims)

    # --- what must always hold

    @invariant()
    def rows_are_consistent(self) -> None:
        if not hasattr(self, "transaction"):
            return
        assert not Project.objects.filter(jobs=None).exists()
        for job in Job.objects.select_related("project").prefetch_related("attempts", "storyboards"):
            attempts = list(job.attempts.all())
            assert [made.number for made in attempts] == list(range(1, job.attempt + 1))
            running = [made for made in attempts if not made.outcome]
            assert len(running) == (job.status == Status.PROCESSING)
            assert all((made.ended_at is None) == (not made.outcome) for made in attempts)
            assert job.setbacks <= ATTEMPTS
            assert (job.token is not None) == (job.status == Status.PROCESSING)
            versions = list(job.storyboards.all())
            assert [version.number for version in versions] == list(range(1, job.storyboard_version + 1))
            for version in versions:
                content = versions[version.edition - 1]
                assert content.origin is None
                assert (version.script, version.draft, version.edited_from) == (
                    content.script,
                    content.draft,
                    content.edited_from,
                )
                assert version.edited_from is None or versions[version.edited_from - 1].origin is None
                assert (version.edited_from is None) == (content.number == 1)
            approved = [version.number for version in versions if version.approved_at]
            assert approved == ([job.approved_version] if job.approved_version else [])
            if any(made.outcome == "completed" for made in attempts):
                assert job.storyboard_version
                assert bool(job.approved_version) == job.review
            assert not (job.further_formats and job.approved_version)
            assert (job.project.owner_id, job.project.pubmed_id) == (job.owner_id, job.pubmed_id)
            if job.status in FINAL:
                end = (job.status, job.folder, job.error_code)
                assert self.ended.setdefault(job.pk, end) == end
            if job.status == Status.COMPLETED:
                done = [made for made in attempts if made.outcome == "completed"]
                assert len(done) == 1
            if job.pk in self.refused:
                assert (job.status, job.attempt) == (Status.FAILED, 0)

    def settle(self) -> None:
        """Once workers live, messages arrive and storyboards are approved, every job ends."""
        for _ in range(40):
            self.time_passes(60)
            self.recover()
            while self.messages:
                if claim := turns.take(self.messages.popleft()):
                    finish(claim)
            for job in Job.objects.filter(status=Status.REVIEW):
                assert lifecycle.approve(job.pk, job.storyboard_version)
            if not Job.objects.exclude(status__in=FINAL).exists():
                break
        self.rows_are_consistent()
        assert not Job.objects.exclude(status__in=FINAL).exists()


@pytest.mark.django_db
def test_rows_stay_consistent_and_every_job_ends(settings):
    settings.JOB_ATTEMPTS, settings.JOB_LEASE_SECONDS, settings.JOB_REVIEW_DAYS = ATTEMPTS, 15, DAYS
    run_state_machine_as_test(
        Service,
        settings=hypothesis_settings(max_examples=40, stateful_step_count=40, deadline=None),
    )
