"""How inline markup becomes text: styles, powers, formulas, citations and references."""

import pytest
from lxml import etree

from videos.pipeline.artifacts import Run, Style
from videos.pipeline.artifacts.full_text import Target
from videos.pipeline.jats.passages import passage
from videos.tests.full_texts import FORMULA, NAMESPACES


def read(inside: str):
    return passage(etree.fromstring(f"<p {NAMESPACES}>{inside}</p>"))


def cite(text: str) -> str:
    return f"<xref ref-type='bibr' rid='B'>{text}</xref>"


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("10<sup>6</sup> cells", "10⁶ cells"),
        ("FEV<sub>1</sub> fell", "FEV1 fell"),
        ("A &amp; B&#160;C", "A & B C"),
        ("one<break/>two", "one two"),
        ("see <ext-link xlink:href='https://example.org'>the site</ext-link>", "see the site"),
        ("milk<fn><p>whole</p></fn> helps", "milk helps"),
        ("milk<xref ref-type='fn' rid='n1'><sup>a</sup></xref> helps", "milk helps"),
        ("milk<sup><xref ref-type='table-fn' rid='n1'>*</xref></sup> helps", "milk helps"),
        (f"share {FORMULA} here", "share p0 = 0.4 here"),
        ("share <inline-formula><tex-math>$$x$$</tex-math></inline-formula> here", "share \ufffc here"),
        ("by <inline-graphic xlink:href='a.gif'/> here", "by \ufffc here"),
        ("<disp-formula><italic>x</italic> = 2</disp-formula>", "x = 2"),
        ("before <fig><caption><p>a caption</p></caption></fig>after", "before after"),
    ],
)
def test_markup_becomes_plain_text(marked, text):
    assert read(marked).text.text == text


def test_styles_are_kept():
    found = read("In <italic>Mus <bold>musculus</bold></italic> only.").text
    assert found.runs == (Run(3, 15, Style.ITALIC), Run(7, 15, Style.BOLD))


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        (f"milk helps [{cite('3')}].", "milk helps."),
        (f"milk helps [{cite('3')},{cite('4')}–{cite('9')}] and so on", "milk helps and so on"),
        (f"milk helps.<sup>{cite('12')}</sup> Tea", "milk helps. Tea"),
        (f"milk helps.{cite('<sup>12</sup>')} Tea", "milk helps. Tea"),
        (f"milk helps<sup>{cite('1')},{cite('2')}-{cite('5')}</sup>.", "milk helps."),
        (f"milk helps ({cite('Smith 2010')}; {cite('Lee et al., 2011')}).", "milk helps."),
        (f"milk helps (Smith et al., {cite('2010')}).", "milk helps."),
        (f"milk helps (e.g., {cite('Smith 2010')}; reviewed in {cite('Lee 2011')}).", "milk helps."),
        (f"milk helps (in {cite('12')} of them).", "milk helps (in 12 of them)."),
        (f"as {cite('Smith et al')} [{cite('3')}] showed", "as Smith et al showed"),
        (f"10<sup>6</sup> cells<sup>{cite('7')}</sup>", "10⁶ cells"),
        (f"x<sup>2</sup><sup>{cite('7')}</sup>", "x²"),
    ],
)
def test_marks_that_only_cite_are_left_out(marked, text):
    assert read(marked).text.text == text


def test_a_citation_that_is_a_word_of_the_sentence_is_a_reference():
    found = read(f"As {cite('Smith')} showed, milk helps.")
    assert [(each.start, each.end, each.target) for each in found.references] == [(3, 8, Target.CITATION)]
    assert found.text.runs == ()


def test_references_keep_their_places_when_citations_before_them_are_left_out():
    found = read(f"Milk helps [{cite('3')}] (<xref ref-type='fig' rid='F'>Figure 2</xref>, Table 1).")
    (reference,) = found.references
    assert found.text.text == "Milk helps (Figure 2, Table 1)."
    assert found.text.text[reference.start : reference.end] == "Figure 2"
    assert reference.target is Target.FIGURE


def test_an_unclosed_bracket_before_a_citation_does_not_swallow_the_text():
    assert read(f"(a milk helps {cite('3')} much").text.text == "(a milk helps 3 much"
