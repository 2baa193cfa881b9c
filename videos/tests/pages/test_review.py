"""The job page while the job waits for its review."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from videos.jobs import lifecycle, storyboards
from videos.models import Job, Status
from videos.pipeline.options import Length
from videos.tests.factories import JobFactory, UserFactory, sample_script, sample_version, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]


@pytest.fixture
def job():
    return JobFactory(in_review=True)


def shown(client: Client, job: Job) -> str:
    return client.get(f"/jobs/{job.pk}").content.decode()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def version_on(page: str) -> str:
    return re.search(r'name="version" value="([0-9]+)"', page)[1]


def test_the_page_shows_what_the_video_will_say_and_where_the_paper_says_it(client, job):
    page = shown(client, job)
    for expected in (
        "Waiting for your review",
        "Compared with usual care, walking lowered glucose after meals by 17%",
        "Hidden Hill’s own words",
        "In type 2 diabetes, blood glucose rises steeply after meals.",
    ):
        assert expected in text(page), expected
    assert f'action="/jobs/{job.pk}/approve"' in page
    assert f'action="/jobs/{job.pk}/cancel"' in page
    assert "<title>To review: " in page
    assert "http-equiv" not in page  # nothing changes by itself
    assert "hx-get" not in page


def test_the_page_says_until_when_the_script_can_be_approved(client, job, settings):
    Job.objects.update(waiting_since=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    assert "It can be approved until 2 December 2026, 09:30 UTC." in text(shown(client, job))
    settings.JOB_REVIEW_DAYS = 0
    assert "It can be approved until" not in shown(client, job)


def test_the_page_names_what_the_script_leaves_out(client, job):
    script = sample_script(Length.LONG)
    quiet = replace(script, scenes=tuple(scene for scene in script.scenes if "Adverse events" not in str(scene)))
    assert lifecycle.revise(job.pk, 1, storyboards.first_version(quiet, ()))
    assert "The abstract reports harms, and the video does not." in text(shown(client, job))


def test_a_page_that_waited_for_the_script_shows_it_and_says_so(client, job):
    page = client.get(f"/jobs/{job.pk}/progress?seen=processing-1-slides", headers={"HX-Request": "true"})
    assert "Waiting for your review" in page.content.decode()
    assert "The script is waiting for your review." in page.content.decode()


def test_approving_returns_to_the_page_where_the_job_waits_for_a_worker(client, job):
    answer = client.post(f"/jobs/{job.pk}/approve", {"version": version_on(shown(client, job))})
    assert answer.headers["Location"] == f"/jobs/{job.pk}"
    assert Job.objects.get().status == "queued"
    assert "You are next." in shown(client, job)


def test_a_script_that_changed_after_the_page_was_shown_is_not_approved(client, job):
    version = version_on(shown(client, job))
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.LONG))
    client.post(f"/jobs/{job.pk}/approve", {"version": version})
    page = shown(client, job)
    assert "Nothing was approved: the script has changed meanwhile." in text(page)
    assert (version_on(page), Job.objects.get().status) == ("2", "review")


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 40])
def test_a_version_that_no_page_has_shown_is_not_approved(client, job, version):
    assert client.post(f"/jobs/{job.pk}/approve", {"version": version}).status_code == 302
    assert Job.objects.get().status == "review"


def test_a_script_whose_paper_was_retracted_since_is_not_offered_for_approval(client, job):
    notice = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": "7"}
    Job.objects.update(later_notices=[notice | {"noticed_at": "2026-11-20T06:00:00+00:00"}])
    page = shown(client, job)
    assert "Since this script was written: This paper has been retracted." in text(page)
    assert f'href="/?pubmed_id={job.pubmed_id}">Request the video again' in page
    assert "/approve" not in page
    client.post(f"/jobs/{job.pk}/approve", {"version": "1"})
    assert "Nothing was approved. The script does not say" in text(shown(client, job))
    assert Job.objects.get().status == "review"


def test_a_double_click_approves_once(client, job):
    for _ in range(2):
        client.post(f"/jobs/{job.pk}/approve", {"version": "1"})
    assert "Nothing was approved" not in shown(client, job)
    assert [str(event) for event in job.events.all()] == ["approved version 1"]


def test_only_a_job_in_review_is_approved(client):
    job = JobFactory(completed=True)
    client.post(f"/jobs/{job.pk}/approve", {"version": "1"})
    assert Job.objects.get().status == "completed"
    assert "this video does not wait for a review" in client.get("/library").content.decode()


def test_a_script_that_cannot_be_read_is_not_offered_for_approval(client, job):
    job.storyboards.update(script="{}")
    page = shown(client, job)
    assert "Request the video again." in page
    assert "/approve" not in page
    assert f'action="/jobs/{job.pk}/cancel"' in page


def test_staff_who_may_only_view_are_offered_no_approval(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    job = JobFactory(in_review=True, owner=UserFactory())
    client.force_login(staff_with("view_job"))
    assert "Waiting for your review" in shown(client, job)
    assert "/approve" not in shown(client, job)
    assert client.post(f"/jobs/{job.pk}/approve", {"version": "1"}).status_code == 403


def test_a_review_that_expired_is_explained_and_can_be_taken_up_again(client, job):
    Job.objects.update(waiting_since=datetime(2026, 1, 1, tzinfo=UTC))
    lifecycle.expire(job.pk)
    assert "The script was not approved in time. Try again to review it: it is kept as it was." in text(
        shown(client, job)
    )
    client.post(f"/jobs/{job.pk}/retry")
    assert "Waiting for your review" in shown(client, job)


def test_the_library_shows_which_videos_wait_for_a_review_and_does_not_poll_them(client, job):
    JobFactory(status=Status.CANCELLED)
    page = client.get("/library", {"status": "review"}).content.decode()
    assert re.findall(r'id="job-([0-9a-f-]{36})"', page) == [str(job.pk)]
    assert "Waiting for your review" in page
    assert "/library/live" not in page
    assert f'<a href="/jobs/{job.pk}">Review<' in page
    confirmation = client.get(f"/library/cancel/{job.pk}").content.decode()
    assert "Its script is kept. You can retry it later." in text(confirmation)


def test_the_studio_requests_a_review_unless_its_tick_is_removed(client):
    assert re.search(r'id="review" name="review" value="true" checked', client.get("/").content.decode())
    client.post("/", {"pubmed_id": "32887691"})
    client.post("/", {"pubmed_id": "32887691", "review": "true"})
    assert sorted(Job.objects.values_list("review", flat=True)) == [False, True]
