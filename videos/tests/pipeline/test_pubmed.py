"""What is read from a PubMed record, what is left out, and which records are refused."""

import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiddenhill.tests.patience import within
from videos.pipeline import pubmed
from videos.pipeline.artifacts import Author, Heading, NoticeKind, Paper, RichText, Role, Run, Style
from videos.pipeline.errors import PaperHasNoText, PaperNotFound, PaperUnavailable

DATA = Path(__file__).parents[1] / "data"
ABSTRACT = "We slept well in this invented study of eight tired people."
SPANISH = (
    "Los pacientes durmieron bien durante la noche en este estudio inventado y los resultados fueron muy buenos para "
    "todos los grupos que participaron en la prueba."
)


def part(text: str, label: str = "", category: str = "") -> str:
    attributes = (f" Label='{label}'" if label else "") + (f" NlmCategory='{category}'" if category else "")
    return f"<AbstractText{attributes}>{text}</AbstractText>"


def answer(
    *parts: str,
    title: str = "An invented paper.",
    article: str = "<Language>eng</Language>",
    citation: str = "",
    data: str = "",
) -> bytes:
    abstract = f"<Abstract>{''.join(parts)}</Abstract>" if parts else ""
    return f"""<?xml version="1.0" ?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>
        <ArticleTitle>{title}</ArticleTitle>{abstract}{article}</Article>{citation}</MedlineCitation>
        <PubmedData>{data}</PubmedData></PubmedArticle></PubmedArticleSet>""".encode()


def references(*kinds_and_pmids: tuple[str, str]) -> str:
    each = (f"<CommentsCorrections RefType='{k}'><PMID>{p}</PMID></CommentsCorrections>" for k, p in kinds_and_pmids)
    return f"<CommentsCorrectionsList>{''.join(each)}</CommentsCorrectionsList>"


def publication_type(ui: str) -> str:
    return f"<PublicationTypeList><PublicationType UI='{ui}'>x</PublicationType></PublicationTypeList>"


def read(*parts: str, **places: str) -> Paper:
    return pubmed.read(answer(*parts, **places), "1")


def text(inside: str) -> RichText:
    """The text of an abstract that has ``inside`` after another sentence."""
    whole = read(part(f"{ABSTRACT} {inside}")).sections[0].text
    return whole.cut(len(ABSTRACT) + 1, len(whole.text))


def labels(paper: Paper) -> list[tuple[str, Role | None]]:
    return [(section.label, section.role) for section in paper.sections]


# The whole response


def test_an_empty_response_means_that_there_is_no_such_paper():
    with pytest.raises(PaperNotFound):
        pubmed.read(b"<PubmedArticleSet></PubmedArticleSet>", "1")


def test_the_record_of_another_paper_is_refused():
    with pytest.raises(PaperUnavailable, match=r"returned PMID 1 instead of PMID 2"):
        pubmed.read(answer(part(ABSTRACT)), "2")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body><p>Back soon<br></body></html>",
        b"<html><body>Back soon</body></html>",
        answer(part(ABSTRACT))[:-20],
        answer(part(ABSTRACT)).decode().encode("utf-16"),
        b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    ],
    ids=["nothing", "web page", "tidy web page", "cut short", "another encoding", "no article in it"],
)
def test_anything_but_a_record_is_refused(body):
    with pytest.raises(PaperUnavailable):
        pubmed.read(body, "1")


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE PubmedArticleSet [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>",
        "<!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE PubmedArticleSet [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/a.dtd'> %a;]>",
        "<!DOCTYPE PubmedArticleSet [<!ATTLIST PMID Version CDATA 'x'>]>",
        "<!DOCTYPE PubmedArticleSet SYSTEM '>' [<!ENTITY a 'ha'>]>",
    ],
)
def test_a_document_with_declarations_is_refused(prolog):
    with pytest.raises(PaperUnavailable, match="declares"):
        pubmed.read(prolog.encode() + answer(part(ABSTRACT)).split(b"?>", 1)[1], "1")


def test_a_reference_to_an_undeclared_entity_is_refused():
    body = answer(part(ABSTRACT + " &secret;")).replace(b"?>", b"?><!DOCTYPE PubmedArticleSet SYSTEM 'x.dtd'>", 1)
    with pytest.raises(PaperUnavailable):
        pubmed.read(body, "1")


@pytest.mark.parametrize(
    "inside",
    ["<i>" * 200 + "x" + "</i>" * 200, "word " * 30_000, "<b>x</b>" * 4000],
    ids=["depth", "length", "markup"],
)
def test_an_implausibly_large_record_is_refused(inside):
    with pytest.raises(PaperUnavailable):
        read(part(ABSTRACT + inside))


HUGE = {
    "a DOCTYPE that begins again and again": b"<!DOCTYPE" * 440_000,
    "a million elements": b"<PubmedArticleSet>" + b"<a/>" * 1_000_000 + b"</PubmedArticleSet>",
    "a hundred thousand attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(100_001)) + b"/>",
    "a hundred thousand entities": b"<a>" + b"&b;" * 100_001 + b"</a>",
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE.keys())
def test_what_would_take_long_to_parse_is_refused_at_once(body):
    with within(1), pytest.raises(PaperUnavailable, match="more elements than a paper"):
        pubmed.read(body, "1")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("ArticleTitle", "A title. " * 300),
        ("Journal/Title", "a" * 2001),
        ("AuthorList", "<Author><LastName>A</LastName></Author>" * 20_001),
        ("AuthorList", f"<Author><LastName>{'a' * 2001}</LastName></Author>"),
        ("GrantList", "<Grant><Agency>NIH</Agency></Grant>" * 20_001),
        ("GrantList", f"<Grant><Agency>{'a' * 2001}</Agency></Grant>"),
        ("ELocationID", "10.1000/" + "a" * 2000),
    ],
    ids=["title", "journal", "authors", "author", "grants", "agency", "doi"],
)
def test_a_field_longer_than_any_in_pubmed_is_refused(path, content):
    for name in reversed(path.split("/")):
        content = f"<{name}>{content}</{name}>"
    with within(5), pytest.raises(PaperUnavailable, match="nothing that can be read"):
        pubmed.read(answer(part(ABSTRACT)).replace(b"<Abstract>", content.encode() + b"<Abstract>", 1), "1")


# Text and markup


def test_inline_tags_keep_their_text_and_their_styles():
    result = text("In <i>Mus <b>musculus</b></i> the end.")
    assert result.text == "In Mus musculus the end."
    assert result.runs == (Run(3, 15, Style.ITALIC), Run(7, 15, Style.BOLD))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("FEV <sub>1</sub> fell", "FEV1 fell"),
        ("10 <sup>-8</sup> ) was", "10⁻⁸) was"),
        ("10 <sup>6</sup> CFU", "10⁶ CFU"),
        ("3.15x10 <sup>-15</sup>.", "3.15x10⁻¹⁵."),
        ("<i>r</i> <sup>2</sup> = 0.4", "r² = 0.4"),
        ("<i>P</i> <sub>interaction</sub> was", "Pinteraction was"),
        ("25 kg/m <sup>2</sup> or", "25 kg/m² or"),
        ("B<sub>1</sub> -inhomogeneity", "B1-inhomogeneity"),
        ("( <i>HHIP</i> ) gene , too .", "(HHIP) gene, too."),
        ("the fit (r = 0. 94) in 0. 5 cases", "the fit (r = 0.94) in 0. 5 cases"),
        ("Ca <sup>2+</sup> and CD4 <sup>+</sup> cells", "Ca²⁺ and CD4⁺ cells"),
        ("<i>Apoe</i> <sup>-/-</sup> mice", "Apoe-/- mice"),
        ("[ <sup>18</sup> F]FDG", "[¹⁸F]FDG"),
        ("H <sub>2</sub> O <sub>2</sub> was", "H2O2 was"),
    ],
)
def test_the_spaces_that_markup_adds_are_removed(marked, plain):
    assert text(marked).text == plain


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("10<sup>7</sup> CFU", "10⁷ CFU"),
        ("10<sup>–19</sup>", "10⁻¹⁹"),
        ("2<sup>+</sup>", "2⁺"),
        ("10<sup>n</sup>", "10n"),
        ("10<sup>4.5</sup> or 10<sup>(-8)</sup> and 12<sup>a</sup>", "10^4.5 or 10^(-8) and 12a"),
    ],
)
def test_raised_digits_and_signs_are_characters_because_captions_have_no_styles(marked, plain):
    assert text(marked).text == plain


def test_raised_letters_keep_their_style():
    assert text("10<sup>n</sup>").runs == (Run(2, 3, Style.SUP),)
    assert text("10<sup>7</sup>").runs == ()
    assert text("<i>of 10<sup>7</sup> or 10<sup>4.5</sup></i>").runs == (
        Run(0, 12, Style.ITALIC),
        Run(13, 16, Style.ITALIC),
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("the <sup>18</sup>F scan", "the ¹⁸F scan"),
        ("of <sub>L</sub>-arginine", "of L-arginine"),
        ("by repulsive <sup>1</sup>Π states", "by repulsive ¹Π states"),
        ("p &lt; .05", "p < .05"),
        ("over 5 cm <sup>2</sup> In group A", "over 5 cm² In group A"),
    ],
)
def test_a_space_that_may_be_intended_is_kept(marked, plain):
    assert text(marked).text == plain


def test_runs_of_the_same_style_that_touch_are_joined():
    assert text("<i>Mus </i><i> musculus</i>") == RichText("Mus musculus", (Run(0, 12, Style.ITALIC),))


def test_the_run_of_a_subscript_moves_when_spaces_before_it_are_removed():
    result = text("( CO <sub>2</sub> )")
    assert result == RichText("(CO2)", (Run(3, 4, Style.SUB),))


def test_spaces_become_plain_and_invisible_characters_are_removed():
    assert text("a\u00a0b\u2009c\u202fd\n  e\u200b\u00ad\u202ef\u2066g").text == "a b c d efg"


def test_letters_and_their_accents_are_composed():
    assert text("e\u0301").text == "é"


def test_comments_and_processing_instructions_are_not_text():
    assert text("one<!-- hidden --> two<?hidden too?> three").text == "one two three"


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
            st.sampled_from(["", "i", "b", "sub", "sup"]),
        ),
        max_size=8,
    )
)
def test_text_is_always_clean_and_runs_are_always_within_it(pieces):
    marked = "".join(f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words) for words, tag in pieces)
    result = read(part(f"{ABSTRACT} {marked}")).sections[0].text
    assert "  " not in result.text
    assert result.text == result.text.strip()
    assert all(unicodedata.category(character) not in ("Cc", "Zl", "Zp") for character in result.text)
    assert all(0 <= run.start < run.end <= len(result.text) for run in result.runs)


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("<m:msup><m:mi>R</m:mi><m:mn>2</m:mn></m:msup>", "R²"),
        ("<m:mrow><m:mi>p</m:mi><m:mo>&lt;</m:mo><m:mn>0.05</m:mn></m:mrow>", "p < 0.05"),
        ("<m:mrow><m:mo>-</m:mo><m:mn>3</m:mn></m:mrow>", "−3"),
        ("<m:mo>×</m:mo>", "×"),
        ("<m:mfrac><m:mi>a</m:mi><m:mi>b</m:mi></m:mfrac>", "a/b"),
        ("<m:mfrac><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mi>b</m:mi></m:mrow><m:mi>c</m:mi></m:mfrac>", "(a + b)/c"),
        ("<m:msqrt><m:mn>3</m:mn></m:msqrt>", "√3"),
        ("<m:mroot><m:mi>x</m:mi><m:mn>3</m:mn></m:mroot>", "³√x"),
        ("<m:mover><m:mi>x</m:mi><m:mo>¯</m:mo></m:mover>", "x̄"),
        ("<m:mfenced><m:mi>x</m:mi><m:mi>y</m:mi></m:mfenced>", "(x, y)"),
        ("<m:semantics><m:mi>x</m:mi><m:annotation>\\TeX</m:annotation></m:semantics>", "x"),
        ("<m:msub/>", ""),
    ],
)
def test_a_formula_is_written_in_one_line(formula, line):
    result = text(f"so <m:math xmlns:m='http://www.w3.org/1998/Math/MathML'>{formula}</m:math> it is")
    assert result.text == f"so {line} it is".replace("  ", " ")


def test_the_scripts_of_a_formula_are_styled():
    math = "<msubsup><mi>T</mi><mn>2</mn><mo>∗</mo></msubsup>"
    assert text(f"<math>{math}</math>") == RichText("T2∗", (Run(1, 2, Style.SUB), Run(2, 3, Style.SUP)))


# The abstract


def test_labelled_parts_keep_the_authors_headings_and_get_their_roles():
    paper = read(part(ABSTRACT, "PURPOSE", "OBJECTIVE"), part(ABSTRACT, "Findings:"), part(ABSTRACT, "WHO WE ARE"))
    assert labels(paper) == [("PURPOSE", Role.OBJECTIVE), ("Findings", Role.RESULTS), ("WHO WE ARE", None)]


def test_a_heading_is_cleaned_like_the_text():
    assert labels(read(part(ABSTRACT, "WHAT\u00a0WE\u202e DID : "), part(ABSTRACT)))[0] == ("WHAT WE DID", None)


def test_the_label_unlabelled_means_no_label():
    assert labels(read(part(ABSTRACT, "UNLABELLED", "UNASSIGNED"))) == [("", None)]


@pytest.mark.parametrize(
    ("label", "category", "role"),
    [
        ("METHODS AND RESULTS", "RESULTS", None),
        ("BACKGROUND AND PURPOSE", "OBJECTIVE", Role.BACKGROUND),
        ("MAIN OUTCOMES AND MEASURES", "RESULTS", Role.METHODS),
        ("WHAT CAME OUT", "RESULTS", Role.RESULTS),
        ("AUTHORS' CONCLUSIONS".replace("'", "&#39;"), "", Role.CONCLUSIONS),
        ("CLAIMS", "", None),
    ],
)
def test_a_heading_takes_precedence_over_nlms_category(label, category, role):
    assert labels(read(part(ABSTRACT, label, category), part(ABSTRACT, "RESULTS")))[0][1] is role


@pytest.mark.parametrize(
    "label",
    ["FUNDING", "TRIAL REGISTRATION", "LEVEL OF EVIDENCE", "Copyright", "Study funding/competing interest(s)"],
)
def test_sections_that_are_not_research_are_left_out(label):
    paper = read(part(ABSTRACT, "RESULTS"), part("An invented council paid for it.", label, "BACKGROUND"))
    assert [section.label for section in paper.sections] == ["RESULTS"]


def test_headings_within_the_text_divide_it_into_sections():
    paper = read(part("Sleep matters (REM) MATERIAL AND METHODS: We looked twice. RESULTS: All slept.", "INTRODUCTION"))
    assert labels(paper) == [
        ("INTRODUCTION", Role.BACKGROUND),
        ("MATERIAL AND METHODS", Role.METHODS),
        ("RESULTS", Role.RESULTS),
    ]
    assert [section.text.text for section in paper.sections] == [
        "Sleep matters (REM)",
        "We looked twice.",
        "All slept.",
    ]


def test_bold_headings_divide_the_text_and_leave_no_bold_in_it():
    paper = read(part("<b>Background:</b> Sleep <i>matters</i> much. <b>Methods:</b> We looked at it for a night."))
    assert labels(paper) == [("Background", Role.BACKGROUND), ("Methods", Role.METHODS)]
    assert paper.sections[0].text == RichText("Sleep matters much.", (Run(6, 13, Style.ITALIC),))


def test_a_single_heading_at_the_start_stays_in_the_text():
    paper = read(part(f"Background: {ABSTRACT}"))
    assert labels(paper) == [("", None)]
    assert paper.sections[0].text.text == f"Background: {ABSTRACT}"


@pytest.mark.parametrize("words", ["see NOTE: all slept", "GFAP: a protein", "in AIM: two", "results: none"])
def test_other_words_before_a_colon_are_not_a_heading(words):
    assert len(read(part(f"{ABSTRACT} We {words}.")).sections) == 1


def test_a_registration_at_the_end_of_the_text_is_left_out():
    paper = read(part(ABSTRACT, "METHODS"), part(f"{ABSTRACT} Trial registration: Invented, NCT00000000.", "RESULTS"))
    assert paper.sections[1].text.text == ABSTRACT


def test_a_registration_followed_by_research_is_kept():
    inside = f"{ABSTRACT} Trial registration: NCT00000000. {' '.join([ABSTRACT] * 4)}"
    assert read(part(inside, "METHODS"), part(ABSTRACT, "RESULTS")).sections[0].text.text == inside


@pytest.mark.parametrize(
    "note",
    [
        "See related commentary by Nobody, p. 12.This article is highlighted in the In This Issue feature, p. 1",
        "© 2024 Invented Press.",
        "See Video Abstract at http://links.example.org/A1.",
    ],
)
def test_the_publishers_notes_are_left_out(note):
    assert read(part(f"{ABSTRACT}{note}")).sections[0].text.text == ABSTRACT


def test_the_form_before_a_case_report_is_left_out():
    form = "Patient: Male, 33 Final Diagnosis: Hiccups Symptoms: Noise Specialty: Neurology"
    paper = read(part(form), part("Rare disease", "OBJECTIVE"), part(ABSTRACT, "BACKGROUND"))
    assert labels(paper) == [("BACKGROUND", None)]


@pytest.mark.parametrize("whole", [f"{ABSTRACT} {SPANISH}", f"{SPANISH} {ABSTRACT}"])
def test_sentences_in_another_language_are_left_out(whole):
    assert [section.text.text for section in read(part(whole, "RESULTS"), part(ABSTRACT)).sections] == [ABSTRACT] * 2


def test_a_copy_of_the_abstract_in_another_language_is_left_out():
    assert labels(read(part(ABSTRACT, "RESULTS"), part(SPANISH, "RESULTADOS"))) == [("RESULTS", None)]


@pytest.mark.parametrize(
    "english",
    ["Retrospective cohort study.", "Twelve EEN and DEN mice.", "IL-4, IL-13 and α-synuclein rose. Muscle grew too."],
)
def test_a_short_or_technical_part_counts_as_english(english):
    assert len(read(part(ABSTRACT, "RESULTS"), part(english, "DESIGN")).sections) == 2


@pytest.mark.parametrize("foreign", [SPANISH, "本研究的目的是更好地了解护士如何对待无家可归者。" * 2])
def test_a_record_without_an_english_abstract_is_refused(foreign):
    with pytest.raises(PaperHasNoText, match="no English abstract"):
        read(part(foreign))


def test_an_english_other_abstract_is_used_if_there_is_no_abstract():
    other = f"<OtherAbstract Type='Publisher' Language='eng'>{part(ABSTRACT)}</OtherAbstract>"
    assert read(citation=other).sections[0].text.text == ABSTRACT
    assert read(part(ABSTRACT + " Truly."), citation=other).sections[0].text.text == ABSTRACT + " Truly."


def test_an_other_abstract_in_another_language_is_not_used():
    with pytest.raises(PaperHasNoText):
        read(citation=f"<OtherAbstract Type='Publisher' Language='spa'>{part(SPANISH)}</OtherAbstract>")


PLAIN = "We gave calves eye drops. The drops helped most of them, and hurt none."


def plain_summary(text: str = PLAIN, language: str = "eng") -> str:
    kind = "plain-language-summary"
    return f"<OtherAbstract Type='{kind}' Language='{language}'>{part(text, 'Plain language summary')}</OtherAbstract>"


def test_a_plain_language_summary_is_read_beside_the_abstract():
    paper = read(part(ABSTRACT), citation=plain_summary())
    assert [section.text.text for section in paper.sections] == [ABSTRACT]
    assert [(section.label, section.text.text) for section in paper.plain_summary] == [("", PLAIN)]


@pytest.mark.parametrize("other", ["", plain_summary(SPANISH, "spa"), plain_summary(SPANISH), plain_summary("See it.")])
def test_only_a_summary_in_english_sentences_counts(other):
    assert read(part(ABSTRACT), citation=other).plain_summary == ()


def test_a_summary_never_stands_for_a_missing_abstract():
    with pytest.raises(PaperHasNoText):
        read(citation=plain_summary())


@pytest.mark.parametrize("parts", [[], [part("")], [part("See the full text.")], [part("None.", "FUNDING")]])
def test_a_record_without_a_usable_sentence_is_refused(parts):
    with pytest.raises(PaperHasNoText, match=r"for PMID 1\. Choose another paper\.$"):
        read(*parts)


def test_a_summary_that_is_the_whole_abstract_has_no_role():
    assert labels(read(part(ABSTRACT, "SUMMARY", "CONCLUSIONS"))) == [("", None)]


def test_a_summary_is_a_conclusion_only_at_the_end():
    aim, summary, end = (
        part(ABSTRACT, "PURPOSE"),
        part(ABSTRACT, "SUMMARY", "CONCLUSIONS"),
        part(ABSTRACT, "CONCLUSION"),
    )
    assert labels(read(aim, summary))[1] == ("SUMMARY", Role.CONCLUSIONS)
    assert labels(read(aim, summary, end))[1] == ("SUMMARY", None)


# Title, authors, source


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Sleep and light.", "Sleep and light"),
        ("[Sleep and light].", "Sleep and light"),
        ("[Sleep and light.]", "Sleep and light"),
        ("Does light wake us?", "Does light wake us?"),
        ("Sleep in the U.S.", "Sleep in the U.S."),
        ("[18F]FDG and sleep.", "[18F]FDG and sleep"),
        ("[18F]FDG and sleep [a review].", "[18F]FDG and sleep [a review]"),
        ("[Sleep [REM] and light].", "Sleep [REM] and light"),
        ("[Sleep and light (author's transl)].", "Sleep and light"),
        ("[Sleep and light. A review (authors' transl.)]", "Sleep and light. A review"),
    ],
)
def test_a_title_loses_its_full_stop_and_its_brackets(written, shown):
    assert read(part(ABSTRACT), title=written).title.text == shown


@pytest.mark.parametrize("empty", ["", "[Not Available]."])
def test_an_article_without_an_english_title_keeps_its_original_one(empty):
    vernacular = "<Language>ger</Language><VernacularTitle>Schlaf und Licht.</VernacularTitle>"
    assert read(part(ABSTRACT), title=empty, article=vernacular).title.text == "Schlaf und Licht"


def test_a_record_without_any_title_is_refused():
    with pytest.raises(PaperHasNoText, match="no title"):
        read(part(ABSTRACT), title="")


def test_a_full_record_is_read_with_its_formulas_names_and_numbers():
    paper = pubmed.read((DATA / "formulas.xml").read_bytes(), "90000012")
    assert paper.title.text == "Mapping of T2∗, CO2 and FEV1 in resting lungs"
    assert [section.text.text for section in paper.sections] == [
        "Resting lungs of Mus musculus were mapped (n = 12).",
        "The signal was T1 = 1573 ± 86 ms in all mice.",
        "The maps differed (p = 3 × 10⁻⁸).",
    ]
    assert paper.authors == (
        Author("van der Berg-Ó Briain", "JLM"),
        Author("Sukarno"),
        Author(collective="LUNG² Study Group"),
    )
    assert (paper.year, paper.volume, paper.issue, paper.pages) == ("2025", "4", "", "")


def test_ids_of_the_reference_list_are_ignored():
    paper = pubmed.read((DATA / "formulas.xml").read_bytes(), "90000012")
    assert (paper.pmid, paper.pmcid, paper.doi) == ("90000012", "PMC90000012", "10.5555/invented.12")


def test_a_book_chapter_is_read_like_a_paper():
    paper = pubmed.read((DATA / "book.xml").read_bytes(), "90000011")
    assert paper.title.text == "Naps in the Afternoon"
    assert paper.journal == "Invented Handbook of Sleep"
    assert paper.authors == (Author("Writer", "W"),)
    assert (paper.year, paper.doi) == ("2024", "10.5555/invented.book.11")


def test_a_book_without_an_abstract_is_refused():
    body = (DATA / "book.xml").read_bytes().replace(b"AbstractText>", b"Other>")
    with pytest.raises(PaperHasNoText):
        pubmed.read(body, "90000011")


def test_three_hundred_authors_keep_their_order():
    names = "".join(f"<Author><LastName>N{i}</LastName><Initials>A</Initials></Author>" for i in range(300))
    authors = read(part(ABSTRACT), article=f"<AuthorList>{names}</AuthorList>").authors
    assert [author.last_name for author in authors] == [f"N{i}" for i in range(300)]


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ("<Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue></Journal>", "2021"),
        ("<Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>"
         "</JournalIssue></Journal>", "1998"),
        ("<ArticleDate><Year>2020</Year></ArticleDate>", "2020"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_year_is_from_the_issue_or_the_electronic_article(dates, year):
    assert read(part(ABSTRACT), article=dates).year == year


def test_a_page_range_is_built_from_its_ends_if_needed():
    pages = "<Pagination><StartPage>12</StartPage><EndPage>19</EndPage></Pagination>"
    assert read(part(ABSTRACT), article=pages).pages == "12-19"


# Notices


def kinds(paper: Paper) -> list[tuple[NoticeKind, str]]:
    return [(notice.kind, notice.pmid) for notice in paper.notices]


def test_a_publication_type_alone_gives_a_retraction():
    assert kinds(read(part(ABSTRACT), article=publication_type("D016441"))) == [(NoticeKind.RETRACTED, "")]


def test_a_reference_alone_gives_a_retraction():
    assert kinds(read(part(ABSTRACT), citation=references(("RetractionIn", "77")))) == [(NoticeKind.RETRACTED, "77")]


def test_a_type_and_a_reference_give_one_retraction_with_its_record():
    paper = read(part(ABSTRACT), article=publication_type("D016441"), citation=references(("RetractionIn", "77")))
    assert kinds(paper) == [(NoticeKind.RETRACTED, "77")]
    assert paper.retracted


def test_the_most_serious_notice_comes_first():
    refs = references(("ErratumIn", "3"), ("ErratumIn", "4"), ("ExpressionOfConcernIn", "2"), ("RetractionIn", "1"))
    assert kinds(read(part(ABSTRACT), citation=refs)) == [
        (NoticeKind.RETRACTED, "1"),
        (NoticeKind.CONCERN, "2"),
        (NoticeKind.CORRECTED, "3"),
    ]


@pytest.mark.parametrize("kind", ["CommentIn", "CommentOn", "UpdateOf", "RepublishedFrom"])
def test_a_comment_is_not_a_notice(kind):
    assert kinds(read(part(ABSTRACT), citation=references((kind, "77")))) == []


def test_a_preprint_has_a_notice():
    assert kinds(read(part(ABSTRACT), article=publication_type("D000076942"))) == [(NoticeKind.PREPRINT, "")]


@pytest.mark.parametrize(
    ("codes", "notice"),
    [
        (["ger"], "The article itself is in German; this is its English abstract."),
        (["spa", "por"], "The article itself is in Spanish and Portuguese; this is its English abstract."),
        (["xyz"], "The article itself is not in English; this is its English abstract."),
    ],
)
def test_an_article_in_another_language_has_a_notice(codes, notice):
    languages = "".join(f"<Language>{code}</Language>" for code in codes)
    assert [each.text for each in read(part(ABSTRACT), article=languages).notices] == [notice]


@pytest.mark.parametrize("codes", [["eng"], ["eng", "spa"], ["und"], []])
def test_an_article_in_english_has_no_notice_of_its_language(codes):
    languages = "".join(f"<Language>{code}</Language>" for code in codes)
    assert read(part(ABSTRACT), article=languages).notices == ()


def test_a_retraction_notice_is_refused_with_the_id_of_the_paper():
    with pytest.raises(PaperHasNoText, match=r"retraction notice.*Use PMID 55"):
        read(part(ABSTRACT * 9), article=publication_type("D016440"), citation=references(("RetractionOf", "55")))


def test_a_retraction_notice_of_several_papers_lists_their_ids():
    with pytest.raises(PaperHasNoText, match="55, 56"):
        read(citation=references(("RetractionOf", "55"), ("RetractionOf", "56")))


@pytest.mark.parametrize("ref", ["ErratumFor", "ExpressionOfConcernFor"])
def test_a_short_notice_is_refused_with_the_id_of_the_paper(ref):
    with pytest.raises(PaperHasNoText, match="Use PMID 55"):
        read(part(ABSTRACT), citation=references((ref, "55")))


def test_a_correction_that_repeats_the_abstract_is_accepted():
    assert read(part(" ".join([ABSTRACT] * 8)), citation=references(("ErratumFor", "55"))).pmid == "1"


def test_facts_about_the_study_are_read():
    paper = read(
        part(ABSTRACT),
        article="""<Language>eng</Language>
            <DataBankList><DataBank><DataBankName>PDB</DataBankName><AccessionNumberList>
            <AccessionNumber>9ZZZ</AccessionNumber></AccessionNumberList></DataBank>
            <DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
            <AccessionNumber>NCT99999999</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
            <GrantList><Grant><GrantID>1</GrantID><Agency>Sleep Fund</Agency></Grant>
            <Grant><GrantID>2</GrantID><Agency>Sleep Fund</Agency></Grant></GrantList>""",
        citation="""<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading>
            <MeshHeading><DescriptorName Type='Geographic'>Sweden</DescriptorName></MeshHeading></MeshHeadingList>
            <CoiStatement>None <i>declared</i>.</CoiStatement>
            <KeywordList><Keyword>sleep</Keyword><Keyword>CO<sub>2</sub></Keyword></KeywordList>
            <KeywordList><Keyword>sleep</Keyword></KeywordList>""",
    )
    assert (paper.mesh_terms, paper.places) == (("Humans", "Sweden"), ("Sweden",))
    assert paper.keywords == ("sleep", "CO2")
    assert paper.registrations == ("ClinicalTrials.gov NCT99999999",)
    assert paper.funders == ("Sleep Fund",)
    assert paper.interests == "None declared."


def test_a_heading_is_major_if_its_descriptor_or_a_qualifier_is():
    headings = """<MeshHeadingList>
        <MeshHeading><DescriptorName UI="D012890" MajorTopicYN="Y">Sleep</DescriptorName></MeshHeading>
        <MeshHeading><DescriptorName UI="D008168" MajorTopicYN="N">Lung</DescriptorName>
            <QualifierName UI="Q000000981" MajorTopicYN="N">diagnostic imaging</QualifierName>
            <QualifierName UI="Q000601" MajorTopicYN="Y">surgery</QualifierName></MeshHeading>
        <MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
    </MeshHeadingList>"""
    assert read(part(ABSTRACT), citation=headings).headings == (
        Heading("D012890", "Sleep", is_major=True),
        Heading("D008168", "Lung", is_major=True),
        Heading("D006801", "Humans"),
    )


@pytest.mark.parametrize(
    ("title", "withdrawn"),
    [
        ("WITHDRAWN: Tea for sleep.", True),
        ("Temporary removal: Tea for sleep.", True),
        ("[WITHDRAWN: Tea for sleep].", True),
        ("Withdrawn from the market: tea for sleep.", False),
    ],
)
def test_a_withdrawn_article_is_recognised_by_its_title(title, withdrawn):
    kinds = {notice.kind for notice in read(part(ABSTRACT), title=title).notices}
    assert kinds == ({NoticeKind.WITHDRAWN} if withdrawn else set())
