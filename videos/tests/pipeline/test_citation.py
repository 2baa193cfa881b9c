"""Citations and bylines."""

import pytest

from videos.pipeline.artifacts import Author, Paper, RichText
from videos.pipeline.citation import byline, cite, names

PEOPLE = tuple(Author(last_name=name, initials="A") for name in ("Ames", "Beck", "Cole", "Dorn", "Eder"))


def paper(**facts) -> Paper:
    defaults = {"journal": "Journal of Invented Research", "journal_abbreviation": "J Invented Res", "year": "2026"}
    return Paper("90000001", RichText("A title"), (), **(defaults | facts))


@pytest.mark.parametrize(
    ("facts", "citation"),
    [
        ({}, "J Invented Res. 2026. PMID 90000001"),
        ({"doi": "10.5555/a.1"}, "J Invented Res. 2026. doi:10.5555/a.1"),
        ({"volume": "3", "issue": "2", "pages": "5-9"}, "J Invented Res. 2026;3(2):5-9. PMID 90000001"),
        ({"volume": "3"}, "J Invented Res. 2026;3. PMID 90000001"),
        ({"year": ""}, "J Invented Res. PMID 90000001"),
        ({"journal_abbreviation": ""}, "Journal of Invented Research. 2026. PMID 90000001"),
        ({"authors": PEOPLE[:2]}, "Ames A, Beck A. J Invented Res. 2026. PMID 90000001"),
        ({"authors": PEOPLE[:3]}, "Ames A, Beck A, Cole A. J Invented Res. 2026. PMID 90000001"),
        ({"authors": PEOPLE[:4]}, "Ames A, Beck A, Cole A, et al. J Invented Res. 2026. PMID 90000001"),
        ({"authors": (Author("Ames", "A", suffix="Jr"),)}, "Ames A Jr. J Invented Res. 2026. PMID 90000001"),
        ({"authors": (Author(collective="FERN Group"),)}, "FERN Group. J Invented Res. 2026. PMID 90000001"),
    ],
)
def test_a_citation_leaves_out_unknown_parts_without_a_gap(facts, citation):
    assert cite(paper(**facts)) == citation


@pytest.mark.parametrize(
    ("count", "line"),
    [(0, ""), (1, "A Ames"), (4, "A Ames · A Beck · A Cole · A Dorn"), (5, "A Ames · A Beck · A Cole and 2 others")],
)
def test_a_byline_never_says_and_1_others(count, line):
    assert byline(paper(authors=PEOPLE[:count])) == line


def test_a_chinese_name_keeps_its_order_and_has_no_space():
    someone = paper(authors=(Author(last_name="王", initials="晓明"),))
    assert names(someone) == ["王晓明"]
    assert cite(someone).startswith("王晓明. ")
