"""What people paste into the one box: a table of cases, lists, references over several lines, and very long texts."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import IdKind, PaperId, SeveralIds, entries, is_preprint, parse_id, record_url
from videos.tests.pipeline.cases import rows

CASES = [tuple(row.values()) for row in rows("ids")]
"""Pasted text, what it is, the id or ``error``, and words of which the error says one."""

REFERENCE = """1. J Invented Res. 2021 Mar;12(3):45-52. doi: 10.5555/jir.2021.0412.

Short naps on long shifts.

Okafor AN(1), Hale M(2).

PMCID: PMC6543210
PMID: 31234567"""


def read(text: str) -> str:
    try:
        return parse_id(text)
    except InvalidId:
        return "error"


@pytest.mark.parametrize(("text", "kind", "names", "says"), CASES)
def test_what_is_pasted_names_its_paper_or_is_refused(text, kind, names, says):
    assert read(text) == names


@pytest.mark.parametrize(("text", "kind", "names", "says"), [case for case in CASES if case[2] == "error"])
def test_a_refusal_says_what_the_text_is(text, kind, names, says):
    with pytest.raises(InvalidId) as refused:
        parse_id(text)
    assert any(word.strip().lower() in str(refused.value).lower() for word in says.split("|"))
    assert re.search(r"\b(enter|write|copy|check|open)\b", str(refused.value), re.IGNORECASE)


def test_words_are_refused_with_examples_of_what_is_accepted():
    with pytest.raises(InvalidId, match=r"32887691.*PMC10979640.*10\.5555/.*sample"):
        parse_id("amyloid in sleep")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("31234567", "pmid"), ("PMC6543210", "pmcid"), ("10.5555/JIR.1", "doi"), (" Sample", "sample")],
)
def test_an_id_knows_its_kind(text, kind):
    assert parse_id(text).kind == kind


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("31234567", "https://pubmed.ncbi.nlm.nih.gov/31234567/"),
        ("PMC6543210", "https://pmc.ncbi.nlm.nih.gov/articles/PMC6543210/"),
        ("10.5555/a<1>b", "https://doi.org/10.5555/a%3C1%3Eb"),
    ],
)
def test_an_id_leads_to_a_page(name, url):
    assert record_url(PaperId(name)) == url


def test_a_reference_over_several_lines_is_one_paper():
    assert parse_id(REFERENCE) == "31234567"
    assert parse_id("PMID: 31234567\nPMCID: PMC6543210\nDOI: 10.5555/jir.2021.0412") == "31234567"


RECORD = """PMID- 31234567
OWN - NLM
DCOM- 20210401
IS  - 1234-5678 (Electronic)
TI  - Short naps on long shifts.
LID - 10.5555/jir.2021.0412 [doi]
AU  - Okafor AN
PMC - PMC6543210
SI  - ClinicalTrials.gov/NCT04123456
AID - 10.5555/jir.2021.0412 [doi]"""
BIBTEX = """@article{okafor2021,
  title = {Short naps on long shifts of nurses},
  journal = {Journal of Invented Research},
  doi = {10.5555/jir.2021.0412},
  pmid = {31234567}
}"""
WITH_ABSTRACT = f"{REFERENCE}\n\n{'We slept well in this invented study. ' * 9}\nClinicalTrials.gov: NCT04123456"


@pytest.mark.parametrize("text", [RECORD, BIBTEX, WITH_ABSTRACT], ids=["nbib", "BibTeX", "PubMed's abstract format"])
def test_a_record_of_a_reference_manager_is_one_paper(text):
    assert parse_id(text) == "31234567"


def test_two_references_are_two_papers_although_one_has_only_a_doi():
    first = "Okafor AN, Hale M. Short naps on long shifts of nurses. J Invented Res. 2021. doi: 10.5555/jir.2021.0412"
    second = "Hale M. Long naps on short shifts of porters at night. J Invented Res. 2022. PMID: 31234568"
    assert [entry.id for entry in entries(f"{first}\n{second}")] == ["10.5555/jir.2021.0412", "31234568"]


def test_each_line_of_a_list_has_its_id_or_its_fault():
    found = entries("31234567\r\nNCT04123456\n\nhttps://doi.org/10.5555/jir.2021.0412\nShort naps on long shifts\nhm")
    assert [entry.id for entry in found] == ["31234567", None, "10.5555/jir.2021.0412", None, None]
    assert "registration of a trial" in found[1].fault
    assert [entry.is_title for entry in found] == [False, False, False, True, False]
    assert [entry.text for entry in found][1::3] == ["NCT04123456", "hm"]


@pytest.mark.parametrize("separator", ["\n", " ", ",", ", ", ";", " | ", "\t", " and "])
def test_ids_of_a_list_may_stand_on_one_line(separator):
    assert [entry.id for entry in entries(separator.join(["31234567", "31234568", "31234569"]))] == [
        "31234567",
        "31234568",
        "31234569",
    ]


def test_unlabelled_ids_of_different_kinds_are_different_papers():
    assert [entry.id for entry in entries("PMC6543210\n10.5555/jir.2021.0412")] == [
        "PMC6543210",
        "10.5555/jir.2021.0412",
    ]
    assert len(entries("31234567, PMC6543210")) == 2


def test_a_fault_beside_an_id_is_not_passed_over():
    assert [entry.id for entry in entries("NCT04123456\nPMID: 31234567")] == [None, "31234567"]
    assert [entry.id for entry in entries("hello\nPMID: 31234567")] == [None, "31234567"]


def test_a_link_to_something_else_beside_a_bare_number_is_not_passed_over():
    with pytest.raises(InvalidId, match="arXiv"):
        parse_id("31234567 https://arxiv.org/abs/2103.01234")


def test_a_paper_that_is_listed_twice_is_one_entry():
    assert [entry.id for entry in entries("31234567\nPMID: 31234567\n10.5555/A\n10.5555/a\n")] == [
        "31234567",
        "10.5555/a",
    ]


def test_several_ids_are_named_where_one_is_wanted():
    with pytest.raises(SeveralIds, match=r"several papers \(3\): 31234567 and 31234568 among them"):
        parse_id("31234567 31234568 31234569")


def test_a_title_is_words_and_no_other_id():
    assert entries("Effect of the variant rs1234567 on sleep after naps")[0].is_title
    assert not entries("rs1234567")[0].is_title
    assert not entries("https://example.org/some/words/of/a/title")[0].is_title


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.1101/2021.04.05.21254321", True),
        ("10.64898/2026.01.02.712345", True),
        ("10.1101/379321", True),
        ("10.1101/gad.123456.111", False),
        ("10.5555/2021.04.05.21254321", False),
    ],
)
def test_preprints_are_known_by_their_doi(doi, expected):
    assert is_preprint(doi) is expected


def test_leading_zeros_are_ignored():
    assert parse_id("00887691") == "887691"
    assert parse_id("PMC00979640") == "PMC979640"


def test_a_very_long_text_is_refused_and_shortened_in_the_message():
    with pytest.raises(InvalidId) as refused:
        parse_id("https://pubmed.ncbi.nlm.nih.gov/32887691/?" + "x" * 10_000_000)
    assert len(str(refused.value)) < 400


def test_a_text_of_very_many_lines_is_refused():
    with pytest.raises(InvalidId, match="400 lines"):
        entries("31234567\n" * 401)


def test_a_doi_that_no_record_could_have_is_refused():
    with pytest.raises(InvalidId, match="longer than any"):
        parse_id("10.5555/" + "x" * 200)


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "31234567 " * 8 + "\n",
        "a.",
        "10.1234/a,",
        ")",
        "(",
        "https://",
        "https://a.b/?url=",
        "/pdf",
        "PMID: ",
        "PMC1 ",
        "&a;",
    ],
)
def test_the_time_grows_with_the_length_alone(unit):
    began = time.process_time()
    for start in ("", "https://pubmed.ncbi.nlm.nih.gov/", "https://a.example/10.5555/a"):
        entries((start + unit * 20_000)[:20_000])
    assert time.process_time() - began < 5


@given(st.text(max_size=60))
def test_a_normalised_id_is_parsed_to_itself(text):
    name = read(text)
    assert name == "error" or parse_id(name) == name


@given(st.from_regex(r"10\.[0-9]{4,6}/[a-z0-9.()/_;:<>+-]{1,30}", fullmatch=True))
def test_a_doi_is_parsed_to_itself(text):
    name = read(text)
    assert name == "error" or parse_id(name) == name


@given(st.integers(1, 99_999_999), st.sampled_from(["{}", "PMID: {}", "https://pubmed.ncbi.nlm.nih.gov/{}/"]))
def test_a_pubmed_id_of_up_to_eight_digits_keeps_its_number(number, form):
    assert parse_id(form.format(number)) == str(number)
    assert parse_id(form.format(number)).kind is IdKind.PMID
