"""The pages of batches."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from videos.api.throttling import WriteThrottle
from videos.jobs import batches
from videos.jobs.batches import BatchRequest
from videos.jobs.request import VideoRequest
from videos.models import Batch, Job, Status
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Format
from videos.tests.factories import UserFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann():
    return UserFactory(username="ann")


@pytest.fixture
def client(ann, settings) -> Client:
    settings.API_ALLOW_ANONYMOUS = False
    settings.JOBS_PER_USER = 0
    return signed_in(ann)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def batch_of(owner, *ids: str, **how) -> Batch:
    batch, _ = batches.submit(BatchRequest(batches.read(ids), VideoRequest(PaperId(""), **how)), owner)
    return batch


def papers(number: int) -> list[str]:
    return [str(90000001 + place) for place in range(number)]


def fail(batch: Batch, paper: str, code: str, message: str = "") -> None:
    batch.jobs.filter(pubmed_id=paper).update(status=Status.FAILED, error_code=code, error_message=message or "No.")


def complete(batch: Batch, paper: str) -> None:
    done = {"status": Status.COMPLETED, "progress": 100, "folder": "videos/a", "size": 1, "title": "A title"}
    batch.jobs.filter(pubmed_id=paper).update(**done)


def text(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def line(page: str, number: int) -> str:
    """What the page says of a line, without markup."""
    found = re.search(rf'<li id="line-{number}".*?</li>', page)[0]
    return " ".join(re.sub("<[^>]+>", " ", found).split())


def test_each_line_has_its_result_its_reason_and_one_action(client, ann):
    batch = batch_of(ann, *papers(4), "hello")
    complete(batch, "90000001")
    fail(batch, "90000002", "timed_out")
    fail(batch, "90000003", "paper_not_found", "PubMed has no record with PMID 90000003.")
    page = text(client.get(f"/batches/{batch.pk}"))
    assert line(page, 1) == "A title Completed Watch A title"
    assert line(page, 2) == "PMID 90000002 Failed The video was not made in time. Try again later. Retry PMID 90000002"
    assert line(page, 3).startswith("PMID 90000003 Failed PubMed has no record with PMID 90000003. What to do")
    assert line(page, 4) == "PMID 90000004 Queued"
    assert re.match("hello Left out “hello” is not a paper id. .* Correct it : hello", line(page, 5))
    assert "1 of 4 videos finished" in page
    assert "Batch of 5 papers" in page


def test_a_page_shows_the_lines_of_one_kind(client, ann):
    batch = batch_of(ann, *papers(3), "hello")
    fail(batch, "90000002", "timed_out")
    shown = {show: text(client.get(f"/batches/{batch.pk}?show={show}")) for show in ("failed", "refused", "completed")}
    assert [re.findall(r'<li id="line-(\d)"', page) for page in shown.values()] == [["2"], ["4"], []]
    assert "There are none like this now." in shown["completed"]


def test_a_thousand_papers_are_pages_of_fifty_in_a_few_queries(client, ann):
    batch = batch_of(ann, *papers(1000))
    with CaptureQueriesContext(connection) as asked:
        page = text(client.get(f"/batches/{batch.pk}?page=20"))
    assert re.findall(r'<li id="line-(\d+)"', page) == [str(number) for number in range(951, 1001)]
    assert "Page 20 of 20" in page
    assert len(asked) <= 8  # two of them are of the session and the user
    with CaptureQueriesContext(connection) as asked:
        text(client.get("/batches"))
    assert len(asked) <= 5


def test_several_formats_stand_in_one_line(client, ann):
    page = text(client.get(f"/batches/{batch_of(ann, *papers(1), formats=(Format.LANDSCAPE, Format.PORTRAIT)).pk}"))
    assert line(page, 1) == "PMID 90000001 Landscape Queued PMID 90000001 Portrait Queued"


def test_the_page_polls_the_lines_that_change_while_a_video_is_made(client, ann):
    batch = batch_of(ann, *papers(3))
    complete(batch, "90000002")
    poll = re.search(r'id="summary" hx-get="([^"]+)"', text(client.get(f"/batches/{batch.pk}")))[1].replace(
        "&amp;", "&"
    )
    assert re.findall(r"line=(\d)", poll) == ["1", "3"]
    answer = text(client.get(poll, headers=HTMX))
    assert re.findall(r'<li id="line-(\d)" value="\d" hx-swap-oob="true">', answer) == ["1", "3"]
    assert 'id="actions"' not in answer
    complete(batch, "90000001")
    fail(batch, "90000003", "timed_out")
    answer = text(client.get(poll, headers=HTMX))
    assert line(answer, 3).endswith("Retry PMID 90000003")
    assert 'id="actions" class="choices" hx-swap-oob="true"' in answer
    assert "Retry the failed" in answer
    assert "hx-get" not in answer, "nothing goes on"


def test_a_batch_that_is_gone_reloads_the_page(client, ann):
    batch = batch_of(ann, *papers(1))
    url = f"/batches/{batch.pk}/progress"
    assert client.get(url).url == reverse("batch", args=[batch.pk])
    batch.delete()
    answer = client.get(url, headers=HTMX)
    assert (answer.status_code, answer["HX-Refresh"]) == (404, "true")


def test_the_failed_are_retried_together(client, ann):
    batch = batch_of(ann, *papers(3))
    fail(batch, "90000001", "timed_out")
    fail(batch, "90000002", "paper_not_found")
    page = text(client.post(f"/batches/{batch.pk}/retry", follow=True))
    assert "1 video queued again." in page
    assert batch.jobs.filter(status=Status.FAILED).count() == 1
    assert "A retry would help none." in text(client.post(f"/batches/{batch.pk}/retry", follow=True))


def test_cancelling_and_deleting_ask_first(client, ann):
    batch = batch_of(ann, *papers(2))
    complete(batch, "90000001")
    assert "The 1 that is finished stays." in text(client.get(f"/batches/{batch.pk}/cancel"))
    client.post(f"/batches/{batch.pk}/cancel")
    assert batch.jobs.filter(status=Status.CANCELLED).count() == 1
    assert "nothing to cancel" in text(client.get(f"/batches/{batch.pk}/cancel"))
    assert "finished videos stay in the library" in text(client.get(f"/batches/{batch.pk}/delete"))
    assert "The batch was deleted." in text(client.post(f"/batches/{batch.pk}/delete", follow=True))
    assert Job.objects.count() == 2
    assert client.get(f"/batches/{batch.pk}/retry").status_code == 404


def test_the_batch_of_another_user_does_not_exist_and_readers_cannot_change_it(client, ann):
    batch = batch_of(ann, *papers(1))
    stranger, reader = signed_in(UserFactory()), signed_in(staff_with("view_job"))
    for path in ("", "/progress", "/retry", "/cancel", "/delete"):
        answer = stranger.get(f"/batches/{batch.pk}{path}", headers=HTMX)
        assert answer.status_code == 404
    assert "There are no batches." in text(stranger.get("/batches"))
    assert "Cancel" not in text(reader.get(f"/batches/{batch.pk}"))
    for path in ("/retry", "/cancel", "/delete"):
        assert reader.post(f"/batches/{batch.pk}{path}").status_code == 403


def test_batches_are_listed_with_their_progress_and_linked_from_their_videos(client, ann):
    batch = batch_of(ann, *papers(2))
    complete(batch, "90000001")
    page = text(client.get("/batches"))
    assert "2 papers, " in page
    assert "50 % </progress>" in page or "50 %</progress>" in page
    assert f'href="/batches/{batch.pk}"' in text(client.get(f"/jobs/{batch.jobs.last().pk}"))
    assert 'href="/batches"' in text(client.get("/library"))


# --- the form for many papers

KEY = "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42"


def test_papers_one_on_each_line_are_requested_together(client, ann):
    sent = {
        "papers": "PMID: 90000001\n\nPMC1; PMC2\r\n10.5555/jir.1",
        "key": KEY,
        "length": "short",
        "formats": "square",
    }
    answer = client.post("/batches/new", sent)
    batch = Batch.objects.get()
    assert answer.url == f"/batches/{batch.pk}"
    assert [item.pubmed_id for item in batch.items.all()] == ["90000001", "PMC1", "PMC2", "10.5555/jir.1"]
    assert {(job.owner, job.priority, job.options.length, job.options.format) for job in batch.jobs.all()} == {
        (ann, "low", "short", "square")
    }
    assert client.post("/batches/new", sent).url == answer.url, "the same form again"


def test_lines_that_name_no_paper_are_named_and_may_be_left_out(client):
    sent = {"papers": "90000001\n\nhello\nNCT04123456", "key": KEY}
    answer = client.post("/batches/new", sent)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 400
    assert "Nothing was started: 2 lines name no paper." in page
    assert "Line 3: “hello” is not a paper id." in page
    assert "NCT04123456</textarea>" in page
    assert not Batch.objects.exists()
    client.post("/batches/new", {**sent, "skip_invalid": "true"})
    assert Batch.objects.get().jobs.count() == 1


@pytest.mark.parametrize(("number", "reason"), [(0, "field is required"), (1001, "no more than 1000")])
def test_an_empty_and_a_long_list_are_refused(client, number, reason):
    answer = client.post("/batches/new", {"papers": "\n".join(papers(number))})
    assert answer.status_code == 400
    assert reason in answer.content.decode()


def test_the_form_says_when_a_limit_is_reached(client, settings, monkeypatch, cache_in_memory):
    settings.JOBS_PER_USER = 1
    answer = client.post("/batches/new", {"papers": "90000001\n90000002"})
    assert answer.status_code == 422
    assert "These are 2 videos, and a user may have 1 unfinished ones at once" in answer.content.decode()
    client.post("/batches/new", {"papers": "90000001"})
    answer = client.post("/batches/new", {"papers": "90000002"})
    assert answer.status_code == 429
    assert "too many unfinished videos" in answer.content.decode()
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "0/min"})
    assert client.post("/batches/new", {"papers": "90000001"}).status_code == 429
