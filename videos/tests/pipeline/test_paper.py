"""Fetching the paper with an id."""

from collections.abc import Callable, Mapping

import pytest

from videos.pipeline.artifacts import Origin, Role, Style
from videos.pipeline.errors import EuropePmcUnreachable, NcbiUnreachable, PaperNotFound, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE, PaperId, parse_id
from videos.pipeline.paper import Sources, fetch, find
from videos.tests.preprint_server import DOI as PREPRINT
from videos.tests.preprint_server import posting


class FakeRecords:
    """Records by PMID, PMIDs by other ids, and what is found for DOIs.

    It calls ``waiting`` once per request, and lists the requests.
    """

    def __init__(
        self,
        records: Mapping[str, bytes],
        pmids: Mapping[str, str] | None = None,
        found: Mapping[str, list[str]] | None = None,
    ) -> None:
        self._records = records
        self._pmids = pmids or {}
        self._found = found or {}
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

    def with_doi(self, doi: str, waiting: Callable[[], None]) -> list[str]:
        self.asked.append(doi)
        waiting()
        return self._found.get(doi, [])


def record(pmid: str, pmcid: str = "", doi: str = "") -> bytes:
    ids = f"<ArticleId IdType='pmc'>{pmcid}</ArticleId>" if pmcid else ""
    ids += f"<ArticleId IdType='doi'>{doi}</ArticleId>" if doi else ""
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


DOI = "10.5555/jir.1"


def test_a_doi_is_searched_for_and_the_record_must_have_it():
    records = FakeRecords({"111": record("111", doi="10.5555/JIR.1")}, found={DOI: ["111"]})
    assert fetch(parse_id(f"https://doi.org/{DOI}"), records).pmid == "111"
    assert records.asked == [DOI, "111"]


@pytest.mark.parametrize("found", [[], ["999"], ["999", "111"]], ids=["none", "another paper", "two"])
def test_where_the_search_does_not_find_the_one_record_the_id_converter_is_asked(found):
    kept = {"111": record("111", doi=DOI), "999": record("999", doi="10.5555/other")}
    records = FakeRecords(kept, {DOI: "111"}, {DOI: found})
    assert fetch(PaperId(DOI), records).pmid == "111"
    assert records.asked[-2:] == [DOI, "111"]


def test_a_doi_for_which_ncbi_returns_only_another_paper_is_not_found():
    records = FakeRecords({"999": record("999", doi="10.5555/other")}, found={DOI: ["999"]})
    with pytest.raises(PaperNotFound, match=r"no record with the DOI 10\.5555/jir\.1.*PMID"):
        fetch(PaperId(DOI), records)


def test_a_converted_doi_that_leads_to_another_paper_is_refused():
    records = FakeRecords({"999": record("999", doi="10.5555/other")}, {DOI: "999"})
    with pytest.raises(PaperUnavailable, match=r"jir\.1.*999.*10\.5555/other"):
        fetch(PaperId(DOI), records)


@pytest.mark.parametrize("doi", ["10.1101/2021.04.05.21254321", "10.64898/2026.01.02.712345"])
def test_a_preprint_that_pubmed_does_not_have_is_said_to_be_one(doi):
    with pytest.raises(PaperNotFound, match=r"is a preprint.*DOI or PMID of that paper"):
        fetch(PaperId(doi), FakeRecords({}))


def test_a_preprint_that_pubmed_has_is_a_paper():
    doi = "10.1101/2021.04.05.21254321"
    records = FakeRecords({"111": record("111", doi=doi)}, found={doi: ["111"]})
    assert fetch(PaperId(doi), records).doi == doi


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


class Away(FakeRecords):
    """A source that will be back later, or not."""

    def __init__(self, error: PaperUnavailable | None = None) -> None:
        super().__init__({})
        self.error = error or NcbiUnreachable("NCBI is away.")

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        self.asked.append(pmid)
        raise self.error


class FakePostings:
    """The latest versions of preprints by DOI."""

    def __init__(self, *postings: Mapping[str, str]) -> None:
        self._postings = {posting["doi"]: posting for posting in postings}

    def latest(self, doi: str, waiting: Callable[[], None]) -> Mapping[str, str]:
        waiting()
        return self._postings[doi]


def sources(*records: FakeRecords, postings: FakePostings | None = None) -> Sources:
    return Sources(dict(zip((Origin.PUBMED, Origin.EUROPE_PMC), records, strict=False)), postings)


def test_the_first_source_that_answers_gives_the_record():
    copies = FakeRecords({"111": record("111")})
    assert find(PaperId("111"), sources(FakeRecords({"111": record("111")}), copies)).origin is Origin.PUBMED
    assert copies.asked == []


def test_the_next_source_is_asked_while_the_first_is_away():
    found = find(PaperId("111"), sources(Away(), FakeRecords({"111": record("111")})))
    assert (found.pmid, found.origin) == ("111", Origin.EUROPE_PMC)


def test_a_refusal_of_the_first_source_is_final():
    copies = FakeRecords({"111": record("111")})
    with pytest.raises(PaperUnavailable, match="API key"):
        find(PaperId("111"), sources(Away(PaperUnavailable("The API key is wrong.")), copies))
    assert copies.asked == []


@pytest.mark.parametrize(
    "stand_in",
    [Away(EuropePmcUnreachable("away")), Away(PaperUnavailable("another record")), FakeRecords({"111": b"<a/>"})],
    ids=["away", "refuses", "unreadable"],
)
def test_what_the_next_source_lacks_waits_for_the_first(stand_in):
    with pytest.raises(NcbiUnreachable, match="NCBI is away"):
        find(PaperId("111"), sources(Away(), stand_in))


def test_progress_does_not_fall_when_another_source_is_asked():
    fractions: list[float] = []
    find(PaperId("111"), sources(Away(), FakeRecords({"111": record("111")})), fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_preprint_is_not_looked_for_in_pubmed():
    fractions: list[float] = []
    first = FakeRecords({})
    paper = find(PaperId(PREPRINT), sources(first, postings=FakePostings(posting())), fractions.append)
    assert (paper.doi, paper.origin) == (PREPRINT, Origin.MEDRXIV)
    assert first.asked == []
    assert fractions == [1 / 3, 1 / 3, 1]


def test_the_sample_is_found_without_any_source():
    assert find(SAMPLE, Sources({})).origin is Origin.PUBMED
