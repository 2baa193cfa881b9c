"""The paper that an uploaded PDF is, with a fake NCBI."""

import io

import pytest
from rest_framework.test import APIClient

from videos.papers import pdf, preview
from videos.pipeline.outside.pdf import PdfRefused
from videos.tests import eutils, pdfs
from videos.tests.eutils import FakeNcbi, record
from videos.tests.preprint_server import FakePreprintServer, posting

pytestmark = pytest.mark.usefixtures("cache_in_memory")
DOI, CITED = "10.5555/jir.2021.0412", "10.5555/jir.1999.1"
RECORDS = {
    "90000003": record("90000003", "Naps that were never slept by anyone", retracted=True, doi="10.5555/jir.3"),
    "90000004": record("90000004", "Short naps on long shifts of nurses", doi=DOI),
    "90000005": record("90000005", "Sleep of porters in a far country", doi=CITED),
}


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def look_up(**printed: str):
    return pdf.look_up(io.BytesIO(pdfs.paper(**printed)))


def titles(line) -> list[str]:
    return [hit.paper["title"] for hit in line.hits]


def test_a_pdf_leads_to_its_paper_as_its_doi_would(ncbi):
    line = look_up(footer=f"doi:{DOI}")
    assert line.is_good
    assert line.finding == preview.look_up(DOI)
    assert line.finding.seconds


def test_the_record_whose_title_is_the_headline_is_taken(ncbi):
    line = look_up(first=f"doi:{CITED}", pages=f"#pagebreak() {DOI}")
    assert (line.finding.pubmed_id, line.hits) == (DOI, ())
    assert line.finding.seconds


def test_ids_of_one_paper_are_no_choice(ncbi):
    line = look_up(first=f"PMID: 90000004, PMCID: PMC90000004, doi:{DOI}")
    assert (line.finding.paper["pmid"], line.hits) == ("90000004", ())


def test_preprints_are_not_taken_for_each_other(ncbi, settings):
    own, cited = "10.1101/2026.11.03.26330001", "10.1101/2026.11.03.26330002"
    postings = [posting(doi=own, title="Short naps on long shifts of nurses"), posting(doi=cited)]
    with FakePreprintServer(postings) as server:
        settings.BIORXIV_API_URL = server.origin
        line = look_up(first=f"doi:{cited}", pages=f"#pagebreak() doi:{own}")
    assert (line.finding.pubmed_id, line.hits) == (own, ())


def test_a_cited_paper_is_offered_and_never_taken(ncbi):
    line = look_up(title="A letter to the editor", first=f"Person A. Sleep of porters in a far country. doi:{CITED}")
    assert line.finding.paper is None
    assert titles(line) == ["Sleep of porters in a far country"]


def test_a_title_in_small_print_is_believed_if_the_metadata_name_the_paper(ncbi):
    printed = {"title": "Original article", "first": "Short naps on long shifts of nurses"}
    assert look_up(**printed, footer=DOI).hits
    assert look_up(**printed, keywords=DOI).finding.pubmed_id == DOI


def test_the_metadata_of_another_paper_are_not_believed(ncbi):
    assert titles(look_up(title="A correction of another kind", keywords=CITED)) == [
        "Sleep of porters in a far country"
    ]


def test_two_headlines_are_a_choice(ncbi):
    line = look_up(
        first=f"doi:{DOI} #text(size: 14pt)[Sleep of porters in a far country] doi:{CITED}",
    )
    assert titles(line) == ["Short naps on long shifts of nurses", "Sleep of porters in a far country"]


def test_a_retracted_paper_is_shown_as_such(ncbi):
    line = look_up(title="Naps that were never slept by anyone", footer="doi:10.5555/jir.3")
    assert (line.finding.error_code, line.finding.paper["pmid"]) == ("paper_retracted", "90000003")


def test_a_doi_that_pubmed_does_not_have_is_named(ncbi):
    line = look_up(footer="doi:10.5555/none")
    assert (line.finding.error_code, line.hits) == ("paper_not_found", ())
    assert "10.5555/none" in line.finding.error_message


def test_while_ncbi_is_away_nothing_is_offered(ncbi):
    ncbi.fail_with(*[eutils.errors(503)] * 40)
    line = look_up(first=f"doi:{CITED}, doi:{DOI}")
    assert (line.finding.error_code, line.hits) == ("paper_unavailable", ())


def test_no_address_in_the_file_is_opened(ncbi):
    with FakeNcbi({}) as elsewhere:
        address = elsewhere.eutils_url.replace("/", "\\/")
        look_up(first=f'doi:{DOI} {address} #link("{elsewhere.eutils_url}")[here]')
        assert elsewhere.requests == []


UNNAMED = {
    "a paper without an id": (pdfs.paper(), "pdf_without_id"),
    "a scanned paper": (pdfs.SCANNED, "pdf_without_text"),
    "an encrypted paper": (pdfs.ENCRYPTED, "pdf_encrypted"),
}


@pytest.mark.parametrize(("content", "code"), UNNAMED.values(), ids=UNNAMED.keys())
def test_what_names_no_paper_is_refused(content, code):
    with pytest.raises(PdfRefused) as refused:
        pdf.look_up(io.BytesIO(content))
    assert refused.value.code == code


# --- over HTTP


def upload(content: bytes, name: str = "paper.pdf"):
    file = io.BytesIO(content)
    file.name = name
    return APIClient().post("/api/papers/upload", {"file": file}, format="multipart")


@pytest.mark.django_db
def test_the_api_answers_as_to_the_id(ncbi):
    answer = upload(pdfs.paper(footer=f"doi:{DOI}"), "notes.txt")
    assert answer.status_code == 200
    assert answer.json() == APIClient().get("/api/papers", {"q": DOI}).json()


@pytest.mark.django_db
def test_the_api_offers_papers_that_are_not_certain(ncbi):
    answer = upload(pdfs.paper(title="A letter to the editor", footer=f"doi:{CITED}"))
    assert (answer.status_code, answer.json()["paper"], len(answer.json()["hits"])) == (200, None, 1)


REFUSED = {
    "nothing": (b"", 400, "invalid"),
    "a text": (b"Short naps", 422, "not_a_pdf"),
    "an encrypted paper": (pdfs.ENCRYPTED, 422, "pdf_encrypted"),
    "a paper that was cut": (pdfs.CUT, 422, "pdf_broken"),
    "a scanned paper": (pdfs.SCANNED, 422, "pdf_without_text"),
    "a paper without an id": (pdfs.paper(), 422, "pdf_without_id"),
    "51 MB": (b"%PDF-1.7" + b" " * 51_000_000, 400, "invalid"),
    "a paper that is not in PubMed": (pdfs.paper(footer="doi:10.5555/none"), 404, "paper_not_found"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_the_api_says_what_is_wrong(ncbi, content, status, code):
    answer = upload(content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]


@pytest.mark.django_db
def test_no_file_stays(ncbi, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    for content in (pdfs.paper(footer=f"doi:{DOI}"), pdfs.CUT):
        upload(content)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_page_of_another_site_cannot_upload(settings, client):
    client = APIClient(enforce_csrf_checks=True)
    answer = client.post("/api/papers/upload", {}, format="multipart", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
