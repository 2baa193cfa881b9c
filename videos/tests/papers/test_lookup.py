"""Looking up what is pasted into the one box, with a fake NCBI."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from rest_framework.test import APIClient

from hiddenhill.tests.patience import within
from videos.models import Job
from videos.papers import preview
from videos.papers.lookup import look_up_lines
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.preprint_server import DOI as PREPRINT
from videos.tests.preprint_server import FakePreprintServer, posting

pytestmark = pytest.mark.usefixtures("cache_in_memory")
DOI = "10.5555/jir.2021.0412"
RECORDS = {
    "90000001": record("90000001"),
    "90000002": record("90000002", abstract=""),
    "90000003": record("90000003", retracted=True),
    "90000004": record("90000004", "Short naps on long shifts of nurses", doi=DOI.upper()),
    "90000005": record("90000005", "Short naps on long shifts of porters", doi="10.5555/jir,2021"),
}
LIST = f"90000001\nPMC90000003\n{DOI}\nNCT04123456\n12345\n10.5555/none\n90000002\n10.5555/jir,2021"


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


@pytest.fixture
def client():
    return APIClient()


def verdicts(text: str) -> list[tuple[str, str]]:
    """The id and the error code of each line."""
    return [(line.finding.pubmed_id, line.finding.error_code) for line in look_up_lines(text)]


def test_a_doi_leads_to_its_paper_and_stays_the_id(ncbi):
    (line,) = look_up_lines(f"https://journals.example.org/doi/full/{DOI}")
    assert line.finding.pubmed_id == DOI
    assert (line.finding.paper["pmid"], line.finding.paper["pmcid"]) == ("90000004", "PMC90000004")
    assert line.finding.seconds


def test_a_paper_is_shown_within_a_second(ncbi):
    with within(1):
        assert look_up_lines(f"doi: {DOI}")[0].is_good


def test_each_line_of_a_list_has_its_verdict(ncbi):
    assert verdicts(LIST) == [
        ("90000001", ""),
        ("PMC90000003", "paper_retracted"),
        (DOI, ""),
        ("", "invalid_id"),
        ("12345", "paper_not_found"),
        ("10.5555/none", "paper_not_found"),
        ("90000002", "paper_has_no_text"),
        ("10.5555/jir,2021", ""),
    ]


def test_a_list_has_the_same_verdicts_as_its_lines_alone(ncbi):
    together = [(line.finding.pubmed_id, line.finding.error_code, line.finding.paper) for line in look_up_lines(LIST)]
    preview.shared_cache.clear()
    alone = [
        (line.finding.pubmed_id, line.finding.error_code, line.finding.paper)
        for each in LIST.split("\n")
        for line in look_up_lines(each)
    ]
    assert together == alone


def test_a_list_takes_few_requests_and_is_remembered(ncbi):
    fifty = "\n".join(f"9100{number:04}" for number in range(47)) + f"\nPMC90000003\n{DOI}\n90000001"
    look_up_lines(fifty)
    assert len(ncbi.requests) == 4, "two conversions, and two fetches of 25 records"
    look_up_lines(fifty)
    assert len(ncbi.requests) == 4


def test_a_list_of_more_than_fifty_papers_is_refused(ncbi):
    (line,) = look_up_lines("\n".join(f"9100{number:04}" for number in range(51)))
    assert "These are 51 papers. Enter 50 at once at most." in line.finding.error_message
    assert ncbi.requests == []


def test_words_of_a_title_offer_papers_and_take_none(ncbi):
    (line,) = look_up_lines("Short naps, on long shifts [2021] AND OR")
    assert line.hits == ()
    (line,) = look_up_lines("Short naps: on “long” shifts")
    assert [hit.pubmed_id for hit in line.hits] == ["90000004", "90000005"]
    assert line.hits[0].paper["year"] == "2024"
    assert (line.finding.paper, line.is_good) == (None, False)
    assert ncbi.requests[-2][1]["term"] == "short naps on long shifts[title]"


def test_words_that_no_title_has_are_not_found(ncbi):
    assert verdicts("short naps of dentists") == [("", "paper_not_found")]


@pytest.mark.parametrize(
    "text", ["hello", "two words", "https://example.org/a/title/with/words", "rs1234567 and rs7654321"]
)
def test_nothing_is_searched_for_other_texts(ncbi, text):
    assert verdicts(text) == [("", "invalid_id")]
    assert ncbi.requests == []


def test_lines_that_ncbi_left_out_are_open_and_continue_with_the_next_look_up(ncbi, monkeypatch):
    monkeypatch.setattr("videos.papers.lookup._AT_ONCE", 1)
    answered = ncbi.answer

    def only_the_first(path, asked):
        return answered(path, asked) if asked.get("id") == "90000001" else (400, "text/plain", b"")

    ncbi.answer = only_the_first
    first, second = look_up_lines("90000001\n90000004")
    assert (first.is_good, second.is_open) == (True, True)
    ncbi.answer = answered
    assert [line.is_good for line in look_up_lines("90000001\n90000004")] == [True, True]
    assert [asked["id"] for _, asked in ncbi.requests] == ["90000001", "90000004", "90000004"]


def test_a_list_that_takes_longer_than_a_look_up_comes_to_its_end(ncbi, monkeypatch):
    monkeypatch.setattr(preview, "BUDGET", 0.5)
    ncbi.converts_dois = False
    ncbi.pmids_by_doi |= {f"10.5555/a{number}": "90000001" for number in range(12)}
    listed = "\n".join([*ncbi.pmids_by_doi, "short naps on long shifts", "naps on shifts of porters"])
    left = [sum(line.is_open for line in look_up_lines(listed))]
    while left[-1] and len(left) < 40:
        left.append(sum(line.is_open for line in look_up_lines(listed)))
    assert left[0] > 0
    assert left[-1] == 0
    asked = len(ncbi.requests)
    look_up_lines(listed)
    assert len(ncbi.requests) == asked


FAULTS = {
    "503": eutils.errors(503, eutils.MAINTENANCE_PAGE),
    "429": eutils.rate_limited(),
    "200 with an error": eutils.search_failed(),
    "HTML": eutils.page(),
    "an empty list": eutils.empty_list(),
    "silence": eutils.silence(),
}


@pytest.mark.parametrize("text", [DOI, f"{DOI}\n90000001", "short naps on long shifts"], ids=["doi", "list", "title"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_while_ncbi_is_away_the_paper_is_unavailable_and_not_unknown(ncbi, monkeypatch, fault, text):
    monkeypatch.setattr(preview, "BUDGET", 0.5)
    ncbi.always_fail_with(fault)
    with within(5):
        assert {code for _, code in verdicts(text)} == {"paper_unavailable"}


# --- the same over HTTP


def test_the_api_answers_for_one_paper_as_for_its_id(ncbi, client):
    answer = client.get("/api/papers", {"q": DOI}).json()
    assert answer == client.get("/api/papers", {"id": DOI}).json() | {"hits": [], "entries": []}
    assert answer["pubmed_id"] == DOI


def test_the_api_offers_papers_for_a_title(ncbi, client):
    answer = client.get("/api/papers", {"q": "short naps on long shifts"}).json()
    assert (answer["pubmed_id"], answer["paper"], answer["entries"]) == (None, None, [])
    assert [hit["paper"]["title"] for hit in answer["hits"]] == [
        "Short naps on long shifts of nurses",
        "Short naps on long shifts of porters",
    ]


def test_the_api_has_an_entry_for_each_line(ncbi, client):
    answer = client.get("/api/papers", {"q": f"{DOI}\narXiv:2103.01234\nshort naps on long shifts"})
    assert answer.status_code == 200
    first, second, third = answer.json()["entries"]
    assert (first["text"], first["pubmed_id"], first["error_code"]) == (DOI, DOI, None)
    assert (second["pubmed_id"], second["paper"], second["error_code"]) == (None, None, "invalid_id")
    assert "arXiv" in second["error_message"]
    assert len(third["hits"]) == 2


@pytest.mark.parametrize(
    ("pasted", "status", "code"),
    [
        ("", 400, "invalid_id"),
        ("nonsense", 400, "invalid_id"),
        ("10.5555/none", 404, "paper_not_found"),
        ("no title has these words", 404, "paper_not_found"),
        ("90000002", 422, "paper_has_no_text"),
    ],
)
def test_the_api_says_why_there_is_no_paper(ncbi, client, pasted, status, code):
    answer = client.get("/api/papers", {"q": pasted})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


# --- no link is opened


class _Trap(BaseHTTPRequestHandler):
    """Counts requests and answers as a page of a publisher would."""

    def do_GET(self) -> None:
        self.server.opened.append(self.path)
        self.send_response(302)
        self.send_header("Location", f"https://doi.org/{DOI}")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def trap():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Trap)
    server.opened = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


LINKS = [
    "http://{}/31234567",
    f"http://{{}}/doi/full/{DOI}",
    f"http://{{}}/?doi={DOI}",
    "http://{}/login?url=https://pubmed.ncbi.nlm.nih.gov/90000001/",
    "https://login.proxy.example.edu/login?url=http://{}/90000001",
    "http://pubmed.ncbi.nlm.nih.gov@{}/90000001",
    "{}/PMC90000001",
    "<http://{}/a> [a](http://{}/b)",
    "http://{}/one\nhttp://{}/two\n90000001",
    "A reference with many words and a link. http://{}/a PMID: 90000001",
]


@pytest.mark.django_db
@pytest.mark.parametrize("link", LINKS)
def test_no_link_that_a_user_gives_is_ever_opened(ncbi, trap, client, waiting_queue, link):
    text = link.replace("{}", f"127.0.0.1:{trap.server_port}")
    for name in ("id", "q"):
        client.get("/api/papers", {name: text})
    client.post("/api/videos/generate", {"pubmed_id": text})
    client.get("/", {"pubmed_id": text})
    client.post("/", {"pubmed_id": text}, format="multipart")
    client.post("/papers", {"pubmed_id": text}, format="multipart")
    for job in Job.objects.all():
        preview.look_up(job.pubmed_id)
    assert trap.opened == []
    sent = {value for _, asked in ncbi.requests for value in asked.values()}
    assert not any("127.0.0.1" in value or "http" in value for value in sent)


@pytest.fixture
def preprints(settings):
    with FakePreprintServer([posting(published="10.5555/milk.7")]) as server:
        settings.BIORXIV_API_URL = server.origin
        yield server


def test_a_preprint_is_looked_up_at_its_server_and_its_published_version_is_offered(ncbi, preprints, client):
    found = client.get("/api/papers", {"q": f"https://www.medrxiv.org/content/{PREPRINT}v1.full"}).json()
    assert (found["pubmed_id"], found["error_code"]) == (PREPRINT, None)
    assert (found["paper"]["origin"], found["paper"]["preprint"]["published"]) == ("medRxiv", "10.5555/milk.7")
    assert found["seconds"]["short"] > 0
    assert ncbi.requests == []


def test_a_preprint_in_a_list_has_the_verdict_that_it_has_alone(ncbi, preprints):
    unknown = "10.1101/2020.01.01.20000001"
    listed = f"{PREPRINT}\n90000001\n{unknown}"
    assert verdicts(listed) == [(PREPRINT, ""), ("90000001", ""), (unknown, "paper_not_found")]
    together = look_up_lines(listed)[0].finding.paper
    preview.shared_cache.clear()
    assert look_up_lines(PREPRINT)[0].finding.paper == together


def test_while_the_servers_of_preprints_are_away_the_other_lines_have_their_verdicts(ncbi, preprints):
    preprints.always_fail_with(eutils.errors(503))
    with within(8):
        assert verdicts(f"{PREPRINT}\n90000001") == [(PREPRINT, "paper_unavailable"), ("90000001", "")]
    preprints.always_fail_with(None)
    assert verdicts(f"{PREPRINT}\n90000001") == [(PREPRINT, ""), ("90000001", "")]


def test_a_look_up_at_a_silent_server_ends(ncbi, preprints, settings):
    preprints.always_fail_with(eutils.silence())
    with within(9):
        assert verdicts(PREPRINT) == [(PREPRINT, "paper_unavailable")]
