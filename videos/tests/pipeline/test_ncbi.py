"""The requests to NCBI, their limits and retries, and the handling of each response, over real HTTP."""

import asyncio
import gzip
import threading
from collections.abc import Iterator

import httpx
import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.errors import NcbiUnreachable, PaperNotFound, PaperUnavailable
from videos.pipeline.outside.downloads import Pace
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.paper import fetch
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi

KEY = "0123456789abcdef"
RECORD = b"""<?xml version="1.0" ?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article>
<ArticleTitle>An invented paper.</ArticleTitle><Abstract><AbstractText>We slept well in this invented study of eight
tired people.</AbstractText></Abstract></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC90000777</ArticleId>
<ArticleId IdType="doi">10.5555/JIR.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""


@pytest.fixture
def server() -> Iterator[FakeNcbi]:
    with FakeNcbi({"90000001": RECORD}) as server:
        yield server


class Sleeps(list[float]):
    """Does not sleep, and records the requested times."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def client(server: FakeNcbi, sleep: Sleeps | None = None, **access: object) -> Ncbi:
    """A client of ``server`` that does not sleep."""
    given = {"timeout": 60.0, **access}
    urls = {"eutils_url": server.eutils_url, "idconv_url": server.idconv_url}
    return Ncbi(NcbiAccess(**{**urls, **given}), sleep=Sleeps() if sleep is None else sleep, pace=lambda gap: 0.0)


def test_a_record_is_requested_by_its_pmid_and_the_client_identifies_itself(server):
    body = client(server, tool="mytool", email="me@example.org", api_key=KEY).record("90000001")
    assert b"<PMID>90000001</PMID>" in body
    assert server.requests == [
        (
            "/entrez/eutils/efetch.fcgi",
            {
                "db": "pubmed",
                "id": "90000001",
                "retmode": "xml",
                "tool": "mytool",
                "email": "me@example.org",
                "api_key": KEY,
            },
        )
    ]


def test_empty_parameters_are_not_sent(server):
    client(server, tool="mytool").record("90000001")
    assert "email" not in server.requests[0][1]
    assert "api_key" not in server.requests[0][1]


def test_the_base_url_may_end_with_or_without_a_slash(server):
    assert client(server, eutils_url=server.eutils_url.rstrip("/")).record("90000001")


def test_a_pmc_id_is_resolved_by_the_id_converter(server):
    assert client(server).pmid_of("PMC90000777") == "90000001"
    path, parameters = server.requests[0]
    assert path == "/tools/idconv/api/v1/articles/"
    assert (parameters["ids"], parameters["format"]) == ("PMC90000777", "json")


def test_the_api_key_is_not_sent_to_the_id_converter(server):
    client(server, api_key=KEY).pmid_of("PMC90000777")
    assert KEY not in server.requests[0][1].values()


def test_the_error_for_an_id_that_the_converter_does_not_know_mentions_papers_outside_pmc(server):
    with pytest.raises(PaperNotFound, match="knows only papers in PMC"):
        client(server).pmid_of("PMC1")


def test_a_pmc_article_without_a_pmid_is_not_in_pubmed(server):
    server.pmcids_without_pmid.add("PMC2")
    with pytest.raises(PaperNotFound, match="no record in PubMed"):
        client(server).pmid_of("PMC2")


def test_a_converter_response_for_another_article_is_refused(server):
    server.fail_with(eutils.page(b'{"status":"ok","records":[{"pmcid":"PMC3","pmid":3}]}'))
    with pytest.raises(PaperUnavailable, match="PMC2"):
        client(server).pmid_of("PMC2")


@pytest.mark.parametrize("body", [b"<html>Back soon</html>", b"[]", b'{"records":[]}', b"\xff", b"[" * 100_000])
def test_a_converter_response_without_the_article_is_refused(server, body):
    server.fail_with(eutils.page(body))
    with pytest.raises(PaperUnavailable):
        client(server).pmid_of("PMC2")


def test_a_paper_is_fetched_by_its_pmc_id_through_both_services(server):
    assert fetch("PMC90000777", client(server)).title.text == "An invented paper"
    assert [path for path, _ in server.requests] == [eutils.IDCONV, eutils.EFETCH]


DOI = "10.5555/jir.1"


def test_a_search_sends_the_term_and_the_identity(server):
    assert client(server, email="me@example.org", api_key=KEY).search("10.5555/jir.1[doi]") == ["90000001"]
    ((path, asked),) = server.requests
    assert path == "/entrez/eutils/esearch.fcgi"
    assert (asked["db"], asked["term"], asked["retmode"], asked["api_key"]) == ("pubmed", f"{DOI}[doi]", "json", KEY)


def test_a_search_without_hits_is_no_error(server):
    assert client(server).search("10.5555/none[doi]") == []


@pytest.mark.parametrize("retmax", [1, 2])
def test_a_search_returns_so_many_hits_at_most(server, retmax):
    server.searches["naps[title]"] = ["3", "2", "1"]
    assert client(server).search("naps[title]", most=retmax) == ["3", "2", "1"][:retmax]


@pytest.mark.parametrize("in_pmc", [True, False])
def test_a_paper_is_fetched_by_its_doi(server, in_pmc):
    server.converts_dois = in_pmc
    assert fetch(DOI, client(server)).pmid == "90000001"
    assert len(server.requests) == 2


def test_a_paper_that_only_the_id_converter_finds_is_fetched_by_its_doi(server):
    server.searches[f"{DOI}[doi]"] = []
    assert fetch(DOI, client(server)).pmid == "90000001"
    assert [asked.get("idtype") for _, asked in server.requests] == [None, "doi", None]


def test_a_doi_that_neither_service_knows_is_not_found(server):
    with pytest.raises(PaperNotFound, match="no record with the DOI"):
        fetch("10.5555/none", client(server))


@pytest.mark.parametrize(
    "fault",
    [
        eutils.errors(503, eutils.MAINTENANCE_PAGE),
        eutils.rate_limited(),
        eutils.search_failed(),
        eutils.overloaded(),
        eutils.hang_up(),
    ],
    ids=["503 with HTML", "429", "200 with an error", "200 with a rate limit", "hang-up"],
)
def test_a_failed_search_is_repeated(server, fault):
    server.fail_with(fault, fault)
    assert fetch(DOI, client(server)).pmid == "90000001"


@pytest.mark.parametrize(
    "fault",
    [
        eutils.errors(503, eutils.MAINTENANCE_PAGE),
        eutils.rate_limited(),
        eutils.search_failed(),
        eutils.overloaded(),
        eutils.empty_list(),
        eutils.page(),
        eutils.document(b"[]"),
        eutils.document(b'{"esearchresult": {"ERROR": "some other error"}}'),
    ],
    ids=["503 with HTML", "429", "error", "rate limit", "empty list", "HTML", "other JSON", "other error"],
)
def test_a_search_that_keeps_failing_will_pass(server, fault):
    server.always_fail_with(fault)
    with pytest.raises(NcbiUnreachable, match="Try again later"):
        fetch(DOI, client(server))


def test_a_slow_search_times_out_and_will_pass(server):
    server.always_fail_with(eutils.slow_body())
    with within(20), pytest.raises(NcbiUnreachable):
        client(server, timeout=0.2).search(f"{DOI}[doi]")


@pytest.mark.parametrize("body", [b'{"records":[{"doi":"10.5555/other","pmid":1}]}', b'{"records":[]}', b"{}"])
def test_a_conversion_of_another_doi_is_refused(server, body):
    server.fail_with(eutils.document(body))
    with pytest.raises(PaperUnavailable, match=r"does not mention 10\.5555/jir\.1"):
        client(server).pmid_of(DOI)


def test_an_unknown_pmid_is_not_found(server):
    with pytest.raises(PaperNotFound, match="90000009"):
        fetch("90000009", client(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "body", [b"ID list is empty! Possibly it has no correct IDs.", b"<ERROR>cannot get document summary</ERROR>"]
)
def test_ncbis_messages_for_no_such_record_mean_not_found(server, status, body):
    server.fail_with(eutils.errors(status, body))
    with pytest.raises(PaperNotFound):
        client(server).record("5")


@pytest.mark.parametrize(
    "fault",
    [eutils.errors(500), eutils.errors(503), eutils.rate_limited(), eutils.hang_up()],
    ids=["500", "503", "429", "hang up"],
)
def test_a_transient_error_is_retried(server, fault):
    server.fail_with(fault, fault)
    assert client(server).record("90000001")
    assert len(server.requests) == 3


def test_after_three_tries_the_error_names_the_last_status(server):
    server.always_fail_with(eutils.errors(502))
    with pytest.raises(PaperUnavailable, match=r"status 502.*later") as refused:
        client(server).record("90000001")
    assert refused.value.transient
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 414])
def test_a_refused_request_is_not_retried(server, status):
    server.always_fail_with(eutils.errors(status))
    with pytest.raises(PaperUnavailable, match=str(status)) as refused:
        client(server).record("90000001")
    assert not refused.value.transient
    assert len(server.requests) == 1


def test_the_error_for_a_refused_api_key_does_not_contain_the_key(server):
    server.fail_with(eutils.errors(400, f'{{"error":"API key invalid","api-key":"{KEY}"}}'.encode()))
    with pytest.raises(PaperUnavailable, match="API key") as refused:
        client(server, api_key=KEY).record("90000001")
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("fault", [eutils.errors(500), eutils.redirected("/?x"), eutils.hang_up()])
def test_the_api_key_is_in_no_message_and_no_log(server, fault, caplog):
    caplog.set_level("INFO")
    server.always_fail_with(fault)
    with pytest.raises(PaperUnavailable) as refused:
        client(server, api_key=KEY).record("90000001")
    assert KEY not in str(refused.value)
    assert KEY not in caplog.text
    assert KEY not in repr(NcbiAccess(api_key=KEY))


def test_the_pause_between_tries_follows_retry_after_up_to_a_limit(server):
    server.fail_with(eutils.rate_limited("3"), eutils.rate_limited("3600"))
    sleep = Sleeps()
    client(server, sleep, longest_pause=4.0).record("90000001")
    assert sum(sleep) == 3.0 + 4.0


@pytest.mark.parametrize("header", ["soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_is_not_a_number_is_ignored(server, header):
    server.fail_with(eutils.rate_limited(header))
    sleep = Sleeps()
    client(server, sleep).record("90000001")
    assert max(sleep) <= 5


def test_waiting_is_called_every_second_of_a_pause(server):
    server.fail_with(eutils.rate_limited("4"))
    sleep, calls = Sleeps(), []
    client(server, sleep).record("90000001", waiting=lambda: calls.append(len(sleep)))
    assert sum(sleep) == 4.0
    assert max(sleep) == 1.0
    assert len(calls) >= 4


def test_waiting_is_called_outside_a_running_event_loop(server):
    def waiting() -> None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        raise Cancelled

    server.always_fail_with(eutils.silence())
    with pytest.raises(Cancelled):
        client(server, timeout=30.0).record("90000001", waiting)


class Cancelled(Exception):
    """The record is no longer needed."""


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_body()], ids=["silent", "dripping"])
def test_a_cancelled_request_ends_at_once(server, fault):
    def waiting() -> None:
        raise Cancelled

    server.always_fail_with(fault)
    with within(3), pytest.raises(Cancelled):
        client(server, timeout=30.0).record("90000001", waiting)


class HungNameServer(httpx.AsyncBaseTransport):
    """Resolves a name as asyncio does, in a thread that cannot be interrupted."""

    def __init__(self) -> None:
        self.answers = threading.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.get_running_loop().run_in_executor(None, self.answers.wait)
        raise AssertionError("the request had been given up")


@pytest.fixture
def hung() -> Iterator[HungNameServer]:
    hung = HungNameServer()
    yield hung
    hung.answers.set()


def test_a_hung_dns_lookup_does_not_outlast_the_timeout(hung):
    with within(2), pytest.raises(PaperUnavailable, match=r"within 0\.2 seconds"):
        Ncbi(NcbiAccess(timeout=0.2, tries=1), transport=hung).record("90000001")


def test_a_hung_dns_lookup_does_not_delay_a_cancellation(hung):
    def waiting() -> None:
        raise Cancelled

    with within(3), pytest.raises(Cancelled):
        Ncbi(NcbiAccess(timeout=30.0), transport=hung).record("90000001", waiting)


def test_a_redirect_is_not_followed(server):
    with FakeNcbi({"90000001": RECORD}) as elsewhere:
        server.fail_with(eutils.redirected(elsewhere.eutils_url + "efetch.fcgi"))
        with pytest.raises(PaperUnavailable, match="redirect"):
            client(server).record("90000001")
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "fault",
    [eutils.silence(), eutils.slow_headers(), eutils.slow_body()],
    ids=["silence", "slow headers", "slow body"],
)
def test_a_response_that_never_ends_times_out(server, fault):
    server.always_fail_with(fault)
    with within(2), pytest.raises(PaperUnavailable, match=r"within 0\.2 seconds"):
        client(server, timeout=0.2, tries=2).record("90000001")


def test_an_endless_response_is_cut_off_at_the_size_limit(server):
    server.always_fail_with(eutils.endless_body())
    with pytest.raises(PaperUnavailable, match="longer than 1000000 bytes"):
        client(server, max_bytes=1_000_000).record("90000001")


def test_a_conversion_is_read_up_to_100_kb(server):
    server.fail_with(eutils.page(b"[" + b"[]," * 40_000))
    with pytest.raises(PaperUnavailable, match="longer than 100000 bytes"):
        client(server).pmid_of("PMC90000001")
    assert len(server.requests) == 1


def test_an_unrequested_compressed_response_is_not_decompressed(server):
    server.fail_with(eutils.compressed(gzip.compress(bytes(10_000_000))))
    with pytest.raises(PaperUnavailable, match="compressed"):
        client(server).record("90000001")


def test_a_closed_port_is_unavailable():
    with FakeNcbi({}) as gone:
        pass
    with pytest.raises(PaperUnavailable, match=r"could not be reached \(ConnectError\)"):
        client(gone).record("90000001")


@pytest.mark.parametrize("fault", [eutils.page(), eutils.document(eutils.ENTITY_BOMB)], ids=["web page", "bomb"])
def test_a_response_that_is_not_a_record_is_refused_by_the_parser(server, fault):
    server.fail_with(fault)
    with pytest.raises(PaperUnavailable):
        fetch("90000001", client(server))


def test_every_try_waits_for_its_slot(server):
    gaps: list[float] = []

    def pace(gap: float) -> float:
        gaps.append(gap)
        return 0.25

    sleep = Sleeps()
    server.fail_with(eutils.errors(503))
    access = NcbiAccess(eutils_url=server.eutils_url, api_key=KEY)
    Ncbi(access, sleep=sleep, pace=pace).record("90000001")
    assert gaps == [access.gap, access.gap]
    assert sleep.count(0.25) == 2


def test_without_a_key_no_more_than_three_requests_a_second_are_made():
    assert 3 * NcbiAccess().gap >= 1
    assert 10 * NcbiAccess(api_key=KEY).gap >= 1


def test_slots_are_a_gap_apart_and_unused_ones_are_lost():
    now = 100.0
    pace = Pace(clock=lambda: now)
    assert [pace.wait(0.5), pace.wait(0.5), pace.wait(0.5)] == [0.0, 0.5, 1.0]
    now = 200.0
    assert [pace.wait(0.5), pace.wait(0.5)] == [0.0, 0.5]


def test_by_default_all_tries_end_within_half_a_minute():
    access = NcbiAccess()
    backoff = sum(min(access.longest_pause, 2.0**n) for n in range(access.tries - 1))
    assert access.tries * (access.timeout + access.gap) + backoff < 30
