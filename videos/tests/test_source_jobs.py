"""Jobs whose paper comes from Europe PMC, bioRxiv or medRxiv, with local look-alikes of all services."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from videos.jobs import storyboards
from videos.models import Job, Status
from videos.pipeline.options import Options
from videos.tasks import generate_video_task
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import JobFactory
from videos.tests.pmc_servers import BAD_QUERY, EMPTY_SEARCH, EUROPE_ERROR, FakeEuropePmc, copy_of
from videos.tests.preprint_server import DOI, EMPTY, FakePreprintServer, posting

pytestmark = pytest.mark.django_db
PMID = "90000001"
AWAY = eutils.errors(503, eutils.MAINTENANCE_PAGE)


@dataclass
class Services:
    ncbi: FakeNcbi
    europe: FakeEuropePmc
    preprints: FakePreprintServer


@pytest.fixture
def here(settings) -> Iterator[Services]:
    with ExitStack() as running:
        ncbi = running.enter_context(FakeNcbi({PMID: record(PMID)}))
        europe = running.enter_context(FakeEuropePmc({}, {}, [copy_of(PMID)]))
        preprints = running.enter_context(FakePreprintServer([posting(published="10.5555/milk.7")]))
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = ncbi.eutils_url, ncbi.idconv_url
        settings.EUROPE_PMC_URL, settings.BIORXIV_API_URL = europe.rest_url, preprints.origin
        yield Services(ncbi, europe, preprints)


def made(paper_id: str, **fields: object) -> Job:
    job = JobFactory(pubmed_id=paper_id, options=Options(full_text=False), **fields)
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def written(job: Job, name: str) -> str:
    assert job.status == Status.COMPLETED, (job.error_code, job.error_message, job.postponed_by)
    with default_storage.open(f"{job.folder}/{name}") as file:
        return file.read().decode()


def test_the_video_of_a_preprint_says_first_that_it_is_one(here):
    job = made(DOI)
    captions = " ".join(written(job, "captions.vtt").split())
    assert captions.index("This is a preprint, which has not") < captions.index("Warm milk and early")
    assert here.ncbi.requests == []


def test_the_description_of_a_preprint_cites_it_and_names_what_was_published(here):
    description = written(made(DOI), "description.txt")
    assert "medRxiv [Preprint]. 2026 Nov 3, version 1. doi:10.1101/2026.11.03.26330001" in description
    assert "Published version: https://doi.org/10.5555/milk.7" in description
    assert "pubmed" not in description


def test_the_api_says_what_the_server_says_of_a_preprint(here):
    paper = APIClient().get(f"/api/videos/{made(DOI).pk}").json()["paper"]
    assert (paper["pmid"], paper["doi"], paper["journal"], paper["origin"]) == ("", DOI, "medRxiv", "medRxiv")
    assert paper["preprint"] == {
        "version": "1",
        "posted": "2026-11-03",
        "licence": "CC BY",
        "category": "public and global health",
        "published": "10.5555/milk.7",
    }


@pytest.mark.parametrize("fault", [AWAY, eutils.page(EMPTY)], ids=["503", "empty under load"])
def test_a_job_is_postponed_while_the_servers_of_preprints_are_away(here, fault):
    here.preprints.always_fail_with(fault)
    job = made(DOI)
    assert (job.status, job.postponed_by) == (Status.QUEUED, "paper_unavailable")
    assert here.ncbi.requests == []


@pytest.mark.parametrize(
    ("postings", "code"),
    [([], "paper_not_found"), ([posting(title="WITHDRAWN: Warm milk")], "paper_has_no_text")],
    ids=["unknown", "withdrawn"],
)
def test_a_preprint_that_is_not_there_any_more_fails(here, postings, code):
    here.preprints.postings = postings
    job = made(DOI)
    assert (job.status, job.error_code) == (Status.FAILED, code)


def test_without_the_servers_a_preprint_is_looked_for_in_pubmed(here, settings):
    settings.BIORXIV_API_URL = ""
    job = made(DOI)
    assert (job.status, job.error_code) == (Status.FAILED, "paper_not_found")
    assert here.ncbi.requests
    assert here.preprints.requests == []


def test_a_paper_that_ncbi_has_is_not_asked_for_elsewhere(here):
    job = made(PMID)
    assert (job.status, job.paper["origin"]) == (Status.COMPLETED, "PubMed")
    assert here.europe.requests == []
    assert "Record from" not in written(job, "description.txt")


def test_what_ncbi_does_not_know_is_not_asked_for_elsewhere(here):
    job = made("90000099")
    assert (job.status, job.error_code) == (Status.FAILED, "paper_not_found")
    assert here.europe.requests == []


@pytest.mark.parametrize("paper_id", [PMID, f"PMC{PMID}", f"10.5555/{PMID}"])
def test_while_ncbi_is_away_the_record_is_from_europe_pmc_and_says_so(here, paper_id):
    here.ncbi.always_fail_with(AWAY)
    job = made(paper_id)
    assert "Record from Europe PMC" in written(job, "description.txt")
    assert (job.paper["pmid"], job.paper["origin"]) == (PMID, "Europe PMC")
    assert APIClient().get(f"/api/videos/{job.pk}").json()["paper"]["origin"] == "Europe PMC"


def test_a_retraction_counts_from_either_source(here):
    here.ncbi.always_fail_with(AWAY)
    here.europe.copies = [copy_of(PMID, pubTypeList={"pubType": ["Retracted Publication"]})]
    job = made(PMID)
    assert (job.status, job.error_code) == (Status.FAILED, "paper_retracted")


@pytest.mark.parametrize(
    "fault",
    [AWAY, eutils.page(EMPTY_SEARCH), eutils.page(EUROPE_ERROR), eutils.page(BAD_QUERY)],
    ids=["503", "empty under load", "200 with an error", "200 with a refusal"],
)
def test_what_europe_pmc_lacks_waits_for_ncbi(here, fault):
    here.ncbi.always_fail_with(AWAY)
    here.europe.always_fail_with(fault)
    job = made(PMID)
    assert (job.status, job.postponed_by) == (Status.QUEUED, "paper_unavailable")


def test_an_operator_may_ask_ncbi_alone(here, settings):
    settings.PAPER_SOURCES = ["ncbi"]
    here.ncbi.always_fail_with(AWAY)
    assert made(PMID).status == Status.QUEUED
    assert here.europe.requests == []


def test_an_operator_may_ask_europe_pmc_first(here, settings):
    settings.PAPER_SOURCES = ["europe_pmc", "ncbi"]
    assert made(PMID).paper["origin"] == "Europe PMC"
    assert here.ncbi.requests == []


def test_a_preprint_is_made_from_the_script_that_was_approved(here):
    job = made(DOI, review=True)
    assert (job.status, job.paper["origin"]) == (Status.REVIEW, "medRxiv")
    asked = len(here.preprints.requests)
    done = storyboards.approve(job)
    assert "This is a preprint, which has not" in " ".join(written(done, "captions.vtt").split())
    assert len(here.preprints.requests) == asked
