"""Jobs whose video says something of the full text, with local look-alikes of all services."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from videos.models import Job, Status
from videos.pipeline.options import Options
from videos.tasks import generate_video_task
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.factories import JobFactory
from videos.tests.full_texts import BY, article, licence
from videos.tests.pmc_servers import Article, FakeCloud, FakeEuropePmc

pytestmark = pytest.mark.django_db
PMID, PMCID = "90000001", "PMC9000001"
RECORDS = Path(__file__).parent / "integration" / "records"
LIMIT = "The sample was small and came from one village."


def text(url: str = BY) -> bytes:
    return article(permissions=licence(url)).replace(b"10.5555/invented.1<", b"10.5555/invented.90000001<")


@dataclass
class Services:
    cloud: FakeCloud
    europe: FakeEuropePmc

    @property
    def asked(self) -> tuple[bool, bool]:
        return bool(self.cloud.requests), bool(self.europe.requests)


@pytest.fixture
def here(settings) -> Iterator[Services]:
    metadata = {"doi": "10.5555/invented.90000001"}
    with ExitStack() as running:
        ncbi = running.enter_context(FakeNcbi(RECORDS))
        cloud = running.enter_context(FakeCloud({PMCID: [Article(text(), metadata=metadata)]}))
        europe = running.enter_context(FakeEuropePmc({PMCID: "cc by"}, {PMCID: text()}))
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = ncbi.eutils_url, ncbi.idconv_url
        settings.PMC_CLOUD_URL, settings.EUROPE_PMC_URL = cloud.origin, europe.rest_url
        yield Services(cloud, europe)


def made(**options: object) -> Job:
    job = JobFactory(pubmed_id=PMID, options=Options(**options))
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def says_limit(job: Job) -> bool:
    assert job.status == Status.COMPLETED, (job.error_code, job.error_message, job.postponed_by)
    return LIMIT in default_storage.open(f"{job.folder}/transcript.txt").read().decode()


def test_a_job_says_the_limits_of_the_full_text(here):
    assert says_limit(made())
    assert here.asked == (True, False)


def test_a_job_without_the_full_text_asks_no_archive(here):
    assert not says_limit(made(full_text=False))
    assert here.asked == (False, False)


def test_without_configured_archives_none_is_asked(here, settings):
    settings.PMC_CLOUD_URL = settings.EUROPE_PMC_URL = ""
    assert not says_limit(made())
    assert here.asked == (False, False)


def test_with_the_cloud_switched_off_europe_pmc_is_asked(here, settings):
    settings.PMC_CLOUD_URL = ""
    assert says_limit(made())
    assert here.asked == (False, True)


def test_while_one_archive_is_away_the_other_gives_the_text(here):
    here.cloud.always_fail_with(eutils.errors(503))
    assert says_limit(made())


@pytest.mark.parametrize("mirror", ["away", "switched off"])
def test_a_job_is_postponed_while_all_archives_are_away(here, settings, mirror):
    for archive in (here.cloud, here.europe):
        archive.always_fail_with(eutils.errors(503))
    if mirror == "switched off":
        settings.EUROPE_PMC_URL = ""
    job = made()
    assert (job.status, job.postponed_by) == (Status.QUEUED, "full_text_unavailable")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_share_alike_text_is_used_if_the_operator_allows_it(here, settings, allowed):
    settings.FULL_TEXT_SHARE_ALIKE = allowed
    found = Article(text(BY.replace("/by/", "/by-sa/")), metadata={"license_code": "CC BY-SA"})
    with FakeCloud({PMCID: [found]}) as cloud:
        settings.PMC_CLOUD_URL = cloud.origin
        assert says_limit(made()) is allowed
