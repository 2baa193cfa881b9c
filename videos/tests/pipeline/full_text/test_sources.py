"""Which archive gives the full text, and what is used of it, with all services as local servers."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
from PIL import Image, ImageDraw

from videos.pipeline.artifacts import Paper, RichText, Section
from videos.pipeline.errors import FullTextUnavailable, PaperUnavailable
from videos.pipeline.full_text.figure_gate import refusal
from videos.pipeline.full_text.images import UnusablePicture
from videos.pipeline.full_text.licences import Allowed, Licence
from videos.pipeline.full_text.sources import Archives, Fetched, fetch, picture_of
from videos.pipeline.outside.europe_pmc import EuropePmc, EuropePmcAccess
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.pmc_cloud import CloudAccess, PmcCloud
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.full_texts import BODY, BY, TRAPS, article, figure, licence
from videos.tests.pmc_servers import Article, FakeCloud, FakeEuropePmc

PMCID = "PMC9000001"
PAPER = Paper(
    "90000001", RichText("Warm milk"), (Section(RichText("Milk helps.")),), pmcid=PMCID, doi="10.5555/invented.1"
)
XML = article(BODY + figure())


def jpeg() -> bytes:
    image = Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 400, 300), fill="navy")
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@dataclass
class Services:
    cloud: FakeCloud
    europe: FakeEuropePmc
    ncbi: FakeNcbi

    @property
    def archives(self) -> Archives:
        quick = {"sleep": lambda seconds: None, "pace": lambda gap: 0.0}
        return Archives(
            PmcCloud(CloudAccess(url=self.cloud.origin, timeout=60.0), **quick),
            EuropePmc(EuropePmcAccess(url=self.europe.rest_url, timeout=60.0), **quick),
            Ncbi(NcbiAccess(eutils_url=self.ncbi.eutils_url, timeout=60.0), **quick),
            Allowed(),
        )

    def fetch(self, paper: Paper = PAPER) -> Fetched:
        return fetch(paper, self.archives, lambda: None)

    @property
    def asked(self) -> tuple[int, int, int]:
        return len(self.cloud.requests), len(self.europe.requests), len(self.ncbi.requests)


def services(xml: bytes | None = XML, **metadata: object) -> Services:
    found = Article(xml, {"milk-g001.jpg": jpeg()}, metadata)
    texts = {} if xml is None else {PMCID: xml}
    return Services(FakeCloud({PMCID: [found]}), FakeEuropePmc({PMCID: "cc by"}, texts), FakeNcbi({}))


@pytest.fixture
def started() -> Iterator[object]:
    with ExitStack() as running:

        def start(xml: bytes | None = XML, **metadata: object) -> Services:
            made = services(xml, **metadata)
            for server in (made.cloud, made.europe, made.ncbi):
                running.enter_context(server)
            return made

        yield start


def test_the_cloud_gives_text_licence_and_files(started):
    here = started()
    found = here.fetch()
    assert found.full_text is not None
    assert found.full_text.is_open
    assert (found.licence, found.refusal) == (Licence("by", "4.0"), "")
    assert here.asked == (3, 0, 0)


def test_a_paper_outside_pmc_is_not_asked_for(started):
    here = started()
    assert here.fetch(replace(PAPER, pmcid="")).refusal == "The paper is not in PubMed Central."
    assert here.asked == (0, 0, 0)


def test_an_article_that_is_not_shared_is_no_error(started):
    here = started()
    assert here.fetch(replace(PAPER, pmcid="PMC1")).refusal == "PubMed Central does not share the full text."


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"is_retracted": True}, "The full text was retracted."),
        ({"is_historical_ocr": True}, "recognised from a scan"),
        ({"is_pmc_openaccess": False}, "not in the open-access subset"),
    ],
)
def test_what_the_metadata_forbid_is_not_downloaded(started, metadata, reason):
    here = started(**metadata)
    assert reason in here.fetch().refusal
    assert here.asked == (2, 0, 0)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"license_code": "TDM"}, "“TDM”"),
        ({"license_code": None}, "not confirmed"),
        ({"license_code": "CC BY-NC"}, "metadata name CC BY-NC"),
    ],
)
def test_article_and_metadata_must_agree_on_the_licence(started, metadata, reason):
    found = started(**metadata).fetch()
    assert reason in found.refusal
    assert found.full_text is None


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (article(pmid="90000002"), "belongs to another paper (90000002)"),
        (article(pmcid="PMC2"), "belongs to another paper (PMC2)"),
        (article(pmid="", pmcid="").replace(b"10.5555/invented.1", b""), "it has none of its ids"),
        (article(kind="retraction"), "a retraction of another article"),
        (article(kind="correction"), "a correction of another article"),
        (article(title="RETRACTED: Warm milk"), "was retracted"),
        (article(None), "does not share the full text"),
        (article(permissions=licence(BY.replace("/by/", "/by-nd/"))), "metadata name CC BY"),
    ],
)
def test_a_text_that_may_not_stand_for_the_paper_is_refused_with_the_reason(started, xml, reason):
    found = started(xml).fetch()
    assert reason in found.refusal
    assert (found.full_text, found.licence) == (None, None)


def test_europe_pmc_gives_the_text_while_the_cloud_is_away(started):
    here = started()
    here.cloud.always_fail_with(eutils.errors(503, eutils.MAINTENANCE_PAGE))
    found = here.fetch()
    assert found.full_text is not None
    assert (found.licence, found.deposit) == (Licence("by", "4.0"), None)
    assert here.asked == (3, 2, 0)


def test_efetch_gives_the_text_while_europe_pmc_has_only_the_record(started):
    here = started()
    here.ncbi.full_texts[PMCID] = XML.split(b"\n", 1)[1]
    here.cloud.always_fail_with(eutils.errors(503))
    here.europe.fail_with(eutils.page(b'{"resultList": {"result": [{"pmcid": "PMC9000001", "license": "cc by"}]}}'))
    here.europe.always_fail_with(eutils.errors(503))
    found = here.fetch()
    assert found.full_text is not None
    assert here.asked == (3, 4, 1)


def test_without_a_confirmed_licence_the_text_is_not_used(started):
    here = started()
    here.cloud.always_fail_with(eutils.errors(503))
    here.europe.licences = {PMCID: None}
    assert "not confirmed" in here.fetch().refusal


def test_while_all_archives_are_away_the_failure_will_pass(started):
    here = started()
    for server in (here.cloud, here.europe, here.ncbi):
        server.always_fail_with(eutils.errors(503))
    with pytest.raises(PaperUnavailable) as refused:
        here.fetch()
    assert refused.value.transient


def test_a_picture_is_fetched_and_prepared(started):
    here = started()
    found = here.fetch()
    assert found.full_text
    assert found.deposit
    assert found.licence
    (of,) = found.full_text.figures
    picture = picture_of(of, found.deposit, here.archives.cloud, lambda: None)
    assert picture.png.startswith(b"\x89PNG")


def test_a_figure_whose_file_is_elsewhere_is_not_shown(started):
    here = started(article(BODY + figure(href="http://127.0.0.1:9/milk-g002.jpg")))
    found = here.fetch()
    assert found.full_text
    assert found.deposit
    requests = here.asked
    with pytest.raises(UnusablePicture, match="no picture in the archive"):
        picture_of(found.full_text.figures[0], found.deposit, here.archives.cloud, lambda: None)
    assert here.asked == requests


EXPECTED = {
    "no extension": ("", [""]),
    "no label": ("", ["A figure without a number cannot be credited, since viewers could not find it in the paper."]),
    "nested permissions": (
        "",
        ["Figure 1 has a permission of its own (© 2019 Invented Press Used with permission.)."],
    ),
    "no derivatives": ("The article names CC BY-ND 4.0, but the archive's metadata name CC BY.", None),
    "sub-figures": ("", ["", ""]),
    "MathML": ("", []),
    "200 figures": ("", [""] * 200),
    "closed": ("The publisher does not share the full text.", None),
    "retracted": ("The full text was retracted.", None),
}


@pytest.mark.parametrize("trap", EXPECTED)
def test_each_trap_has_the_right_end(started, trap):
    refused, figures = EXPECTED[trap]
    found = started(TRAPS[trap]()).fetch()
    assert found.refusal == refused
    assert (found.full_text and [refusal(each) for each in found.full_text.figures]) == figures


def test_the_hostile_trap_is_an_error_that_stays(started):
    with pytest.raises(FullTextUnavailable, match="entities") as refused:
        started(TRAPS["hostile"]()).fetch()
    assert not refused.value.transient
    assert set(TRAPS) == {*EXPECTED, "hostile"}
