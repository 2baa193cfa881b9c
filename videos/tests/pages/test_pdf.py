"""A PDF in the studio, sent as the browser without JavaScript does."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from videos.api.throttling import WriteThrottle
from videos.models import Job
from videos.tests import pdfs
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_in_memory")]
DOI = "10.5555/jir.2021.0412"
RECORDS = {"90000004": record("90000004", "Short naps on long shifts of nurses", doi=DOI)}
FIELDS = {"pubmed_id": "", "formats": "portrait", "length": "short", "captions": "soft"}


@pytest.fixture(autouse=True)
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def send(client: Client, content: bytes, **headers: str):
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    return client.post("/", {**FIELDS, "pdf": file}, headers=headers)


def text(answer) -> str:
    return answer.content.decode()


def test_the_paper_is_shown_and_fills_the_box_and_nothing_starts(client):
    answer = send(client, pdfs.paper(footer=f"doi:{DOI}"))
    page = text(answer)
    assert answer.status_code == 200
    assert f">{DOI}</textarea>" in page
    assert "<h2>Short naps on long shifts of nurses</h2>" in page
    assert "The video will last about" in page
    assert not Job.objects.exists()


def test_the_options_are_kept(client):
    page = text(send(client, pdfs.paper(footer=f"doi:{DOI}")))
    assert re.search(r'value="portrait"[^>]* checked', page)
    assert re.search(r'value="short" selected', page)


def test_a_paper_that_is_not_certain_is_offered(client):
    page = text(send(client, pdfs.paper(title="A letter to the editor", footer=f"doi:{DOI}")))
    assert "Which paper do you mean?" in page
    assert "its headline does not show which of them it is" in page
    assert "></textarea>" in page


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"Short naps", 422, "The file is not a PDF. Enter the paper’s DOI, PMID or title instead."),
        (pdfs.SCANNED, 422, "probably pictures of a scanned paper. Enter the paper’s DOI"),
        (b"%PDF-1.7" + b" " * 50_100_000, 413, "at most 50 MB"),
        (pdfs.paper(footer="doi:10.5555/none"), 404, "PubMed has no record with the DOI 10.5555/none"),
    ],
    ids=["a text", "a scanned paper", "50.1 MB", "a paper outside PubMed"],
)
def test_what_is_wrong_is_said_in_the_place_of_the_paper(client, content, status, sentence):
    answer = send(client, content)
    assert answer.status_code == status
    assert sentence in text(answer)
    assert send(client, content, **{"HX-Request": "true"}).status_code == 200, "htmx shows no other"


def test_an_upload_counts_as_a_write(client, settings, monkeypatch):
    settings.API_ALLOW_ANONYMOUS = False
    client.force_login(UserFactory())
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"writes": "1/min"})
    assert [send(client, pdfs.CUT).status_code for _ in range(2)] == [422, 429]


def test_an_upload_needs_the_token_of_the_form():
    assert send(Client(enforce_csrf_checks=True), pdfs.paper()).status_code == 403
