"""The review of a storyboard through the API."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from videos.jobs import lifecycle, storyboards
from videos.models import Job
from videos.pipeline.options import Length
from videos.tests.factories import JobFactory, UserFactory, sample_script, sample_version, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]

RETRACTED = {
    "kind": "retracted",
    "text": "This paper has been retracted.",
    "pmid": "7",
    "noticed_at": "2026-11-20T06:00:00+00:00",
}


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def job():
    return JobFactory(in_review=True)


def changed(job: Job, length: Length = Length.LONG) -> None:
    """Somebody has changed the storyboard."""
    assert lifecycle.revise(job.pk, 1, sample_version("Longer.", length))


def of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


# --- requesting it


def test_a_job_is_reviewed_on_request_only(client):
    usual = client.post("/api/videos/generate", {"pubmed_id": "32887691"}).json()
    assert (usual["review"], usual["review_url"], usual["storyboard_url"]) == (False, None, None)
    asked = client.post("/api/videos/generate", {"pubmed_id": "32887691", "review": True}).json()
    assert (asked["review"], asked["review_url"], asked["storyboard_url"]) == (True, None, None)
    assert client.post("/api/videos/generate", {"pubmed_id": "32887691", "review": "yes"}).status_code == 400


def test_a_job_in_review_has_the_urls_of_its_page_and_its_storyboard(client, job):
    seen = client.get(f"/api/videos/{job.pk}").json()
    assert (seen["status"], seen["review"], seen["video_url"]) == ("review", True, None)
    assert seen["review_url"] == f"http://testserver/jobs/{job.pk}"
    assert seen["storyboard_url"] == f"http://testserver/api/videos/{job.pk}/storyboard"
    assert [each["job_id"] for each in client.get("/api/videos?status=review").json()["results"]] == [str(job.pk)]
    assert client.get(f"/api/videos/{job.pk}/storyboard.json").status_code == 409
    storyboards.approve(job)
    approved = client.get(f"/api/videos/{job.pk}").json()
    assert (approved["review_url"], approved["storyboard_url"]) == (None, seen["storyboard_url"])


# --- reading it


def test_the_storyboard_says_what_is_shown_and_said_and_where_the_paper_says_it(client, job):
    board = client.get(f"/api/videos/{job.pk}/storyboard").json()
    assert (board["version"], board["author"], board["approved_at"]) == (1, None, None)
    assert (board["pmid"], board["note"], board["omissions"]) == ("99999999", "As it was written.", [])
    layouts = [scene["layout"] for scene in board["scenes"]]
    assert (layouts[0], layouts[-1]) == ("title", "source")
    assert [scene["number"] for scene in board["scenes"]] == list(range(1, len(sample_script().scenes) + 1))
    assert {scene["slides"] for scene in board["scenes"]} == {1}
    assert board["seconds"] == pytest.approx(sum(scene["seconds"] for scene in board["scenes"]), abs=0.3)
    title = board["scenes"][0]
    assert title["sentences"][0]["source"]["section"] == "title"
    assert title["picture"]["kind"] == "topic"
    assert title["picture"]["text"]
    assert board["scenes"][-1]["sentences"][0]["source"] is None
    result = "Compared with usual care, walking lowered glucose after meals by 17%"
    said = [sentence for scene in board["scenes"] for sentence in scene["sentences"] if sentence["source"]]
    (found,) = [sentence for sentence in said if sentence["spoken"].startswith(result)]
    assert found["source"]["text"] == f"{result} (95% CI 12 to 22; p < 0.001)."
    used = [sentence["text"] for sentence in board["abstract"] if sentence["is_used"]]
    assert found["source"]["text"] in used
    assert len(used) < len(board["abstract"]) == 13


def test_the_storyboard_is_the_current_version_and_names_what_is_missing(client, job):
    script = sample_script(Length.LONG)
    quiet = replace(script, scenes=tuple(scene for scene in script.scenes if "Adverse events" not in str(scene)))
    ada = UserFactory()
    version = replace(storyboards.first_version(quiet, ()), note="Shorter.", author_id=ada.pk)
    assert lifecycle.revise(job.pk, 1, version)
    board = client.get(f"/api/videos/{job.pk}/storyboard").json()
    assert (board["version"], board["note"], board["author"]) == (2, "Shorter.", ada.username)
    assert "harms" in board["omissions"]
    assert {scene["slides"] for scene in board["scenes"]} == {None}


@pytest.mark.parametrize("traits", [{}, {"completed": True}, {"review": True}])
def test_a_job_without_a_storyboard_says_so(client, traits):
    answer = client.get(f"/api/videos/{JobFactory(**traits).pk}/storyboard")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_storyboard")


def test_a_storyboard_that_cannot_be_read_is_a_problem_with_a_remedy(client, job):
    job.storyboards.update(script="{}")
    answer = client.get(f"/api/videos/{job.pk}/storyboard").json()
    assert (answer["status"], answer["code"]) == (409, "storyboard_unreadable")
    assert "request the video again" in answer["remedy"]


def test_a_storyboard_takes_three_queries_however_many_versions_it_has(client, job):
    for number in range(1, 4):
        lifecycle.revise(job.pk, number, sample_version())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(f"/api/videos/{job.pk}/storyboard").json()["version"] == 4
    assert len(queries) == 3


# --- approving it


def test_the_approved_job_is_queued(client, job):
    answer = client.post(f"/api/videos/{job.pk}/approve", {"version": 1})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    again = client.post(f"/api/videos/{job.pk}/approve", {"version": 1})
    assert (again.status_code, again.json()["status"]) == (202, "queued")
    assert [str(event) for event in job.events.all()] == ["approved version 1"]
    assert client.get(f"/api/videos/{job.pk}/storyboard").json()["approved_at"]


def test_without_a_version_the_current_one_is_approved(client, job):
    changed(job)
    assert client.post(f"/api/videos/{job.pk}/approve").status_code == 202
    assert Job.objects.get().approved_version == 2


@pytest.mark.parametrize("action", ["approve", "storyboard/reset"])
def test_what_has_changed_meanwhile_is_refused_with_both_versions(client, job, action):
    changed(job)
    answer = client.post(f"/api/videos/{job.pk}/{action}", {"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "version_conflict")
    assert (answer.json()["version"], answer.json()["current_version"]) == (1, 2)
    assert Job.objects.get().status == "review"


def test_a_storyboard_whose_paper_was_retracted_since_is_not_approved(client, job):
    Job.objects.update(later_notices=[RETRACTED])
    answer = client.post(f"/api/videos/{job.pk}/approve", {"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "paper_changed")
    assert "This paper has been retracted." in answer.json()["detail"]
    assert Job.objects.get().status == "review"


@pytest.mark.parametrize("action", ["approve", "storyboard/reset"])
@pytest.mark.parametrize("traits", [{}, {"processing": True}, {"completed": True}, {"failed": True}])
def test_only_a_job_in_review_is_approved_or_reset(client, traits, action):
    answer = client.post(f"/api/videos/{JobFactory(**traits).pk}/{action}")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


@pytest.mark.parametrize("version", [0, -1, 2**31, 1.5, "1", True, [1]])
@pytest.mark.parametrize("action", ["approve", "storyboard/reset"])
def test_a_version_is_a_whole_number_from_1(client, job, version, action):
    answer = client.post(f"/api/videos/{job.pk}/{action}", {"version": version})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["version"]


def test_an_unknown_field_is_refused(client, job):
    assert client.post(f"/api/videos/{job.pk}/approve", {"versoin": 1}).status_code == 400
    assert Job.objects.get().status == "review"


# --- resetting it


def test_a_reset_storyboard_is_a_new_version_that_equals_the_first(client, settings, job):
    settings.API_ALLOW_ANONYMOUS = False
    ada = UserFactory()
    Job.objects.update(owner=ada)
    changed(job)
    board = of(ada).post(f"/api/videos/{job.pk}/storyboard/reset", {"version": 2}).json()
    assert (board["version"], board["author"], board["note"]) == (3, ada.username, "Reset to version 1.")
    assert len(board["scenes"]) == len(sample_script().scenes)
    assert of(ada).post(f"/api/videos/{job.pk}/storyboard/reset").json()["version"] == 3


# --- whose it is


CALLS = [("get", "storyboard"), ("post", "approve"), ("post", "storyboard/reset")]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_the_storyboard_of_another_user_is_not_found(settings, method, path):
    settings.API_ALLOW_ANONYMOUS = False
    job = JobFactory(in_review=True, owner=UserFactory())
    assert getattr(of(UserFactory()), method)(f"/api/videos/{job.pk}/{path}").status_code == 404
    assert Job.objects.get().status == "review"


@pytest.mark.parametrize(("permissions", "status"), [(["view_job"], 403), (["view_job", "change_job"], 202)])
def test_staff_approve_the_storyboards_of_others_with_the_permission_to_change_jobs(settings, permissions, status):
    settings.API_ALLOW_ANONYMOUS = False
    job = JobFactory(in_review=True, owner=UserFactory())
    staff = of(staff_with(*permissions))
    assert staff.get(f"/api/videos/{job.pk}/storyboard").status_code == 200
    assert staff.post(f"/api/videos/{job.pk}/approve").status_code == status


def test_a_job_in_review_can_be_cancelled_and_deleted(client, job):
    assert client.post(f"/api/videos/{job.pk}/cancel").json()["status"] == "cancelled"
    assert client.post(f"/api/videos/{job.pk}/retry").json()["status"] == "review"
    assert client.delete(f"/api/videos/{job.pk}").status_code == 204
    assert not Job.objects.exists()
