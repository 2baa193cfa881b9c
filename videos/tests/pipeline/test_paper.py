"""Fetching the paper with an id."""

from collections.abc import Callable, Mapping

import pytest

from videos.pipeline.artifacts import Role, Style
from videos.pipeline.errors import PaperNotFound, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE, parse_id
from videos.pipeline.paper import fetch


class FakeRecords:
    """Records by PMID and PMIDs by PMC id; calls ``waiting`` once per request and lists the requests."""

    def __init__(self, records: Mapping[str, bytes], pmids: Mapping[str, str] | None = None) -> None:
        self._records = records
        self._pmids = pmids or {}
        self.asked: list[str] = []

    def pmid_of(self, pmcid: str, waiting: Callable[[], None]) -> str:
        self.asked.append(pmcid)
        waiting()
        if pmcid not in self._pmids:
            raise PaperNotFound(pmcid)
        return self._pmids[pmcid]

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        self.asked.append(pmid)
        waiting()
        return self._records[pmid]


def record(pmid: str, pmcid: str = "") -> bytes:
    ids = f"<ArticleId IdType='pmc'>{pmcid}</ArticleId>" if pmcid else ""
    return f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>
        <ArticleTitle>Paper {pmid}.</ArticleTitle>
        <Abstract><AbstractText>We slept well in this invented study of eight tired people.</AbstractText></Abstract>
        </Article></MedlineCitation><PubmedData><ArticleIdList>{ids}</ArticleIdList></PubmedData>
        </PubmedArticle></PubmedArticleSet>""".encode()


def test_a_pmc_number_is_never_read_as_a_pmid():
    records = FakeRecords({"111": record("111"), "222": record("222", "PMC111")}, {"PMC111": "222"})
    assert fetch("PMC111", records).pmid == "222"
    assert records.asked == ["PMC111", "222"]


def test_a_pmid_is_fetched_without_the_id_converter():
    records = FakeRecords({"111": record("111")})
    assert fetch(parse_id("PMID: 111"), records).title.text == "Paper 111"
    assert records.asked == ["111"]


def test_a_pmc_id_that_leads_to_the_record_of_another_article_is_refused():
    records = FakeRecords({"222": record("222", "PMC999")}, {"PMC111": "222"})
    with pytest.raises(PaperUnavailable, match=r"PMC111.*222.*PMC999"):
        fetch("PMC111", records)


def test_an_exception_from_the_report_ends_the_fetch():
    class Stopped(Exception):
        pass

    def stop(fraction: float) -> None:
        raise Stopped

    records = FakeRecords({"111": record("111")})
    with pytest.raises(Stopped):
        fetch("111", records, stop)
    assert records.asked == []


def test_the_last_report_is_repeated_during_a_request():
    fractions: list[float] = []
    records = FakeRecords({"222": record("222", "PMC111")}, {"PMC111": "222"})
    fetch("PMC111", records, fractions.append)
    assert fractions == [0.0, 1 / 3, 1 / 3, 2 / 3, 1]


def test_the_report_rises_to_one():
    fractions: list[float] = []
    fetch("111", FakeRecords({"111": record("111")}), fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_the_sample_needs_no_network():
    records = FakeRecords({})
    assert fetch(parse_id(" Sample"), records).pmid == "99999999"
    assert records.asked == []


def test_the_sample_is_a_trial_that_is_read_in_full():
    paper = fetch(SAMPLE, FakeRecords({}))
    assert [section.role for section in paper.sections] == [
        Role.BACKGROUND,
        Role.METHODS,
        Role.RESULTS,
        Role.CONCLUSIONS,
    ]
    assert 170 <= sum(len(section.text.text.split()) for section in paper.sections) <= 185
    assert {run.style for section in paper.sections for run in section.text.runs} == {
        Style.ITALIC,
        Style.SUB,
    }
    assert "Humans" in paper.mesh_terms
    assert "Randomized Controlled Trial" in paper.publication_types
    assert paper.journal == "Journal of Invented Clinical Research"
    assert paper.doi.startswith("10.5555/")
    assert paper.notices == ()
