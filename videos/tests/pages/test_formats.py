"""The tabs of formats on the job page, and the button that edits a finished video again."""

import re
import uuid

import pytest
from django.test import Client

from videos.jobs import projects, records, submission
from videos.jobs.request import VideoRequest
from videos.models import Job, Project
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory, UserFactory, sample_version, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
NOTICE = {"kind": "retracted", "text": "Retracted.", "pmid": "", "noticed_at": "2026-11-27T10:00:00+00:00"}
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def jobs() -> list[Job]:
    formats = (Format.LANDSCAPE, Format.PORTRAIT)
    return projects.renditions(submission.submit(VideoRequest("32887691", options=Options(), formats=formats))[0])


def shown(client: Client, job: Job) -> str:
    return client.get(f"/jobs/{job.pk}").content.decode()


def tabs(page: str) -> str:
    nav = re.search(r'<nav id="formats".*?</nav>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", nav[0]).split()) if nav else ""


def made(job: Job, **fields) -> Job:
    """A job whose video is finished."""
    done = {"status": "completed", "folder": f"videos/{job.pk}/done", "progress": 100, "size": 9, "duration": 60.0}
    Job.objects.filter(pk=job.pk).update(**done, finished_at="2026-11-27T10:00Z", **fields)
    return Job.objects.get(pk=job.pk)


def test_the_formats_of_a_request_are_tabs_with_one_progress(client, jobs):
    Job.objects.filter(pk=jobs[0].pk).update(progress=60)
    page = shown(client, jobs[1])
    assert tabs(page) == "Landscape Queued Portrait Queued 30 % of all formats 30 %"
    assert f'<a href="/jobs/{jobs[0].pk}">' in page
    assert f'<a href="/jobs/{jobs[1].pk}" aria-current="page">' in page
    assert f'hx-get="/jobs/{jobs[1].pk}/formats"' in page


def test_the_tabs_are_renewed_until_every_format_has_ended(client, jobs):
    path = f"/jobs/{made(jobs[0]).pk}/formats"
    fragment = client.get(path, **HTMX).content.decode()
    assert tabs(fragment) == "Landscape Portrait Queued 50 % of all formats 50 %"
    Job.objects.filter(pk=jobs[1].pk).update(status="failed", error_code="x", error_message="Why.")
    fragment = client.get(path, **HTMX).content.decode()
    assert tabs(fragment) == "Landscape Portrait Failed"
    assert "hx-get" not in fragment
    assert client.get(path).headers["Location"] == f"/jobs/{jobs[0].pk}"


def test_a_job_of_one_format_has_no_tabs(client):
    assert tabs(shown(client, JobFactory())) == ""


def test_a_review_says_which_formats_follow(client):
    job = JobFactory(in_review=True, group=uuid.uuid4(), further_formats=["portrait", "square"])
    expected = "Landscape Review Portrait, after your approval Square, after your approval"
    assert tabs(shown(client, job)) == expected


# --- edit again


@pytest.fixture
def job() -> Job:
    return JobFactory(completed=True, storyboard_version=1, project=Project.objects.create(pubmed_id="32887691"))


def button(page: str) -> str:
    found = re.search(r'<form method="post" action="/jobs/[^"]+/again">.*?</form>', page, re.DOTALL)
    return found[0] if found else ""


def test_a_finished_video_is_edited_again_with_one_click(client, job):
    form = button(shown(client, job))
    assert "Edit and make again" in form
    key = re.search('name="key" value="([^"]+)"', form)[1]
    answers = [client.post(f"/jobs/{job.pk}/again", {"key": key}) for _ in range(2)]
    edited = Job.objects.exclude(pk=job.pk).get()
    assert {answer.headers["Location"] for answer in answers} == {f"/jobs/{edited.pk}"}
    assert "Waiting for your review" in shown(client, edited)


def test_it_may_be_made_again_in_all_its_formats(client, jobs):
    for each in jobs:
        made(each, storyboard_version=1)
        records.add_version(each.pk, 1, sample_version())
    assert 'name="all" value="true" checked' in button(shown(client, jobs[1]))
    client.post(f"/jobs/{jobs[1].pk}/again", {"all": "true"})
    edited = Job.objects.get(status="review")
    assert (edited.options.format, edited.further_formats) == ("portrait", ["landscape"])


@pytest.mark.parametrize("traits", [{"storyboard_version": 0}, {"later_notices": [NOTICE]}])
def test_what_cannot_be_edited_has_no_button(client, traits):
    assert button(shown(client, JobFactory(completed=True, **{"storyboard_version": 1, **traits}))) == ""


def test_what_cannot_be_edited_is_explained(client):
    for traits, why in (({"processing": True}, "Only a finished video"), ({"completed": True}, "kept no script")):
        answer = client.post(f"/jobs/{JobFactory(**traits).pk}/again", follow=True)
        assert why in answer.content.decode()


def test_the_limit_is_explained(settings, client, job):
    settings.API_ALLOW_ANONYMOUS, settings.JOBS_PER_USER = False, 1
    owner = UserFactory()
    Job.objects.update(owner=owner)
    Project.objects.update(owner=owner)
    JobFactory(owner=owner)
    client.force_login(owner)
    answer = client.post(f"/jobs/{job.pk}/again", follow=True)
    assert answer.redirect_chain == [(f"/jobs/{job.pk}", 302)]
    assert "too many unfinished videos" in answer.content.decode()


def test_who_may_only_see_a_video_gets_no_button(settings, client, job):
    settings.API_ALLOW_ANONYMOUS = False
    client.force_login(staff_with("view_job"))
    assert button(shown(client, job)) == ""
    assert client.post(f"/jobs/{job.pk}/again").status_code == 403
