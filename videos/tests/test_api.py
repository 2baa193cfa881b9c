"""The API as a client sees it, without a worker: what needs one is in ``integration``."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from videos.models import Job, Status
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db
FIELDS = {
    *("job_id", "pubmed_id", "status", "stage", "progress", "priority", "attempt"),
    *("video_url", "captions_url", "transcript_url", "poster_url", "error_code", "error_message", "paper"),
    *("celery_task_id", "created_at", "started_at", "finished_at"),
}
CONTENT = bytes(range(256)) * 8


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def finished():
    job = JobFactory(completed=True)
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    default_storage.save(
        f"{job.folder}/captions.vtt", ContentFile("WEBVTT\n\n00:01.000 --> 00:02.000\nnaïve\n".encode())
    )
    return job


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- Asking for a video


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_refused_queue_answers_503_with_the_failed_job(client, unreachable_queue, slash):
    response = client.post(f"/api/videos/generate{slash}", {"pubmed_id": "PMID: 32887691"})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    job = Job.objects.get()
    assert response.json()["job_id"] == str(job.pk)
    assert (job.status, job.error_code, job.pubmed_id) == (Status.FAILED, "queue_unavailable", "32887691")


@pytest.mark.parametrize("pubmed_id", ["", "hello", "0", "10.1000/xyz", "PMC", None, "1 2", "x" * 501, ["1"], {"a": 1}])
def test_what_is_no_id_is_refused_with_a_field_error_and_leaves_no_job(client, pubmed_id):
    response = client.post("/api/videos/generate", {"pubmed_id": pubmed_id})
    assert response.status_code == 400
    assert list(response.json()) == ["pubmed_id"]
    assert not Job.objects.exists()


def test_an_unknown_priority_is_refused_with_a_field_error(client):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", "priority": "urgent"})
    assert response.status_code == 400
    assert list(response.json()) == ["priority"]


def test_the_browsable_api_offers_a_form_for_the_id_and_the_priority(client):
    response = client.get("/api/videos/generate", HTTP_ACCEPT="text/html")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="pubmed_id"' in page
    assert 'name="priority"' in page


# --- A job


def test_a_job_has_the_fields_of_the_contract_and_no_others(client):
    job = JobFactory()
    answer = client.get(f"/api/videos/{job.pk}").json()
    assert set(answer) == FIELDS
    assert answer["job_id"] == str(job.pk)


def test_before_its_end_a_job_has_null_and_not_an_empty_text(client):
    answer = client.get(f"/api/videos/{JobFactory().pk}").json()
    empty = (
        "stage",
        "video_url",
        "captions_url",
        "transcript_url",
        "poster_url",
        "error_code",
        "error_message",
        "paper",
    )
    assert {name: answer[name] for name in empty} == dict.fromkeys(empty)


def test_a_completed_job_gives_absolute_addresses(client):
    job = JobFactory(completed=True)
    answer = client.get(f"/api/videos/{job.pk}/").json()
    base = f"http://testserver/api/videos/{job.pk}"
    assert answer["video_url"] == f"{base}/download"
    assert answer["captions_url"] == f"{base}/captions.vtt"
    assert answer["transcript_url"] == f"{base}/transcript.txt"
    assert answer["poster_url"] == f"{base}/poster.jpg"
    assert answer["paper"]["title"] == "An invented paper"


def test_a_failed_job_tells_its_reason_and_remedy(client):
    answer = client.get(f"/api/videos/{JobFactory(failed=True).pk}").json()
    assert answer["error_code"] == "paper_not_found"
    assert answer["error_message"] == "PubMed has no such paper. Check the id."
    assert answer["video_url"] is None


@pytest.mark.parametrize("path", ["", "/download", "/poster.jpg"])
def test_an_unknown_job_is_404(client, path):
    assert client.get(f"/api/videos/{uuid.uuid4()}{path}").status_code == 404


def test_what_is_no_job_id_is_404(client):
    assert client.get("/api/videos/no-uuid").status_code == 404


def test_reading_a_job_takes_one_query(client, django_assert_num_queries):
    job = JobFactory(completed=True)
    with django_assert_num_queries(1):
        client.get(f"/api/videos/{job.pk}")


# --- The list


def test_the_list_is_paged_and_newest_first(client):
    jobs = JobFactory.create_batch(3)
    page = client.get("/api/videos", {"page_size": 2}).json()
    assert page["count"] == 3
    assert [job["job_id"] for job in page["results"]] == [str(job.pk) for job in reversed(jobs[1:])]
    assert page["next"].startswith("http://testserver/api/videos?page=2")


def test_the_list_takes_the_same_two_queries_however_long_it_is(client, django_assert_num_queries):
    JobFactory.create_batch(30, completed=True)
    with django_assert_num_queries(2):
        client.get("/api/videos", {"page_size": 30})


def test_the_list_filters_by_status(client):
    failed = JobFactory(failed=True)
    JobFactory()
    page = client.get("/api/videos", {"status": "failed"}).json()
    assert [job["job_id"] for job in page["results"]] == [str(failed.pk)]
    assert client.get("/api/videos", {"status": "broken"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "found"), [("PMC123", 1), ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", 1), ("123", 0), ("?", 0)]
)
def test_the_list_filters_by_id_in_any_form_in_which_it_is_accepted(client, asked, found):
    JobFactory(pubmed_id="PMC123")
    assert client.get("/api/videos", {"pubmed_id": asked}).json()["count"] == found


# --- Files


@pytest.mark.parametrize(
    "name", ["download", "captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json"]
)
@pytest.mark.parametrize("traits", [{}, {"processing": True}, {"failed": True}], ids=["queued", "processing", "failed"])
def test_there_is_no_file_before_the_job_is_completed(client, name, traits):
    job = JobFactory(**traits)
    response = client.get(f"/api/videos/{job.pk}/{name}")
    assert response.status_code == 409
    assert response.json()["status"] == job.status


def test_the_download_is_the_whole_file_under_a_telling_name(client, finished):
    response = client.get(f"/api/videos/{finished.pk}/download")
    assert response.status_code == 200
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    assert f"hidden-hill-{finished.pubmed_id}.mp4" in response["Content-Disposition"]
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=2000-", 2000, 2047),
        ("bytes=-10", 2038, 2047),
        ("bytes=5-99999", 5, 2047),
    ],
)
def test_a_player_that_seeks_gets_the_part_it_asks_for(client, finished, asked, start, end):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/2048"
    assert response["Content-Length"] == str(end - start + 1)
    assert body(response) == CONTENT[start : end + 1]


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=9999-10000", "bytes=7-3", "bytes=-0"])
def test_a_part_that_does_not_exist_is_416(client, finished, asked):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */2048"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "words=1-2", "bytes=-", "nonsense"])
def test_a_range_that_is_not_understood_is_answered_with_the_whole_file(client, finished, asked):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_captions_are_utf_8_and_shown_rather_than_saved(client, finished):
    response = client.get(f"/api/videos/{finished.pk}/captions.vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert "attachment" not in response.get("Content-Disposition", "")
    assert "naïve" in body(response).decode()


# --- Whose job it is


@pytest.fixture
def guarded(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.mark.parametrize("path", ["/api/videos", "/api/videos/generate", "/api"])
def test_without_single_user_mode_one_has_to_sign_in(client, guarded, path):
    assert client.get(path).status_code == 403


def test_a_user_sees_only_their_own_jobs(client, guarded):
    user = UserFactory()
    own, other = JobFactory(owner=user), JobFactory(owner=UserFactory())
    client.force_authenticate(user)
    assert [job["job_id"] for job in client.get("/api/videos").json()["results"]] == [str(own.pk)]
    assert client.get(f"/api/videos/{other.pk}").status_code == 404


def test_staff_see_every_job(client, guarded):
    JobFactory(owner=UserFactory())
    client.force_authenticate(UserFactory(is_staff=True))
    assert client.get("/api/videos").json()["count"] == 1


# --- Around it


def test_the_root_names_the_addresses(client):
    assert client.get("/api/").json()["generate"] == "http://testserver/api/videos/generate"


def test_the_schema_is_openapi_3_and_knows_every_call(client):
    schema = client.get("/api/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    assert schema["openapi"].startswith("3.")
    assert {"/api/videos/generate", "/api/videos/{job_id}", "/api/videos", "/api/health"} <= set(schema["paths"])
    assert set(schema["components"]["schemas"]["Job"]["properties"]) == FIELDS


def test_the_reference_page_needs_nothing_from_elsewhere(client):
    page = client.get("/api/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "cdn" not in page
