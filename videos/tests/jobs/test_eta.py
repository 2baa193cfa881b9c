"""Estimates of the time until a video is finished: from measurements, or none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from videos.jobs import eta
from videos.models import Attempt, Job, Outcome, Priority
from videos.pipeline.options import Engine, Length, Options
from videos.pipeline.progress import Stage, fraction, percent
from videos.tests.factories import JobFactory
from videos.tests.query_plan import plan_of

pytestmark = pytest.mark.django_db
USUAL = {
    **{"paper": 2.0, "script": 1.0, "slides": 1.0, "narration": 40.0},
    **{"captions": 1.0, "encode": 8.0, "verify": 4.0, "store": 1.0},
}
WHOLE = sum(USUAL.values())


def made(seconds=USUAL, resumed_at="", outcome=Outcome.COMPLETED, pubmed_id=None, **options) -> Job:
    paper = {"pubmed_id": pubmed_id} if pubmed_id else {}
    job = JobFactory(completed=True, options=Options(**options), **paper)
    now = timezone.now()
    ending = {"outcome": outcome, "seconds": seconds, "resumed_at": resumed_at, "ended_at": now}
    Attempt.objects.create(job=job, number=1, started_at=now, **ending)
    return job


def at_work(stage: Stage, done: float, **fields) -> Job:
    lease = timezone.now() + timedelta(hours=1)
    return JobFactory(processing=True, stage=stage, progress=percent(stage, done), lease_until=lease, **fields)


def waiting(minutes_ago: float = 0, **fields) -> Job:
    return JobFactory(waiting_since=timezone.now() - timedelta(minutes=minutes_ago), **fields)


def test_without_an_earlier_video_there_is_no_estimate():
    assert eta.outlook(at_work(Stage.NARRATION, 0.5)).seconds is None
    assert eta.outlook(waiting()).seconds is None


def test_the_rest_of_the_stage_and_the_later_stages_remain():
    made()
    assert eta.outlook(at_work(Stage.NARRATION, 0.5)).seconds == pytest.approx(20 + 1 + 8 + 4 + 1)
    assert eta.outlook(at_work(Stage.STORE, 0.0)).seconds == pytest.approx(1)


def test_a_slow_attempt_has_longer_to_go():
    made()
    job = at_work(Stage.NARRATION, 0.5, started_at=timezone.now() - timedelta(seconds=2 * (2 + 1 + 1 + 20) + 1))
    assert eta.outlook(job).seconds == pytest.approx(2 * (20 + 1 + 8 + 4 + 1), rel=0.1)


def test_a_job_just_claimed_has_the_whole_time_before_it():
    made()
    assert eta.outlook(JobFactory(processing=True)).seconds == pytest.approx(WHOLE)


def test_each_stage_counts_with_its_median():
    for narration in (39.0, 40.0, 1000.0):
        made({**USUAL, "narration": narration})
    assert eta.usual_seconds(Options())[Stage.NARRATION] == 40


def test_only_the_slowest_attempt_at_a_paper_counts():
    made(pubmed_id="sample")
    made({**USUAL, "narration": 0.5}, pubmed_id="sample")
    made({**USUAL, "narration": 0.5}, pubmed_id="sample")
    assert eta.usual_seconds(Options())[Stage.NARRATION] == 40


def test_the_nine_latest_papers_count():
    for narration in (1000.0, 40.0, *[1000.0] * 4, *[10.0] * 4):  # of the last nine, 40 is in the middle
        Job.objects.update(finished_at=F("finished_at") - timedelta(days=1))
        made({**USUAL, "narration": narration})
    assert eta.usual_seconds(Options())[Stage.NARRATION] == 40


def test_only_attempts_with_similar_options_count(settings):
    settings.SPEECH_ENGINE = "piper"
    made(voice="piper")
    assert eta.usual_seconds(Options())
    assert eta.usual_seconds(Options(voice=Engine.ESPEAK)) == {}
    assert eta.usual_seconds(Options(length=Length.LONG)) == {}


def test_failed_and_resumed_attempts_do_not_count():
    made(outcome=Outcome.LOST)
    made(resumed_at="narration")
    JobFactory(completed=True)  # reuses another job's video
    assert eta.usual_seconds(Options()) == {}


def test_earlier_and_more_urgent_jobs_are_ahead():
    job = waiting(minutes_ago=5)
    waiting(minutes_ago=9)
    waiting(minutes_ago=1, priority=Priority.HIGH)
    waiting(minutes_ago=1)
    waiting(minutes_ago=9, priority=Priority.LOW)
    waiting(minutes_ago=9, not_before=timezone.now() + timedelta(minutes=1))
    assert eta.outlook(job).ahead == 2


def test_a_waiting_job_waits_for_running_jobs_and_those_ahead():
    made()
    waiting(minutes_ago=9)
    at_work(Stage.STORE, 1.0)
    job = waiting()
    assert eta.outlook(job).seconds == pytest.approx(2 * WHOLE)
    at_work(Stage.STORE, 1.0)
    assert eta.outlook(job).seconds == pytest.approx(1.5 * WHOLE)


def test_without_a_working_worker_there_is_no_estimate():
    made()
    JobFactory(processing=True, lease_until=timezone.now() - timedelta(seconds=1))  # its lease has expired
    assert eta.outlook(waiting()) == eta.Outlook(None, 0, False)


@pytest.mark.parametrize("stage", Stage)
def test_the_fraction_of_a_stage_follows_from_the_percentage(stage):
    assert fraction(stage, percent(stage, 0.25)) == pytest.approx(0.25)
    assert (fraction(stage, -1), fraction(stage, 101)) == (0, 1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (7.9, "a few seconds"),
        (11, "about 15 seconds"),
        (52, "about 55 seconds"),
        (53, "about a minute"),
        (89, "about a minute"),
        (91, "about 2 minutes"),
        (3 * 3600, "about 3 hours"),
    ],
)
def test_a_duration_is_rounded_for_readers(seconds, words):
    assert eta.in_words(seconds) == words


def test_the_latest_jobs_are_read_by_an_index():
    made()
    with CaptureQueriesContext(connection) as queries:
        eta.usual_seconds(Options())
    (query,) = queries.captured_queries
    if connection.vendor == "sqlite":
        plan = plan_of(query["sql"])
        assert "job_by_end" in plan
        assert "TEMP B-TREE" not in plan
