"""A finished video is edited again, and stays as it is."""

import threading
import uuid

import pytest
from django.db import connections

from videos.jobs import lifecycle, projects, recovery, retention, storyboards, submission, turns
from videos.jobs.claims import Effort
from videos.jobs.edit_again import NoStoryboard, NotCompleted, edit_again
from videos.jobs.request import VideoRequest
from videos.models import Job, Project
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.options import Captions, Format, Length, Options
from videos.tests.factories import JobFactory, UserFactory, sample_script, sample_version
from videos.tests.meanwhile import ALL_APPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
OPTIONS = Options(Format.PORTRAIT, Length.SHORT, Captions.LIT)


def finished(owner=None, **request) -> Job:
    """A job whose video was made from its script, without a review."""
    job, _ = submission.submit(VideoRequest("32887691", options=OPTIONS, **request), owner)
    claim = lifecycle.claim(job.pk)
    storyboards.agree(claim, sample_script())
    lifecycle.complete(claim, f"videos/{claim.token}", FACTS, "recipe", Effort("store"))
    return Job.objects.get(pk=job.pk)


def test_it_is_a_new_job_of_the_project_in_review_with_the_script_of_the_video():
    owner = UserFactory()
    made = finished(owner, webhook_url="https://example.org/hook")
    before = Job.objects.values().get()
    edited, is_new = edit_again(made)
    assert (is_new, edited.status, edited.storyboard_version, edited.attempt) == (True, "review", 1, 0)
    same = ("owner", "project", "options", "pubmed_id", "priority", "webhook_url", "title", "paper")
    assert [getattr(edited, name) for name in same] == [getattr(made, name) for name in same]
    assert (edited.group, edited.further_formats) == (None, None)
    assert storyboards.script_of(edited.storyboards.get()) == sample_script()
    assert edited.storyboards.get().note == "As in the finished video."
    assert Job.objects.filter(pk=made.pk).values().get() == before
    assert turns.take(uuid.uuid4()) is None


def test_it_is_made_as_approved_while_the_old_video_stays():
    made = finished()
    edited, _ = edit_again(made)
    lifecycle.revise(edited.pk, 1, sample_version("Longer.", Length.STANDARD))
    storyboards.approve(edited, 2)
    claim = turns.take(edited.pk)
    assert storyboards.approved(claim).script == sample_script(Length.STANDARD)
    retention.delete(made.pk)
    lifecycle.complete(claim, f"videos/{claim.token}", FACTS, "recipe", Effort("store"))
    again, _ = edit_again(Job.objects.get(pk=edited.pk))
    assert storyboards.script_of(again.storyboards.get()) == sample_script(Length.STANDARD)
    assert Project.objects.get().jobs.count() == 2


def test_it_may_be_made_in_more_formats():
    edited, _ = edit_again(finished(), [Format.SQUARE, Format.LANDSCAPE])
    assert (edited.options.format, edited.further_formats) == ("square", ["landscape"])
    storyboards.approve(edited)
    jobs = projects.renditions(edited)
    assert [job.options.format for job in jobs] == ["landscape", "square"]
    assert {(job.options.length, job.options.captions) for job in jobs} == {("short", "lit")}


def test_the_slides_of_another_format_are_not_known_yet():
    made = finished()
    made.storyboards.update(laid_out=sample_version().laid_out)
    same, _ = edit_again(made)
    other, _ = edit_again(made, [Format.SQUARE])
    assert (bool(same.storyboards.get().laid_out), other.storyboards.get().laid_out) == (True, "")


@pytest.mark.parametrize("traits", [{"processing": True}, {"failed": True}, {"in_review": True}, {}])
def test_only_a_finished_video_is_edited_again(traits):
    with pytest.raises(NotCompleted):
        edit_again(JobFactory(**traits))
    assert Job.objects.count() == 1


def test_a_video_of_an_earlier_release_has_no_script_to_edit():
    with pytest.raises(NoStoryboard, match="earlier version of the software"):
        edit_again(JobFactory(completed=True))


def test_a_video_whose_paper_was_retracted_since_is_not_edited():
    made = finished()
    made.later_notices = [{"kind": "retracted", "text": "This paper has been retracted."}]
    with pytest.raises(storyboards.PaperChanged, match="has been retracted"):
        edit_again(made)


def test_a_video_that_was_reused_can_be_edited(settings):
    made = finished()
    job, _ = submission.submit(VideoRequest("32887691", options=OPTIONS), still_stands=lambda made: True)
    lifecycle.reuse(other := Job(pubmed_id="32887691", options=OPTIONS, project=job.project), made)
    retention.delete(made.pk)
    edited, _ = edit_again(other)
    assert storyboards.script_of(edited.storyboards.get()) == sample_script()


def test_it_counts_towards_the_limit_with_all_its_formats(settings):
    settings.JOBS_PER_USER = 2
    made = finished(UserFactory())
    with pytest.raises(submission.TooManyJobs):
        edit_again(made, list(Format))
    assert edit_again(made, list(Format)[:2])[1]
    with pytest.raises(submission.TooManyJobs):
        edit_again(made)


def test_the_same_key_gives_the_same_job_and_another_request_is_refused():
    made = finished()
    edited, _ = edit_again(made, key="k")
    assert edit_again(made, key="k") == (edited, False)
    for wrong in (
        lambda: edit_again(made, [Format.SQUARE], "k"),
        lambda: submission.submit(VideoRequest("1"), key="k"),
    ):
        with pytest.raises(submission.KeyReused):
            wrong()


@pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)
def test_two_clicks_at_once_make_one_job():
    made = finished()
    start, found = threading.Barrier(2), []

    def click() -> None:
        try:
            start.wait()
            found.append(edit_again(made, key="k")[0].pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(found)), len(found), Job.objects.count()) == (1, 2, 2)


def test_neither_recovery_nor_a_message_touches_it_and_its_review_expires(settings):
    edited, _ = edit_again(finished())
    Job.objects.filter(pk=edited.pk).update(waiting_since="2026-01-01T00:00Z")
    found = recovery.recover(lambda job_id: None, lambda job: pytest.fail("published"), lambda: {})
    assert found == recovery.Recovered()
    settings.JOB_REVIEW_DAYS = 30
    assert retention.prune().expired == 1
    assert submission.resubmit(Job.objects.get(pk=edited.pk)).status == "review"
