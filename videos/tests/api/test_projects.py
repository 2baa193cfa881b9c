"""Projects, requests for several formats, and editing again, through the API."""

import pytest
from rest_framework.test import APIClient

from videos.jobs import lifecycle, submission
from videos.jobs.claims import Effort
from videos.jobs.request import VideoRequest
from videos.models import Job, Project
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory, UserFactory, sample_version, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
PAPER = "32887691"


@pytest.fixture
def client() -> APIClient:
    return APIClient()


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def generate(client: APIClient, **asked):
    return client.post("/api/videos/generate", {"pubmed_id": PAPER, **asked})


def edited_job(**traits) -> Job:
    job = JobFactory(completed=True, pubmed_id=PAPER, storyboard_version=1, **traits)
    Job.objects.filter(pk=job.pk).update(project=Project.objects.create(owner=job.owner, pubmed_id=PAPER))
    return Job.objects.get(pk=job.pk)


def test_a_request_for_several_formats_is_answered_with_the_first_job_and_all_renditions(client):
    answer = generate(client, formats=["portrait", "landscape"], length="short")
    job = answer.json()
    assert (answer.status_code, job["status"], job["options"]["format"]) == (201, "queued", "portrait")
    assert answer["Location"] == f"http://testserver/api/videos/{job['job_id']}"
    assert [(each["format"], each["status"], each["progress"]) for each in job["renditions"]] == [
        ("landscape", "queued", 0),
        ("portrait", "queued", 0),
    ]
    assert job["renditions"][1]["job_id"] == job["job_id"]
    other = client.get(job["renditions"][0]["job_url"]).json()
    assert (other["options"]["length"], other["group"]) == ("short", job["group"])
    project = client.get(job["project_url"]).json()
    assert project["project_id"] == job["project_id"] == other["project_id"]


@pytest.mark.parametrize("asked", [{}, {"format": "square"}, {"formats": ["square"]}])
def test_a_request_for_one_format_is_answered_as_before_with_itself_as_its_rendition(client, asked):
    job = generate(client, **asked).json()
    (rendition,) = job.pop("renditions")
    assert rendition["job_id"] == job["job_id"]
    assert job["group"] is None
    assert client.get(f"/api/videos/{job['job_id']}").json() == job


def test_the_first_format_is_the_one_that_a_client_polls_and_downloads(client):
    job = generate(client, formats=["square", "portrait", "landscape"]).json()
    assert job["options"]["format"] == "square"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"formats": []}, "formats"),
        ({"formats": ["square", "square"]}, "formats"),
        ({"formats": ["round"]}, "formats.0"),
        ({"formats": "square"}, "formats"),
        ({"formats": None}, "formats"),
        ({"formats": ["square"] * 4}, "formats"),
        ({"formats": ["square", "portrait"], "format": "square"}, "formats"),
    ],
)
def test_wrong_formats_are_refused_with_a_field_error(client, asked, field):
    answer = generate(client, **asked)
    assert answer.status_code == 400, answer.json()
    assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert not Job.objects.exists()


def test_the_same_key_returns_the_same_renditions(client):
    headers = {"HTTP_IDEMPOTENCY_KEY": "k"}
    body = {"pubmed_id": PAPER, "formats": ["square", "portrait"]}
    answers = [client.post("/api/videos/generate", body, **headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["renditions"] == answers[1].json()["renditions"]
    body["formats"] = ["portrait", "square"]
    assert client.post("/api/videos/generate", body, **headers).json()["code"] == "idempotency_key_reused"


def test_an_approval_is_answered_with_all_renditions(client):
    job = Job.objects.get(pk=generate(client, formats=["square", "portrait"], review=True).json()["job_id"])
    lifecycle.await_review(lifecycle.claim(job.pk), sample_version(), Effort("slides"))
    project = client.get(f"/api/projects/{job.project_id}").json()
    assert (project["formats_to_come"], project["progress"], len(project["renditions"])) == (["portrait"], 0, 1)
    approved = client.post(f"/api/videos/{job.pk}/approve", {"version": 1})
    assert approved.status_code == 202
    assert [each["format"] for each in approved.json()["renditions"]] == ["portrait", "square"]
    assert client.get(f"/api/projects/{job.project_id}").json()["formats_to_come"] == []


# --- projects


def test_a_project_has_one_progress_and_all_its_renditions(client):
    first, second = (submission.submit(VideoRequest(PAPER, options=Options(shape)))[0] for shape in list(Format)[:2])
    assert generate(client, formats=["square", "portrait"]).status_code == 201
    claim = lifecycle.claim(Job.objects.first().pk)
    lifecycle.record_progress(claim, "encode", 50)
    answer = client.get(f"/api/projects/{first.project_id}").json()
    assert (answer["pubmed_id"], answer["progress"], answer["formats"]) == (PAPER, 25, [])
    jobs = [each["job_id"] for each in answer["renditions"]]
    assert (len(jobs), jobs[2:]) == (4, [str(second.pk), str(first.pk)])


def test_projects_are_listed_newest_first_in_pages(client):
    for number in range(3):
        submission.submit(VideoRequest(str(32887691 + number)))
    page = client.get("/api/projects?page_size=2").json()
    last = client.get(page["next"]).json()
    assert [each["pubmed_id"] for each in page["results"] + last["results"]] == ["32887693", "32887692", "32887691"]
    assert last["next"] is None


def test_the_jobs_of_a_project_are_a_filter_of_the_list(client):
    job, _ = submission.submit(VideoRequest(PAPER))
    submission.submit(VideoRequest("32887692"))
    found = client.get(f"/api/videos?project={job.project_id}").json()["results"]
    assert [each["job_id"] for each in found] == [str(job.pk)]


def test_another_user_s_project_is_not_found(settings):
    settings.API_ALLOW_ANONYMOUS = False
    ada, bob, staff = UserFactory(), UserFactory(), staff_with("view_job")
    job, _ = submission.submit(VideoRequest(PAPER), ada)
    path = f"/api/projects/{job.project_id}"
    assert [signed_in(user).get(path).status_code for user in (ada, bob, staff)] == [200, 404, 200]
    assert [len(signed_in(user).get("/api/projects").json()["results"]) for user in (ada, bob, staff)] == [1, 0, 1]
    assert APIClient().get(path).status_code == 401


def test_a_project_takes_few_queries_whatever_it_holds(client, django_assert_max_num_queries):
    for _ in range(8):
        job, _ = submission.submit(VideoRequest(PAPER))
    with django_assert_max_num_queries(8):
        client.get(f"/api/projects/{job.project_id}")


# --- edit again


def test_a_finished_video_is_edited_again_as_a_new_job_in_review(client):
    made = edited_job()
    answer = client.post(f"/api/videos/{made.pk}/edit", {})
    job = answer.json()
    assert (answer.status_code, job["status"], job["project_id"]) == (201, "review", str(made.project_id))
    assert answer["Location"].endswith(job["job_id"])
    assert client.get(job["storyboard_url"]).json()["version"] == 1
    assert client.get(f"/api/videos/{made.pk}").json()["status"] == "completed"
    assert client.post(f"/api/videos/{job['job_id']}/approve", {"version": 1}).status_code == 202


def test_it_is_edited_in_several_formats_and_once_for_each_key(client):
    path, key = f"/api/videos/{edited_job().pk}/edit", {"HTTP_IDEMPOTENCY_KEY": "k"}
    answers = [client.post(path, {"formats": ["square", "portrait"]}, **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert Job.objects.exclude(further_formats=None).get().further_formats == ["portrait"]
    assert client.post(path, {"formats": ["round"]}).status_code == 400
    assert client.post(path, {"format": "square"}).json()["errors"][0]["code"] == "unknown_field"


def test_what_cannot_be_edited_is_refused_with_a_remedy(client):
    old, running = JobFactory(completed=True), JobFactory(processing=True)
    retracted = edited_job(later_notices=[{"kind": "retracted", "text": "Retracted."}])
    answers = [client.post(f"/api/videos/{job.pk}/edit", {}) for job in (old, running, retracted)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (409, "no_storyboard"),
        (409, "wrong_status"),
        (409, "paper_changed"),
    ]
    assert Job.objects.count() == 3


def test_another_user_s_video_cannot_be_edited(settings):
    settings.API_ALLOW_ANONYMOUS = False
    ada = UserFactory()
    path = f"/api/videos/{edited_job(owner=ada).pk}/edit"
    refused = [signed_in(user).post(path, {}).status_code for user in (UserFactory(), staff_with("view_job"))]
    assert refused == [404, 403]
    edited = signed_in(staff_with("view_job", "change_job")).post(path, {}).json()
    assert Job.objects.get(pk=edited["job_id"]).owner == ada
