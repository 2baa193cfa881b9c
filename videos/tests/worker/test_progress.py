"""What the progress reporter writes, and when."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from videos.jobs import lifecycle
from videos.jobs.claims import ClaimLost
from videos.models import Job
from videos.pipeline.artifacts import Author, Notice, NoticeKind, Paper, RichText, Section
from videos.pipeline.progress import Stage, percent
from videos.tests.factories import JobFactory
from videos.worker.progress import JobProgressReporter
from videos.worker.time_limits import TimedOut


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def job(db):
    return JobFactory()


@pytest.fixture
def reporter(job, clock):
    return JobProgressReporter(lifecycle.claim(job.pk), clock=clock)


def writes(action) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        action()
    return sum('UPDATE "videos_job"' in query["sql"] for query in queries)


def test_the_percentages_of_the_stages_cover_0_to_100_without_gaps():
    bounds = [(percent(stage, 0), percent(stage, 1)) for stage in Stage]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == 100
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(bounds))


@given(st.lists(st.tuples(st.sampled_from(list(Stage)), st.floats(-1, 2))))
def test_a_percentage_never_leaves_0_to_100(steps):
    assert all(0 <= percent(stage, fraction) <= 100 for stage, fraction in steps)


def test_a_new_stage_is_written_at_once(job, reporter):
    reporter.progress(Stage.SLIDES, 0.0)
    job.refresh_from_db()
    assert (job.stage, job.progress) == (Stage.SLIDES, int(percent(Stage.SLIDES, 0)))


def test_progress_is_written_at_most_twice_a_second(reporter, clock):
    reporter.progress(Stage.NARRATION, 0.0)
    assert writes(lambda: reporter.progress(Stage.NARRATION, 0.5)) == 0
    clock.now = 0.5
    assert writes(lambda: reporter.progress(Stage.NARRATION, 0.6)) == 1


def test_an_unchanged_percentage_is_written_every_second_as_a_heartbeat(reporter, clock):
    reporter.progress(Stage.NARRATION, 0.0)
    clock.now = 0.9
    assert writes(lambda: reporter.progress(Stage.NARRATION, 0.0)) == 0
    clock.now = 1.0
    assert writes(lambda: reporter.progress(Stage.NARRATION, 0.0)) == 1


def test_progress_never_decreases(job, reporter, clock):
    reporter.progress(Stage.ENCODE, 0.9)
    clock.now = 10
    reporter.progress(Stage.NARRATION, 0.1)
    job.refresh_from_db()
    assert job.progress == int(percent(Stage.ENCODE, 0.9))


def test_the_effort_has_the_last_stage_and_the_seconds_of_each_stage(reporter, clock):
    reporter.resuming(Stage.ENCODE)
    for now, stage in ((1.0, Stage.SLIDES), (3.0, Stage.CAPTIONS), (3.5, Stage.ENCODE)):
        clock.now = now
        reporter.progress(stage, 0.0)
    clock.now = 10.5
    effort = reporter.effort()
    assert (effort.stage, effort.resumed_at) == ("encode", "encode")
    assert effort.seconds == {"slides": 2.0, "captions": 0.5, "encode": 7.0}


def test_a_stage_that_takes_too_long_is_ended_with_its_limit(reporter, clock, settings):
    settings.JOB_STAGE_SECONDS, settings.JOB_SILENCE_SECONDS = 20, 15
    for clock.now in (0, 10, 20):
        reporter.progress(Stage.ENCODE, 0.5)
    clock.now = 21
    with pytest.raises(TimedOut, match=r"encode stage .* 20 seconds.* JOB_STAGE_SECONDS"):
        reporter.progress(Stage.ENCODE, 0.5)


def test_a_lost_claim_ends_the_work_at_its_next_report(reporter):
    Job.objects.all().delete()
    with pytest.raises(ClaimLost):
        reporter.progress(Stage.ENCODE, 0.5)


def test_the_paper_is_written_once_it_is_known(job, reporter):
    notice = Notice(NoticeKind.CORRECTED, "A correction was published.", "90000002")
    sections = (Section(RichText("Text.")),)
    paper = Paper("90000001", RichText("A title"), sections, authors=(Author("Ng", "A"),), notices=(notice,))
    reporter.paper_read(paper)
    job.refresh_from_db()
    assert job.title == "A title"
    assert job.paper["authors"] == ["A Ng"]
    assert job.paper["notices"] == [{"kind": "corrected", "text": "A correction was published.", "pmid": "90000002"}]
