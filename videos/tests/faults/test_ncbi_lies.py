"""An NCBI that errs, drips, floods, redirects and lies, asked by real workers."""

import time
from pathlib import Path

import pytest

from hiddenhill.tests.patience import eventually, slowness, within
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.integration import conftest as integration

pytestmark = pytest.mark.faults

RECORDS = Path(integration.__file__).parent / "records"
MEGABYTES = 1_000_000


class LyingNcbi(FakeNcbi):
    """Meets each paper with a fault of its own, and keeps when it was asked."""

    def __init__(self, faults: dict[str, eutils.Fault]) -> None:
        super().__init__(RECORDS)
        self.faults = faults
        self.asked_at: list[float] = []

    def note(self, path: str, asked: dict[str, str]) -> eutils.Fault | None:
        lasting = super().note(path, asked)
        self.asked_at.append(time.monotonic())
        return self.faults.get(asked.get("id") or asked.get("term", ""), lasting)


def test_whatever_ncbi_sends_a_job_ends_in_bounded_time_and_memory_and_says_why(opened):
    with FakeNcbi(RECORDS) as elsewhere:
        faults = {
            "91000001": eutils.errors(500),
            "91000002": eutils.rate_limited("2"),
            "91000003": eutils.slow_headers(),
            "91000004": eutils.slow_body(),
            "91000005": eutils.endless_body(),
            "91000006": eutils.redirected(elsewhere.eutils_url + "efetch.fcgi"),
            "91000007": eutils.document(eutils.ENTITY_BOMB),
            "91000008": eutils.page(),
            "91000009": eutils.hang_up(),
        }
        with LyingNcbi(faults) as ncbi:
            urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
            service = opened("sqlite", **urls, JOB_POSTPONE_HOURS="0")
            service.start_all(workers=3)
            with service.watched():
                sizes = []

                def have_ended() -> bool:
                    sizes.extend(service.pool_process(worker).memory_info().rss for worker in service.workers)
                    return not service.unfinished()

                with within(150) as asking:
                    jobs = {service.accept(pmid): pmid for pmid in faults}
                    eventually(have_ended)
            ends = service.check()
        assert elsewhere.requests == []
    assert {pmid: ends[job_id.replace("-", "")] for job_id, pmid in jobs.items()} == dict.fromkeys(
        faults, "paper_unavailable"
    )
    assert all(len(service.attempts(job_id)) == 1 for job_id in jobs)
    assert max(sizes) < 500 * MEGABYTES
    largest = max(sizes) // MEGABYTES
    saw = f"nine times paper_unavailable in {asking.seconds:.0f} s, one attempt each, {largest} MB at most"
    injected = "500, 429, dripping head, dripping body, 10 GB, redirect, DTD bomb, HTML, hang-up"
    service.note("19 NCBI errs and lies", injected, saw)


def test_a_search_for_a_doi_that_fails_in_any_way_postpones_its_job_which_is_made_afterwards(opened):
    faults = {
        "10.5555/fault.1[doi]": eutils.errors(503, eutils.MAINTENANCE_PAGE),
        "10.5555/fault.2[doi]": eutils.rate_limited("1"),
        "10.5555/fault.3[doi]": eutils.search_failed(),
        "10.5555/fault.4[doi]": eutils.overloaded(),
        "10.5555/fault.5[doi]": eutils.empty_list(),
        "10.5555/fault.6[doi]": eutils.page(),
        "10.5555/fault.7[doi]": eutils.slow_body(),
    }
    with LyingNcbi(faults) as ncbi:
        pmids = {f"10.5555/fault.{number}": f"9300000{number}" for number in range(1, 8)}
        ncbi.records |= {pmid: eutils.record(pmid, doi=doi) for doi, pmid in pmids.items()}
        ncbi.pmids_by_doi |= pmids
        urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        service = opened("sqlite", **urls, JOB_POSTPONE_SECONDS="1")
        service.start_all(workers=2)
        with service.watched():
            jobs = [service.accept(doi) for doi in pmids]
            eventually(lambda: all(_was_postponed(service.attempts(job_id)) for job_id in jobs))
            ncbi.faults = {}
            seconds = service.settle()
        ends = service.check()
    assert {ends[job_id.replace("-", "")] for job_id in jobs} == {"completed"}
    injected = "503 with HTML, 429, 200 with an error, with a rate limit, an empty list, HTML, dripping body"
    service.note("19 NCBI's search fails", injected, "seven times postponed, all completed afterwards", seconds)


def _was_postponed(attempts) -> bool:
    return any(attempt.outcome == "postponed" for attempt in attempts)


def test_fifty_papers_requested_during_an_outage_are_made_when_it_is_over(opened):
    with LyingNcbi({}) as ncbi:
        service = opened(
            "sqlite",
            NCBI_EUTILS_URL=ncbi.eutils_url,
            NCBI_IDCONV_URL=ncbi.idconv_url,
            JOB_POSTPONE_SECONDS="1",
            JOB_ATTEMPTS="1",
        )
        service.start_all(workers=2)
        ncbi.always_fail_with(eutils.errors(503))
        with service.watched():
            jobs = [service.accept("90000001", refresh=True) for _ in range(50)]
            eventually(lambda: len([job for job in jobs if service.job(job)["postponed"]]) >= 2)
            ncbi.always_fail_with(None)
            seconds = service.settle()
        ends = service.check()
    assert {ends[job_id.replace("-", "")] for job_id in jobs} == {"completed"}
    postponed = [job_id for job_id in jobs if service.attempts(job_id)[0].outcome == "postponed"]
    assert len(postponed) >= 2
    saw = f"{len(postponed)} postponed without a setback, all 50 completed"
    service.note("19 NCBI is away while fifty papers are requested", "503 to every request", saw, seconds)


def test_two_workers_together_ask_no_more_than_three_times_a_second(opened):
    with LyingNcbi({}) as ncbi:
        service = opened("sqlite", NCBI_EUTILS_URL=ncbi.eutils_url, NCBI_IDCONV_URL=ncbi.idconv_url)
        service.start_all(workers=2)
        for number in range(16):
            service.accept(str(92000001 + number))
        service.settle()
        times, slow = ncbi.asked_at, slowness()
    assert len(times) == 16
    busiest = max(sum(start <= at < start + 1 for at in times) for start in times)
    rate = (len(times) - 1) / (times[-1] - times[0])
    # Places lie 0.4 s apart, and a request may be sent late, on a busy machine very late: the next is not.
    assert rate <= 3 * slow
    assert busiest <= 3 * slow + 1
    service.note(
        "two workers at NCBI's door", "16 papers at once", f"{rate:.1f} requests a second, {busiest} in the busiest"
    )
