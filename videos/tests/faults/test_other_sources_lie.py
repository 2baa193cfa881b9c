"""Europe PMC, the PMC Cloud Service and the servers of preprints that err, drip, find nothing and redirect.

Real workers ask them.
"""

from collections.abc import Mapping
from contextlib import ExitStack

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.full_texts import article
from videos.tests.pmc_servers import EMPTY_SEARCH, EUROPE_ERROR, S3_ERROR, Article, FakeCloud, FakeEuropePmc, copy_of
from videos.tests.preprint_server import EMPTY, NOT_NOW, FakePreprintServer, posting

pytestmark = pytest.mark.faults

Faults = Mapping[str, eutils.Fault]
LIMIT = "The sample was small and came from one village."
MAINTENANCE = eutils.errors(503, eutils.MAINTENANCE_PAGE)


class LyingEuropePmc(FakeEuropePmc):
    """Meets each query with a fault of its own."""

    faults: Faults = {}

    def note(self, path: str, asked: dict[str, str]) -> eutils.Fault | None:
        lasting = super().note(path, asked)
        return self.faults.get(asked.get("query", ""), lasting)


class LyingPreprintServer(FakePreprintServer):
    """Meets each DOI with a fault of its own."""

    faults: Faults = {}

    def note(self, path: str, asked: dict[str, str]) -> eutils.Fault | None:
        lasting = super().note(path, asked)
        return next((fault for doi, fault in self.faults.items() if doi in path), lasting)


class LyingCloud(FakeCloud):
    """Meets each path that ends like one of these with a fault of its own; a list is known by what it asks for."""

    faults: Faults = {}

    def note(self, path: str, asked: dict[str, str]) -> eutils.Fault | None:
        lasting = super().note(path, asked)
        return self.faults.get(asked.get("prefix", path), lasting)


def _was_postponed(service, job_id: str) -> bool:
    return any(attempt.outcome == "postponed" for attempt in service.attempts(job_id))


def test_while_ncbi_is_away_a_fault_of_europe_pmc_postpones_a_job_which_is_made_from_its_copy_afterwards(opened):
    pmids = [str(94000001 + number) for number in range(8)]
    with ExitStack() as running:
        elsewhere = running.enter_context(FakeEuropePmc({}, {}, [copy_of(pmid) for pmid in pmids]))
        ncbi = running.enter_context(FakeNcbi({}))
        europe = running.enter_context(LyingEuropePmc({}, {}, [copy_of(pmid) for pmid in pmids]))
        ncbi.always_fail_with(MAINTENANCE)
        lies = (
            eutils.page(EMPTY_SEARCH),
            eutils.page(EUROPE_ERROR),
            eutils.rate_limited("1"),
            MAINTENANCE,
            eutils.page(b'{"resultList": {"result": [{"pmid": "9400'),
            eutils.redirected(f"{elsewhere.rest_url}search"),
            eutils.endless_body(),
            eutils.slow_body(),
        )
        europe.faults = {f"EXT_ID:{pmid} AND SRC:MED": lie for pmid, lie in zip(pmids, lies, strict=True)}
        urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        service = opened("sqlite", **urls, EUROPE_PMC_URL=europe.rest_url, JOB_POSTPONE_SECONDS="1")
        service.start_all(workers=2)
        with service.watched():
            jobs = [service.accept(pmid, full_text=False) for pmid in pmids]
            eventually(lambda: all(_was_postponed(service, job_id) for job_id in jobs))
            europe.faults = {}
            seconds = service.settle()
        ends = service.check()
        origins = {service.job(job_id)["paper"]["origin"] for job_id in jobs}
        assert elsewhere.requests == []
    assert {ends[job_id.replace("-", "")] for job_id in jobs} == {"completed"}
    assert origins == {"Europe PMC"}
    injected = (
        "503 by NCBI; Europe PMC: empty list, 200 with an error, 429, 503 with HTML, truncated, redirect, 10 GB, "
        "dripping body"
    )
    saw = "eight times postponed, all completed from its copies afterwards"
    service.note("19 Europe PMC fails while NCBI is away", injected, saw, seconds)


def test_a_fault_of_the_preprint_servers_postpones_a_job_which_is_made_afterwards(opened):
    dois = [f"10.1101/2026.11.03.2633000{number}" for number in range(7)]
    with ExitStack() as running:
        elsewhere = running.enter_context(FakePreprintServer([posting(doi=dois[0])]))
        server = running.enter_context(LyingPreprintServer([posting(doi=doi) for doi in dois]))
        lies = (
            eutils.page(EMPTY),
            eutils.page(NOT_NOW),
            eutils.rate_limited("1"),
            MAINTENANCE,
            eutils.page(b'{"messages": [{"status": "ok"}], "collection": [{"doi": "10.11'),
            eutils.slow_body(),
            eutils.redirected(f"{elsewhere.origin}/details/medrxiv/{dois[0]}/na/json"),
        )
        server.faults = dict(zip(dois, lies, strict=True))
        service = opened("sqlite", BIORXIV_API_URL=server.origin, JOB_POSTPONE_SECONDS="1")
        service.start_all(workers=2)
        with service.watched():
            *jobs, redirected = [service.accept(doi) for doi in dois]
            eventually(lambda: all(_was_postponed(service, job_id) for job_id in jobs))
            server.faults = {}
            seconds = service.settle()
        ends = service.check()
        assert elsewhere.requests == []
    assert {ends[job_id.replace("-", "")] for job_id in jobs} == {"completed"}
    assert ends[redirected.replace("-", "")] == "paper_unavailable"
    injected = "empty list, 200 with an error, 429, 503 with HTML, truncated, dripping body; redirect to another host"
    saw = "six times postponed, all completed afterwards; paper_unavailable after the redirect"
    service.note("19 the preprint servers fail", injected, saw, seconds)


def test_a_fault_of_the_cloud_service_postpones_a_job_which_is_made_with_the_full_text_afterwards(opened):
    pmids = [str(95000001 + number) for number in range(8)]
    deposits = {f"PMC{pmid}": [_deposit(pmid)] for pmid in pmids}
    with ExitStack() as running:
        elsewhere = running.enter_context(FakeCloud(deposits))
        ncbi = running.enter_context(FakeNcbi({pmid: _record(pmid) for pmid in pmids}))
        cloud = running.enter_context(LyingCloud(deposits))
        lies = {
            "metadata/PMC95000001.": eutils.rate_limited("1"),
            "metadata/PMC95000002.": MAINTENANCE,
            "metadata/PMC95000003.": eutils.document(S3_ERROR),
            "metadata/PMC95000004.": eutils.slow_body(),
            "/metadata/PMC95000005.1.json": eutils.hang_up(),
            "/PMC95000006.1/PMC95000006.1.xml": eutils.document(article()[:-30]),
            "metadata/PMC95000007.": eutils.page(),
            "/PMC95000008.1/PMC95000008.1.xml": eutils.redirected(elsewhere.origin),
        }
        cloud.faults = lies
        urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        service = opened("sqlite", **urls, PMC_CLOUD_URL=cloud.origin, EUROPE_PMC_URL="", JOB_POSTPONE_SECONDS="1")
        service.start_all(workers=2)
        with service.watched():
            *passing, redirected = [service.accept(pmid) for pmid in pmids]
            eventually(lambda: all(_was_postponed(service, job_id) for job_id in passing))
            cloud.faults = {}
            seconds = service.settle()
        ends = service.check()
        says_limit = [LIMIT in service.http.get(service.job(job_id)["transcript_url"]).text for job_id in passing]
        assert elsewhere.requests == []
    assert {ends[job_id.replace("-", "")] for job_id in (*passing, redirected)} == {"completed"}
    assert all(says_limit)
    injected = (
        "429, 503 with HTML, 200 with an error, dripping list, hang-up, HTML, cut text with a wrong checksum; "
        "redirect to another host"
    )
    saw = "seven times postponed, completed with the full text afterwards; the abstract alone after the redirect"
    service.note("19 the PMC Cloud Service fails", injected, saw, seconds)


def _record(pmid: str) -> bytes:
    return eutils.record(pmid, title="Warm milk and early waking", doi=f"10.5555/invented.{pmid}")


def _deposit(pmid: str) -> Article:
    doi = f"10.5555/invented.{pmid}"
    text = article(pmid=pmid, pmcid=f"PMC{pmid}").replace(b"10.5555/invented.1<", doi.encode() + b"<")
    return Article(text, metadata={"pmid": pmid, "doi": doi})
