"""Requests for full texts to Europe PMC and to NCBI, over real HTTP."""

from collections.abc import Iterator

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline import jats
from videos.pipeline.errors import FullTextUnavailable, NcbiUnreachable, PaperUnavailable
from videos.pipeline.outside.europe_pmc import EuropePmc, EuropePmcAccess
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.full_texts import article
from videos.tests.pmc_servers import BAD_QUERY, EMPTY_SEARCH, EUROPE_ERROR, FakeEuropePmc

PMCID = "PMC9000001"
XML = article()


@pytest.fixture
def server() -> Iterator[FakeEuropePmc]:
    with FakeEuropePmc({PMCID: "cc by", "PMC2": None}, {PMCID: XML}) as server:
        yield server


def client(server: FakeEuropePmc, **access: object) -> EuropePmc:
    given = {"timeout": 60.0, **access}
    return EuropePmc(EuropePmcAccess(url=server.rest_url, **given), sleep=lambda seconds: None, pace=lambda gap: 0.0)


def test_the_licence_of_a_record_is_read(server):
    assert client(server).licence(PMCID) == "cc by"
    path, asked = server.requests[0]
    assert path == "/europepmc/webservices/rest/search"
    assert asked == {"query": "PMCID:PMC9000001", "resultType": "core", "format": "json"}
    assert client(server).licence("PMC2") is None


def test_a_text_is_downloaded(server):
    assert client(server).text(PMCID) == XML
    assert server.requests == [("/europepmc/webservices/rest/PMC9000001/fullTextXML", {})]


def test_a_closed_text_is_none(server):
    assert client(server).text("PMC2") is None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        eutils.page(EMPTY_SEARCH),
        eutils.page(EUROPE_ERROR),
        eutils.errors(429),
        eutils.errors(503, eutils.MAINTENANCE_PAGE),
        eutils.hang_up(),
        eutils.page(eutils.MAINTENANCE_PAGE),
        eutils.page(b"[" * 100_000),
    ],
    ids=["empty under load", "200 with an error", "429", "503 with a web page", "hang up", "web page", "depth"],
)
def test_a_transient_error_is_retried_and_then_will_pass(server, fault):
    server.fail_with(fault, fault)
    assert client(server).licence(PMCID) == "cc by"
    server.always_fail_with(fault)
    with pytest.raises(FullTextUnavailable, match="Europe PMC") as refused:
        client(server).licence(PMCID)
    assert refused.value.transient
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "fault",
    [
        eutils.page(BAD_QUERY),
        eutils.page(b"[]"),
        eutils.page(b'{"resultList": {"result": [{"pmcid": "PMC3"}]}}'),
        eutils.errors(403),
    ],
    ids=["bad query", "list", "another article", "403"],
)
def test_a_response_that_cannot_be_used_is_refused(server, fault):
    server.always_fail_with(fault)
    with pytest.raises(FullTextUnavailable) as refused:
        client(server).licence(PMCID)
    assert not refused.value.transient
    assert len(server.requests) == 1


def test_a_redirect_to_another_host_is_not_followed(server):
    with FakeEuropePmc({}, {PMCID: XML}) as elsewhere:
        server.fail_with(eutils.redirected(elsewhere.rest_url), eutils.redirected(elsewhere.rest_url))
        for request in (client(server).text, client(server).licence):
            with pytest.raises(FullTextUnavailable, match="redirected"):
                request(PMCID)
        assert elsewhere.requests == []


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_body()], ids=["silence", "slow body"])
def test_a_response_that_never_ends_times_out(server, fault):
    server.always_fail_with(fault)
    with within(3), pytest.raises(FullTextUnavailable, match=r"within 0\.2 seconds"):
        client(server, timeout=0.2, tries=2).text(PMCID)


def test_a_text_is_cut_off_at_its_size_limit(server):
    server.always_fail_with(eutils.endless_body())
    with pytest.raises(FullTextUnavailable, match="longer than 1000 bytes"):
        client(server, longest_text=1000).text(PMCID)


# efetch at NCBI


@pytest.fixture
def ncbi() -> Iterator[FakeNcbi]:
    with FakeNcbi({}) as server:
        server.full_texts[PMCID] = XML.split(b"\n", 1)[1]
        yield server


def efetch(server: FakeNcbi) -> Ncbi:
    access = NcbiAccess(eutils_url=server.eutils_url, timeout=60.0)
    return Ncbi(access, sleep=lambda seconds: None, pace=lambda gap: 0.0)


def test_efetch_sends_a_set_with_the_article(ncbi):
    xml = efetch(ncbi).text(PMCID)
    assert xml is not None
    assert jats.read(xml).pmcid == PMCID
    path, asked = ncbi.requests[0]
    assert path == "/entrez/eutils/efetch.fcgi"
    assert (asked["db"], asked["id"], asked["retmode"]) == ("pmc", "9000001", "xml")


def test_an_article_that_efetch_does_not_have_is_none(ncbi):
    assert efetch(ncbi).text("PMC1") is None
    ncbi.fail_with(eutils.errors(400))
    assert efetch(ncbi).text(PMCID) is None


def test_a_web_page_of_efetch_is_refused_by_the_reader(ncbi):
    ncbi.fail_with(eutils.page())
    xml = efetch(ncbi).text(PMCID)
    assert xml is not None
    with pytest.raises(FullTextUnavailable):
        jats.read(xml)


def test_efetch_that_is_away_is_transient(ncbi):
    ncbi.always_fail_with(eutils.errors(503))
    with pytest.raises(NcbiUnreachable):
        efetch(ncbi).text(PMCID)
    ncbi.always_fail_with(eutils.errors(403))
    with pytest.raises(PaperUnavailable) as refused:
        efetch(ncbi).text(PMCID)
    assert not refused.value.transient
