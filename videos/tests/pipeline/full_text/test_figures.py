"""Which figures of a full text a paper gets, and what is kept of each."""

import logging
from collections.abc import Iterator

import pytest

from videos.pipeline.artifacts import Paper
from videos.pipeline.errors import PaperUnavailable, StorageUnavailable
from videos.pipeline.full_text.licences import Allowed
from videos.pipeline.full_text.sources import Archives
from videos.pipeline.full_text.supplement import supplemented
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.pmc_cloud import CloudAccess, PmcCloud
from videos.tests.figures import CAPTION, FIGURES, MEDIA, PAPER, TEA, deposited, digest, figure
from videos.tests.pmc_servers import FakeCloud


@pytest.fixture
def cloud() -> Iterator[FakeCloud]:
    with FakeCloud(deposited()) as running:
        yield running


def found(cloud: FakeCloud, kept: dict[str, bytes] | None = None) -> Paper:
    quick = {"sleep": lambda seconds: None, "pace": lambda gap: 0.0}
    archives = Archives(
        PmcCloud(CloudAccess(url=cloud.origin, timeout=60.0), **quick),
        None,
        Ncbi(NcbiAccess(timeout=60.0), **quick),
        Allowed(),
    )
    kept = {} if kept is None else kept

    def keep(png: bytes) -> str:
        kept[digest(png)] = png
        return digest(png)

    return supplemented(PAPER, archives, keep, lambda: None)


def test_a_paper_gets_its_figures_with_their_places_and_terms(cloud):
    kept: dict[str, bytes] = {}
    paper = found(cloud, kept)
    first, second = paper.figures
    assert (first.name, second.name) == ("Figure 1", "Figure 2")
    assert (first.url, second.url) == (
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F1",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F2",
    )
    assert (first.licence, first.terms, first.code) == (
        "CC BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "CC BY",
    )
    assert (first.width, first.height, first.panels) == (1200, 800, 1)
    assert list(kept) == [first.image, second.image]
    assert paper.figure_of(second.image) == second


@pytest.mark.parametrize(
    ("anchor", "fragment"),
    [("F1", "#F1"), ("pone-0001-g001", "#pone-0001-g001"), ("", ""), ("a b", ""), ("x' onclick='", "")],
)
def test_a_url_leads_to_the_figure_if_its_id_can_be_one(anchor, fragment):
    with FakeCloud(deposited(figure("Figure 1", CAPTION, "milk-g001", anchor.replace("'", "&apos;")))) as cloud:
        assert found(cloud).figures[0].url == f"https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/{fragment}"


def test_a_figure_that_may_not_be_shown_is_not_fetched_and_the_log_says_why(caplog):
    caplog.set_level(logging.INFO)
    with FakeCloud(deposited(figure("Figure 1", f"{CAPTION} Reproduced from a book.", "milk-g001"))) as cloud:
        assert found(cloud).figures == ()
        assert not any("milk" in path for path, _ in cloud.requests)
    assert "not shown of PMID 90000001: The caption of Figure 1 says that it is reproduced." in caplog.text


def test_two_figures_of_one_name_are_one():
    twice = figure("Figure 1", CAPTION, "milk-g001") + figure("Figure 1", TEA, "milk-g002")
    with FakeCloud(deposited(twice)) as cloud:
        assert [each.figure.caption.text.text for each in found(cloud).figures] == [CAPTION]


def test_a_file_that_cannot_be_read_leaves_the_other_figures():
    with FakeCloud(deposited(FIGURES, {**MEDIA, "milk-g001.png": b"no picture"})) as cloud:
        assert [each.name for each in found(cloud).figures] == ["Figure 2"]


def test_while_the_archive_of_the_files_is_away_the_job_waits(cloud):
    cloud.files["PMC9000001.1/milk-g001.png"] = b"cut"
    with pytest.raises(PaperUnavailable) as refused:
        found(cloud)
    assert refused.value.transient


def test_what_cannot_be_kept_is_a_failure(cloud):
    def away(png: bytes) -> str:
        raise StorageUnavailable

    archives = Archives(
        PmcCloud(CloudAccess(url=cloud.origin), pace=lambda gap: 0.0), None, Ncbi(NcbiAccess()), Allowed()
    )
    with pytest.raises(StorageUnavailable):
        supplemented(PAPER, archives, away, lambda: None)


def test_without_a_place_to_keep_them_no_file_is_fetched(cloud):
    archives = Archives(
        PmcCloud(CloudAccess(url=cloud.origin), pace=lambda gap: 0.0), None, Ncbi(NcbiAccess()), Allowed()
    )
    assert supplemented(PAPER, archives, None, lambda: None).figures == ()
    assert len(cloud.requests) == 3
