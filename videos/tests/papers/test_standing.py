"""Whether a finished video may be handed out again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from videos.papers import preview
from videos.papers.preview import look_up
from videos.papers.standing import ids_of, still_stands
from videos.pipeline.identifiers import PaperId
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import PAPER, JobFactory
from videos.tests.preprint_server import DOI, FakePreprintServer, posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_in_memory")]

PMID = "90000001"


@pytest.fixture
def ncbi(settings):
    with FakeNcbi({PMID: record(PMID)}) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def made(hours: float, notices=(), pubmed_id=PMID, **fields):
    """A video that was requested this long ago, and shows these kinds of notices. Its last attempt was just now."""
    paper = PAPER | {"notices": [{"kind": kind, "text": "", "pmid": ""} for kind in notices]} | fields
    requested = timezone.now() - timedelta(hours=hours)
    return JobFactory(completed=True, pubmed_id=pubmed_id, created_at=requested, paper=paper)


def retract(ncbi) -> None:
    ncbi.records[PMID] = record(PMID, retracted=True)


def test_a_video_of_an_unchanged_paper_stands(ncbi):
    assert still_stands(made(hours=20))
    assert len(ncbi.requests) == 1


@pytest.mark.parametrize("pubmed_id", [PMID, f"PMC{PMID}"])
def test_a_video_of_a_paper_that_was_retracted_since_does_not(ncbi, pubmed_id):
    retract(ncbi)
    assert not still_stands(made(hours=20, pubmed_id=pubmed_id))


def test_a_video_that_shows_the_retraction_stands(ncbi):
    retract(ncbi)
    assert still_stands(made(hours=20, notices=["retracted"]))
    assert not still_stands(made(hours=20, notices=["corrected"]))


@pytest.mark.parametrize("reference", ["ExpressionOfConcernIn", "ErratumIn", "RetractionIn"])
def test_every_notice_that_the_video_lacks_counts(ncbi, reference):
    listed = f'<CommentsCorrectionsList><CommentsCorrections RefType="{reference}"/></CommentsCorrectionsList>'
    ncbi.records[PMID] = record(PMID).replace(b"</Article>", f"</Article>{listed}".encode())
    assert not still_stands(made(hours=20))


def test_a_video_of_the_last_hour_stands_without_a_request(ncbi):
    assert still_stands(made(hours=0.9))
    assert ncbi.requests == []


def test_a_recent_look_up_counts_more_than_a_recent_video(ncbi):
    retract(ncbi)
    assert look_up(PMID).retracted
    assert not still_stands(made(hours=0.5))
    assert len(ncbi.requests) == 1


def test_a_recent_look_up_is_not_repeated(ncbi):
    look_up(PMID)
    assert still_stands(made(hours=20))
    assert len(ncbi.requests) == 1


def test_the_ids_of_a_paper_are_known_from_a_look_up_alone(ncbi):
    ncbi.records[PMID] = record(PMID, doi="10.5555/JIR.1")
    assert ids_of(PaperId(PMID)) == {PMID}
    assert ncbi.requests == []
    look_up(PMID)
    assert ids_of(PaperId(PMID)) == {PMID, f"PMC{PMID}", "10.5555/jir.1"}


FAULTS = {"fails": eutils.errors(500), "hangs up": eutils.hang_up(), "sends a page": eutils.page()}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_while_ncbi_cannot_say_no_video_stands(ncbi, monkeypatch, fault):
    monkeypatch.setattr(preview, "BUDGET", 0.5)
    ncbi.always_fail_with(fault)
    assert not still_stands(made(hours=20))


def test_a_paper_that_is_gone_is_left_to_a_worker(ncbi):
    del ncbi.records[PMID]
    assert not still_stands(made(hours=20))


def test_the_sample_always_stands(ncbi):
    assert still_stands(made(hours=100, pubmed_id="sample"))
    assert ncbi.requests == []


def test_a_recent_video_from_a_copy_of_the_record_stands_only_if_ncbi_says_so(ncbi):
    assert still_stands(made(hours=0.1, origin="Europe PMC"))
    assert len(ncbi.requests) == 1


def test_a_recent_video_from_a_copy_without_the_retraction_does_not(ncbi):
    retract(ncbi)
    assert not still_stands(made(hours=0.1, origin="Europe PMC"))


@pytest.mark.parametrize(
    ("fields", "stands"), [({}, True), ({"version": "2"}, False), ({"published": "10.5555/a"}, False)]
)
def test_a_video_of_a_preprint_stands_until_its_server_says_something_new(settings, fields, stands):
    posted = {"version": "1", "posted": "2026-11-03", "licence": "CC BY", "category": "public and global health"}
    with FakePreprintServer([posting(**fields)]) as server:
        settings.BIORXIV_API_URL = server.origin
        video = made(hours=20, notices=["preprint"], pubmed_id=DOI, preprint=posted | {"published": ""})
        assert still_stands(video) is stands
