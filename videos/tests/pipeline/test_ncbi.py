"""How NCBI is asked, how long and how often, and what becomes of each of its answers: over real HTTP."""

import asyncio
import gzip
import threading
from collections.abc import Iterator

import httpx
import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.errors import PaperNotFound, PaperUnavailable
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess, Pace
from videos.pipeline.paper import fetch
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi

KEY = "0123456789abcdef"
RECORD = b"""<?xml version="1.0" ?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article>
<ArticleTitle>An invented paper.</ArticleTitle><Abstract><AbstractText>We slept well in this invented study of eight
tired people.</AbstractText></Abstract></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC90000777</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""


@pytest.fixture
def server() -> Iterator[FakeNcbi]:
    with FakeNcbi({"90000001": RECORD}) as server:
        yield server


class Sleeps(list[float]):
    """Sleeps no time and keeps what was asked for."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def client(server: FakeNcbi, sleep: Sleeps | None = None, **access: object) -> Ncbi:
    """A client of ``server`` that waits for nothing."""
    given = {"timeout": 60.0, **access}
    urls = {"eutils_url": server.eutils_url, "idconv_url": server.idconv_url}
    return Ncbi(NcbiAccess(**{**urls, **given}), sleep=Sleeps() if sleep is None else sleep, pace=lambda gap: 0.0)


def test_a_record_is_asked_for_by_its_pmid_and_the_asker_says_who_it_is(server):
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


def test_no_empty_parameter_is_sent(server):
    client(server, tool="mytool").record("90000001")
    assert "email" not in server.requests[0][1]
    assert "api_key" not in server.requests[0][1]


def test_the_base_address_may_end_with_or_without_a_slash(server):
    assert client(server, eutils_url=server.eutils_url.rstrip("/")).record("90000001")


def test_a_pmc_id_is_resolved_by_the_id_converter(server):
    assert client(server).pmid_of("PMC90000777") == "90000001"
    path, asked = server.requests[0]
    assert path == "/tools/idconv/api/v1/articles/"
    assert (asked["ids"], asked["format"]) == ("PMC90000777", "json")


def test_the_api_key_is_not_sent_to_the_id_converter(server):
    client(server, api_key=KEY).pmid_of("PMC90000777")
    assert KEY not in server.requests[0][1].values()


def test_an_id_that_the_converter_does_not_know_may_still_be_a_paper_outside_pmc(server):
    with pytest.raises(PaperNotFound, match="knows only papers in PMC"):
        client(server).pmid_of("PMC1")


def test_an_article_of_pmc_without_a_pmid_is_not_in_pubmed(server):
    server.pmcids_without_pmid.add("PMC2")
    with pytest.raises(PaperNotFound, match="no record in PubMed"):
        client(server).pmid_of("PMC2")


def test_an_answer_of_the_converter_on_another_article_is_not_taken(server):
    server.fail_with(eutils.page(b'{"status":"ok","records":[{"pmcid":"PMC3","pmid":3}]}'))
    with pytest.raises(PaperUnavailable, match="PMC2"):
        client(server).pmid_of("PMC2")


@pytest.mark.parametrize("body", [b"<html>Back soon</html>", b"[]", b'{"records":[]}', b"\xff", b"[" * 100_000])
def test_an_answer_of_the_converter_that_says_nothing_is_refused(server, body):
    server.fail_with(eutils.page(body))
    with pytest.raises(PaperUnavailable):
        client(server).pmid_of("PMC2")


def test_a_paper_is_fetched_by_its_pmc_id_through_both_services(server):
    assert fetch("PMC90000777", client(server)).title.text == "An invented paper"
    assert [path for path, _ in server.requests] == [eutils.IDCONV, eutils.EFETCH]


def test_an_unknown_pmid_is_not_found(server):
    with pytest.raises(PaperNotFound, match="90000009"):
        fetch("90000009", client(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "body", [b"ID list is empty! Possibly it has no correct IDs.", b"<ERROR>cannot get document summary</ERROR>"]
)
def test_ncbis_words_for_no_such_record_mean_not_found(server, status, body):
    server.fail_with(eutils.errors(status, body))
    with pytest.raises(PaperNotFound):
        client(server).record("5")


@pytest.mark.parametrize(
    "fault",
    [eutils.errors(500), eutils.errors(503), eutils.rate_limited(), eutils.hang_up()],
    ids=["500", "503", "429", "hang up"],
)
def test_a_passing_fault_is_tried_again(server, fault):
    server.fail_with(fault, fault)
    assert client(server).record("90000001")
    assert len(server.requests) == 3


def test_a_lasting_fault_is_given_up_after_three_tries_with_a_word_on_what_was_seen(server):
    server.always_fail_with(eutils.errors(502))
    with pytest.raises(PaperUnavailable, match=r"status 502.*later"):
        client(server).record("90000001")
    assert len(server.requests) == 3


def test_an_unavailable_paper_may_be_asked_for_again():
    assert PaperUnavailable.transient


@pytest.mark.parametrize("status", [400, 403, 404, 414])
def test_a_refused_request_is_not_repeated(server, status):
    server.always_fail_with(eutils.errors(status))
    with pytest.raises(PaperUnavailable, match=str(status)):
        client(server).record("90000001")
    assert len(server.requests) == 1


def test_a_refused_api_key_is_told_without_the_key(server):
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


def test_between_tries_the_pause_is_what_ncbi_asks_for_within_bounds(server):
    server.fail_with(eutils.rate_limited("3"), eutils.rate_limited("3600"))
    sleep = Sleeps()
    client(server, sleep, longest_pause=4.0).record("90000001")
    assert sum(sleep) == 3.0 + 4.0


@pytest.mark.parametrize("header", ["soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_is_no_number_is_passed_over(server, header):
    server.fail_with(eutils.rate_limited(header))
    sleep = Sleeps()
    client(server, sleep).record("90000001")
    assert max(sleep) <= 5


def test_a_sign_of_life_is_given_every_second_of_a_pause(server):
    server.fail_with(eutils.rate_limited("4"))
    sleep, signs = Sleeps(), []
    client(server, sleep).record("90000001", waiting=lambda: signs.append(len(sleep)))
    assert sum(sleep) == 4.0
    assert max(sleep) == 1.0
    assert len(signs) >= 4


def test_a_sign_of_life_may_do_what_cannot_be_done_inside_a_running_event_loop(server):
    def waiting() -> None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        raise Cancelled

    server.always_fail_with(eutils.silence())
    with pytest.raises(Cancelled):
        client(server, timeout=30.0).record("90000001", waiting)


class Cancelled(Exception):
    """Whoever wanted the record does not want it any longer."""


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_body()], ids=["silent", "dripping"])
def test_a_request_ends_within_moments_when_it_is_no_longer_wanted(server, fault):
    def waiting() -> None:
        raise Cancelled

    server.always_fail_with(fault)
    with within(3), pytest.raises(Cancelled):
        client(server, timeout=30.0).record("90000001", waiting)


class HungNameServer(httpx.AsyncBaseTransport):
    """Looks up a name as asyncio does, in a thread that cannot be interrupted."""

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


def test_a_name_that_is_looked_up_for_ever_holds_nobody_beyond_the_time_limit(hung):
    with within(2), pytest.raises(PaperUnavailable, match=r"within 0\.2 seconds"):
        Ncbi(NcbiAccess(timeout=0.2, tries=1), transport=hung).record("90000001")


def test_a_name_that_is_looked_up_for_ever_holds_nobody_who_wants_to_stop(hung):
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
def test_an_answer_that_never_ends_is_cut_off_in_time(server, fault):
    server.always_fail_with(fault)
    with within(2), pytest.raises(PaperUnavailable, match=r"within 0\.2 seconds"):
        client(server, timeout=0.2, tries=2).record("90000001")


def test_an_answer_without_measure_is_cut_off_in_size(server):
    server.always_fail_with(eutils.endless_body())
    with pytest.raises(PaperUnavailable, match="longer than 1000000 bytes"):
        client(server, max_bytes=1_000_000).record("90000001")
    assert len(server.requests) == 1


def test_a_compressed_answer_that_nobody_asked_for_is_not_unpacked(server):
    server.fail_with(eutils.compressed(gzip.compress(bytes(10_000_000))))
    with pytest.raises(PaperUnavailable, match="compressed"):
        client(server).record("90000001")


def test_nobody_at_the_address_is_unavailable():
    with FakeNcbi({}) as gone:
        pass
    with pytest.raises(PaperUnavailable, match=r"could not be reached \(ConnectError\)"):
        client(gone).record("90000001")


@pytest.mark.parametrize("fault", [eutils.page(), eutils.document(eutils.ENTITY_BOMB)], ids=["web page", "bomb"])
def test_what_is_no_record_is_refused_when_it_is_read(server, fault):
    server.fail_with(fault)
    with pytest.raises(PaperUnavailable):
        fetch("90000001", client(server))


def test_every_try_waits_for_its_turn(server):
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


def test_turns_are_a_gap_apart_and_an_idle_time_is_not_made_up_for():
    now = 100.0
    pace = Pace(clock=lambda: now)
    assert [pace.wait(0.5), pace.wait(0.5), pace.wait(0.5)] == [0.0, 0.5, 1.0]
    now = 200.0
    assert [pace.wait(0.5), pace.wait(0.5)] == [0.0, 0.5]


def test_by_default_all_tries_end_within_half_a_minute():
    access = NcbiAccess()
    backoff = sum(min(access.longest_pause, 2.0**n) for n in range(access.tries - 1))
    assert access.tries * (access.timeout + access.gap) + backoff < 30
