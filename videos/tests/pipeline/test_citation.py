"""Citations and bylines."""

from dataclasses import replace

import pytest

from videos.pipeline.artifacts import Author, Paper, Preprint, RichText
from videos.pipeline.citation import (
    byline,
    cite,
    credit,
    credit_of_figure,
    links,
    names,
    place_of_figure,
    short_citations,
)
from videos.pipeline.options import Length
from videos.pipeline.writing import write
from videos.tests.figures import WITH_FIGURES

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


def preprint(published: str = "") -> Paper:
    posted = Preprint("2", "2026-11-03", "CC BY", published=published)
    facts = {"authors": PEOPLE[:2], "journal": "medRxiv", "year": "2026", "doi": "10.1101/2026.11.03.26330001"}
    return Paper("", RichText("A title"), (), **facts, preprint=posted)


def test_a_preprint_is_cited_by_server_day_version_and_doi():
    assert cite(preprint()) == (
        "Ames A, Beck A. medRxiv [Preprint]. 2026 Nov 3, version 2. doi:10.1101/2026.11.03.26330001"
    )
    assert cite(preprint(), titled=True).startswith("Ames A, Beck A. A title. medRxiv [Preprint].")


def test_a_slide_names_a_preprint_by_its_doi_or_by_its_server_alone():
    assert short_citations(preprint()) == (
        "Ames et al. · medRxiv 2026 · 10.1101/2026.11.03.26330001",
        "Ames et al. 2026 · 10.1101/2026.11.03.26330001",
        "Ames 2026 · 10.1101/2026.11.03.26330001",
        "10.1101/2026.11.03.26330001",
        "medRxiv preprint",
    )


def test_a_preprint_has_no_page_at_pubmed():
    assert links(preprint()) == ["Preprint: https://doi.org/10.1101/2026.11.03.26330001"]


def test_the_published_version_is_linked():
    assert links(preprint("10.5555/milk.7"))[1:] == ["Published version: https://doi.org/10.5555/milk.7"]


def test_the_credit_names_the_licence_of_each_figure_and_its_texts_also_where_it_is():
    script = write(WITH_FIGURES, Length.LONG)
    assert credit(script) == "Figure 1: CC BY 4.0, shown whole. Figure 2: CC BY 4.0, shown whole."
    assert credit(write(replace(WITH_FIGURES, figures=()), Length.LONG)) == ""
    first = WITH_FIGURES.figures[0]
    assert credit_of_figure(first, WITH_FIGURES) == "Figure 1 of Person et al. 2026, CC BY 4.0"
    assert (
        credit_of_figure(first, replace(WITH_FIGURES, authors=(), year="")) == "Figure 1 of J Invented Sleep, CC BY 4.0"
    )
    assert place_of_figure(first, WITH_FIGURES) == (
        "Figure 1 of Person et al. 2026, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/): "
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F1"
    )
