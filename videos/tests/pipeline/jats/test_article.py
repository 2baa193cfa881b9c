"""What is read from an article, and which documents are refused."""

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline import jats
from videos.pipeline.artifacts.full_text import Abbreviation, ArticleKind, CrossReference, Place, SectionKind, Target
from videos.pipeline.errors import FullTextUnavailable
from videos.tests.full_texts import BODY, BOMB, BY, article, figure, licence


def kinds(body: str):
    return [(each.path, each.kind) for each in jats.read(article(body)).sections]


def sec(title: str, inside: str = "", mark: str = "") -> str:
    return f"<sec sec-type='{mark}'><title>{title}</title><p>Text of it.</p>{inside}</sec>"


def test_ids_are_read_in_both_spellings_of_the_archive():
    found = jats.read(article())
    assert (found.pmid, found.pmcid, found.doi) == ("90000001", "PMC9000001", "10.5555/invented.1")
    older = article().replace(b"'pmcid'>PMC9000001", b"'pmc'>9000001")
    assert jats.read(older).pmcid == "PMC9000001"


def test_sections_have_their_headings_and_kinds():
    found = jats.read(article(sec("1. Methods", sec("Statistics")) + sec("4. Discussion", sec("4.1. Limitations"))))
    assert [(each.path, each.kind) for each in found.sections] == [
        (("1. Methods",), SectionKind.METHODS),
        (("1. Methods", "Statistics"), SectionKind.METHODS),
        (("4. Discussion",), SectionKind.DISCUSSION),
        (("4. Discussion", "4.1. Limitations"), SectionKind.LIMITATIONS),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Limitations", SectionKind.LIMITATIONS),
        ("Limitations of the study", SectionKind.LIMITATIONS),
        ("Study limitations and future directions", SectionKind.LIMITATIONS),
        ("Strengths and limitations of this study", SectionKind.STRENGTHS_AND_LIMITATIONS),
        ("Strengths", SectionKind.STRENGTHS),
        ("Limitations of current drugs", None),
        ("Adverse events", SectionKind.HARMS),
        ("Safety and tolerability", SectionKind.HARMS),
        ("Complications", SectionKind.HARMS),
        ("Materials and methods", SectionKind.METHODS),
        ("Patients and methods", SectionKind.METHODS),
        ("RESULTS", SectionKind.RESULTS),
        ("Results and discussion", None),
        ("Conclusions", SectionKind.CONCLUSIONS),
        ("Competing interests", None),
    ],
)
def test_the_heading_says_what_a_section_contains(heading, kind):
    assert kinds(sec(heading)) == [((heading,), kind)]


@pytest.mark.parametrize(
    ("around", "heading", "kind"),
    [
        ("Methods", "Safety", SectionKind.METHODS),
        ("Introduction", "Limitations", SectionKind.INTRODUCTION),
        ("Discussion", "Adverse events", SectionKind.DISCUSSION),
        ("Results", "Adverse events", SectionKind.HARMS),
        ("Discussion", "Conclusions", SectionKind.CONCLUSIONS),
        ("Discussion", "Main findings", SectionKind.DISCUSSION),
    ],
)
def test_a_heading_within_another_part_has_its_meaning_there(around, heading, kind):
    assert kinds(sec(around, sec(heading)))[1] == ((around, heading), kind)


def test_the_publishers_mark_says_what_a_heading_does_not():
    assert kinds(sec("How we did it", mark="materials|methods")) == [(("How we did it",), SectionKind.METHODS)]
    assert kinds(sec("What we saw", mark="results|discussion")) == [(("What we saw",), None)]


def test_list_items_and_boxes_are_passages():
    box = (
        "<boxed-text><caption><title>Strengths and limitations of this study</title></caption><list><list-item>"
        "<p>One village only.</p></list-item><list-item><p>No blinding.</p></list-item></list></boxed-text>"
    )
    (found,) = jats.read(article(box)).sections
    assert found.kind is SectionKind.STRENGTHS_AND_LIMITATIONS
    assert [each.text.text for each in found.passages] == ["One village only.", "No blinding."]


def test_a_body_without_sections_has_one_without_a_heading():
    (found,) = jats.read(article("<p>All of it.</p>")).sections
    assert (found.path, found.kind, found.passages[0].text.text) == ((), None, "All of it.")


def test_a_place_names_characters_of_a_passage_and_their_references():
    found = jats.read(article())
    at = found.at(Place(1, 0, 0, 59))
    assert at.text.text == "Early waking fell from 40% to 12% with warm milk (Figure 1)"
    assert at.references == (CrossReference(49, 59, Target.FIGURE),)
    assert found.at(Place(1, 0, 6, 20)).references == ()


def test_an_article_without_a_body_is_closed():
    closed = jats.read(article(None))
    assert not closed.is_open
    assert closed.figures == ()
    assert jats.read(article("<sec><title>Only a heading</title></sec>")).is_open is False


def test_the_set_of_efetch_is_read():
    alone = article().split(b"\n", 1)[1]
    assert jats.read(b"<pmc-articleset>" + alone + b"</pmc-articleset>").is_open


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("research-article", ArticleKind.ARTICLE),
        ("retraction", ArticleKind.RETRACTION),
        ("correction", ArticleKind.CORRECTION),
        ("expression-of-concern", ArticleKind.CONCERN),
    ],
)
def test_notices_about_other_articles_are_recognised(kind, read):
    assert jats.read(article(kind=kind)).kind is read


@pytest.mark.parametrize(
    "where",
    [
        {"meta": "<related-article related-article-type='retraction-forward'/>"},
        {"title": "RETRACTED: Warm milk and early waking"},
        {"title": "Retracted Article: Warm milk"},
        {"kind": "retracted-article"},
    ],
)
def test_a_retracted_article_is_recognised(where):
    assert jats.read(article(**where)).is_retracted


def test_a_title_about_retracted_papers_is_not_retracted():
    assert not jats.read(article(title="Retracted papers and what became of them")).is_retracted


def test_the_licence_is_read_from_every_place_that_names_it():
    ali = "<permissions><ali:license_ref>https://creativecommons.org/licenses/by/4.0/ </ali:license_ref></permissions>"
    assert jats.read(article(permissions=ali)).licence.named == (BY,)
    linked = licence("", "See <ext-link xlink:href='http://creativecommons.org/licenses/by/3.0/'>it</ext-link>.")
    assert jats.read(article(permissions=linked)).licence.linked == ("http://creativecommons.org/licenses/by/3.0/",)
    written = licence("", "Under https://creativecommons.org/licenses/by/4.0/.")
    assert jats.read(article(permissions=written)).licence.linked == (BY,)
    assert jats.read(article(permissions="")).licence.named == ()


@pytest.mark.parametrize(
    "back",
    [
        "<glossary><def-list><def-item><term>EW</term><def><p>early waking</p></def></def-item></def-list></glossary>",
        "<glossary><title>Abbreviations</title><p>EW: early waking; WM, warm milk</p></glossary>",
        "<fn-group><fn fn-type='abbr'><p>Abbreviations: EW, early waking; WM, warm milk.</p></fn></fn-group>",
        "<sec><title>List of abbreviations</title><p>EW = early waking.</p></sec>",
    ],
)
def test_the_authors_list_of_abbreviations_is_read(back):
    assert jats.read(article(back=back)).abbreviations[0] == Abbreviation("EW", "early waking")


def test_an_abbreviation_with_two_meanings_is_none():
    back = "<glossary><title>Abbreviations</title><p>EW: early waking; EW: evening walk</p></glossary>"
    assert jats.read(article(back=back)).abbreviations == ()


REFUSED = {
    "entities": BOMB,
    "an external entity": b"<!DOCTYPE article [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><article>&a;</article>",
    "an undeclared entity": article(BODY + "<p>&secret;</p>"),
    "depth": article("<sec>" * 100 + "</sec>" * 100),
    "more depth": article("<sec>" * 300 + "</sec>" * 300),
    "a long paragraph": article("<p>" + "word " * 30_000 + "</p>"),
    "a million elements": b"<article>" + b"<a/>" * 1_000_000 + b"</article>",
    "many attributes": b"<article " + b" ".join(b'a%d=""' % n for n in range(250_001)) + b"/>",
    "many entities": b"<article>" + b"&b;" * 250_001 + b"</article>",
    "a web page": b"<!DOCTYPE html><html><body><p>Back soon<br></body></html>",
    "another document": b"<PubmedArticleSet/>",
    "no front matter": b"<article><body><p>Text.</p></body></article>",
    "two articles": b"<pmc-articleset><article/><article/></pmc-articleset>",
    "nothing": b"",
    "UTF-16": "<article/>".encode("utf-16"),
}


@pytest.mark.parametrize("xml", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused_soon(xml):
    with within(5), pytest.raises(FullTextUnavailable):
        jats.read(xml)


def test_a_large_article_is_read_in_linear_time():
    row = "<tr><td align='left' rowspan='1'>1</td></tr>"
    body = BODY + figure() + f"<table-wrap><label>Table 1</label><table>{row * 19_000}</table></table-wrap>"
    citing = "<xref ref-type='bibr' rid='B'>1</xref>, (" * 1900
    with within(10):
        assert jats.read(article(body + f"<p>{citing}</p>")).tables[0].label == "Table 1"
