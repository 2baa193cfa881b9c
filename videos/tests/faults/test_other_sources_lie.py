"""Europe PMC and the servers of preprints that err, drip, find nothing and redirect, asked by real workers."""

from collections.abc import Mapping
from contextlib import ExitStack

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.pmc_servers import EMPTY_SEARCH, EUROPE_ERROR, FakeEuropePmc, copy_of
from videos.tests.preprint_server import EMPTY, NOT_NOW, FakePreprintServer, posting

pytestmark = pytest.mark.faults

Faults = Mapping[str, eutils.Fault]
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
