"""Batches through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from videos.api.throttling import WriteThrottle
from videos.models import Batch, Job, Status
from videos.tests.batches import batch_with, table
from videos.tests.factories import JobFactory, UserFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
KEY = {"Idempotency-Key": "k1"}


@pytest.fixture
def client() -> APIClient:
    return APIClient()


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def papers(number: int) -> list[str]:
    return [str(90000001 + place) for place in range(number)]


def ask(client: APIClient, ids, headers=None, **how):
    return client.post("/api/batches", {"ids": ids, **how}, headers=headers or {})


# --- request


def test_a_list_is_answered_with_a_batch_and_its_progress(client):
    answer = ask(client, ["PMID: 90000001", "https://doi.org/10.5555/JIR.1", 90000003], length="short")
    batch = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == batch["batch_url"] == f"http://testserver/api/batches/{batch['batch_id']}"
    assert (batch["lines"], batch["jobs"], batch["refused"], batch["progress"], batch["ended"]) == (3, 3, 0, 0, False)
    assert batch["counts"] == {
        **{"pending": 0, "queued": 3, "processing": 0, "review": 0},
        **{"completed": 0, "failed": 0, "cancelled": 0},
    }
    assert (batch["options"]["length"], batch["formats"], batch["archive_url"]) == ("short", ["landscape"], None)
    assert client.get(batch["batch_url"]).json() == batch
    assert client.get("/api/batches").json()["results"] == [batch]
    assert {job["priority"] for job in client.get("/api/videos").json()["results"]} == {"low"}


def test_every_wrong_line_has_its_verdict_and_nothing_is_started(client):
    answer = ask(client, ["90000001", "hello", "NCT04123456"])
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid")
    assert [(error["field"], error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("ids.1", "#/ids/1", "invalid_id"),
        ("ids.2", "#/ids/2", "invalid_id"),
    ]
    assert "registration of a trial" in problem["errors"][1]["detail"]
    assert not Job.objects.exists()


def test_wrong_lines_are_left_out_if_the_client_says_so(client):
    batch = ask(client, ["90000001", "hello", "90000001"], skip_invalid=True).json()
    assert (batch["lines"], batch["jobs"], batch["refused"]) == (3, 1, 2)
    items = client.get(batch["items_url"]).json()["results"]
    assert [(item["position"], item["text"], item["pubmed_id"], item["error_code"]) for item in items] == [
        (1, "90000001", "90000001", None),
        (2, "hello", None, "invalid_id"),
        (3, "90000001", None, "repeated"),
    ]
    (job,) = items[0]["jobs"]
    assert (job["status"], job["format"], job["error_code"], job["retry"]) == ("queued", "landscape", None, False)
    assert items[1]["jobs"] == []


def test_a_list_without_any_paper_is_refused_even_then(client):
    assert ask(client, ["hello"], skip_invalid=True).status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ids"),
        ({"ids": []}, "ids"),
        ({"ids": ["sample"] * 1001}, "ids"),
        ({"ids": "sample"}, "ids"),
        ({"ids": [True]}, "ids.0"),
        ({"ids": [None], "skip_invalid": True}, "ids.0"),
        ({"ids": [1.5], "skip_invalid": True}, "ids.0"),
        ({"ids": [""], "skip_invalid": True}, "ids.0"),
        ({"ids": ["sample"], "speed": 9}, "speed"),
        ({"ids": ["sample"], "refresh": True}, "refresh"),
        ({"ids": ["sample"], "pubmed_id": "sample"}, "pubmed_id"),
        ({"ids": ["sample"], "formats": ["square"], "format": "square"}, "formats"),
    ],
)
def test_a_wrong_request_is_refused_with_the_field(client, body, field):
    answer = client.post("/api/batches", body)
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}


def test_the_same_key_gives_the_same_batch(client):
    first = ask(client, papers(2), KEY)
    again = ask(client, papers(2), KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["batch_id"] == again.json()["batch_id"]
    assert ask(client, papers(3), KEY).json()["code"] == "idempotency_key_reused"
    assert ask(client, papers(1), {"Idempotency-Key": " "}).json()["code"] == "invalid_idempotency_key"


def test_a_batch_beyond_the_limit_of_jobs_is_refused_as_a_whole(settings):
    settings.JOBS_PER_USER = 2
    client = signed_in(UserFactory())
    answer = ask(client, papers(3))
    assert (answer.status_code, answer.json()["code"]) == (422, "batch_too_large")
    assert not Job.objects.exists()
    ask(client, papers(1))
    answer = ask(client, papers(2))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_jobs")
    assert Job.objects.count() == 1


def test_a_batch_counts_as_one_request(monkeypatch, cache_in_memory):
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "1/min"})
    client = signed_in(UserFactory())
    assert ask(client, papers(30)).status_code == 201
    assert ask(client, papers(1)).status_code == 429


# --- progress


def test_progress_counts_the_jobs_by_status(client):
    batch = batch_with(completed=2, failed=1, queued=1, processing=1)
    Job.objects.filter(status=Status.PROCESSING).update(progress=50)
    shown = client.get(f"/api/batches/{batch.pk}").json()
    assert (shown["jobs"], shown["progress"], shown["ended"]) == (5, 70, False)
    assert shown["counts"]["completed"] == 2
    assert shown["archive_url"].endswith(f"/api/batches/{batch.pk}/archive.zip")


def test_jobs_name_their_batch_and_are_listed_by_it(client):
    JobFactory()
    batch = ask(client, papers(2)).json()["batch_id"]
    found = client.get(f"/api/videos?batch={batch}").json()["results"]
    assert [job["batch_id"] for job in found] == [batch, batch]


def test_formats_that_wait_for_an_approval_count_as_to_come(client):
    batch = ask(client, papers(2), formats=["portrait", "square", "landscape"], review=True).json()
    assert (batch["jobs"], batch["jobs_to_come"]) == (2, 4)


def test_lines_come_in_pages_in_the_order_of_the_list(client):
    url = ask(client, papers(120)).json()["items_url"]
    seen = []
    while url:
        page = client.get(url).json()
        seen.append([item["position"] for item in page["results"]])
        url = page["next"]
    assert seen == [list(range(1, 51)), list(range(51, 101)), list(range(101, 121))]


def test_a_page_of_a_thousand_lines_needs_a_few_queries(client):
    batch = ask(client, papers(1000)).json()
    for url in (batch["items_url"], batch["batch_url"], "/api/batches"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 4, url


def test_a_line_whose_job_was_deleted_says_so(client):
    batch = ask(client, papers(1)).json()
    client.delete(f"/api/videos/{Job.objects.get().pk}")
    assert client.get(batch["items_url"]).json()["results"][0]["jobs"] == []
    assert table(client.get(batch["items_csv_url"]).getvalue())[0]["status"] == "deleted"


# --- actions


def test_the_failed_jobs_that_a_retry_may_help_are_queued_again(client):
    batch = batch_with(failed=2, completed=1)
    Job.objects.filter(pk=batch.jobs.filter(status=Status.FAILED).first().pk).update(error_code="timed_out")
    items = client.get(f"/api/batches/{batch.pk}/items").json()["results"]
    assert sorted(item["jobs"][0]["retry"] for item in items) == [False, False, True]
    answer = client.post(f"/api/batches/{batch.pk}/retry")
    assert answer.status_code == 202
    assert (answer.json()["counts"]["queued"], answer.json()["counts"]["failed"]) == (1, 1)


def test_a_batch_is_cancelled_and_deleted_and_its_videos_stay(client):
    batch = batch_with(queued=2, completed=1)
    answer = client.post(f"/api/batches/{batch.pk}/cancel")
    assert (answer.status_code, answer.json()["counts"]["cancelled"], answer.json()["ended"]) == (202, 2, True)
    assert client.delete(f"/api/batches/{batch.pk}").status_code == 204
    assert client.get(f"/api/batches/{batch.pk}").status_code == 404
    assert Job.objects.count() == 3


def test_in_a_browser_a_batch_can_be_deleted_by_those_who_may(settings):
    settings.API_ALLOW_ANONYMOUS = False
    batch, owner = batch_with(completed=1), UserFactory()
    Batch.objects.update(owner=owner)
    pages = [
        signed_in(user).get(f"/api/batches/{batch.pk}", headers={"Accept": "text/html"}).text
        for user in (owner, staff_with("view_job", "delete_job"), staff_with("view_job"))
    ]
    assert ['data-method="DELETE"' in page for page in pages] == [True, True, False]


def test_the_batch_of_another_user_looks_like_one_that_does_not_exist(settings):
    settings.API_ALLOW_ANONYMOUS = False
    batch = batch_with(completed=1)
    Batch.objects.update(owner=UserFactory())
    stranger, reader = signed_in(UserFactory()), signed_in(staff_with("view_job"))
    url = f"/api/batches/{batch.pk}"
    for path in ("", "/items", "/items.csv", "/archive.zip"):
        assert stranger.get(url + path).status_code == 404
        assert APIClient().get(url + path).status_code == 401
    assert reader.get(url).status_code == 200
    for path in ("/retry", "/cancel"):
        assert stranger.post(url + path).status_code == 404
        assert reader.post(url + path).status_code == 403
    assert (stranger.delete(url).status_code, reader.delete(url).status_code) == (404, 403)
    assert stranger.get("/api/batches").json()["results"] == []


# --- files


def test_the_lines_are_a_table(client):
    batch = batch_with(completed=1, failed=1)
    batch.items.create(position=3, text="=hello", error_code="invalid_id", error_message="No paper.")
    answer = client.get(f"/api/batches/{batch.pk}/items.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="hidden-hill-batch-')
    rows = table(answer.getvalue())
    assert [(row["line"], row["status"], row["error_code"]) for row in rows] == [
        ("1", "completed", ""),
        ("2", "failed", "paper_not_found"),
        ("3", "refused", "invalid_id"),
    ]
    assert rows[0]["video_url"].endswith("/download")
    assert rows[2]["text"] == "'=hello"
