"""Reading what bioRxiv and medRxiv say of a preprint."""

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.artifacts import Author, NoticeKind, Origin, Preprint, Role
from videos.pipeline.errors import PaperHasNoText, PaperUnavailable
from videos.pipeline.preprints import read
from videos.pipeline.preprints.abstract import parts
from videos.tests.preprint_server import posting

PLAIN = "We gave warm milk to forty people in an invented village, and thirty of them slept until seven."


def test_a_posting_is_read_as_a_paper():
    paper = read(posting(title="Warm milk and early waking.", authors="Ames, A. B.; Beck, Carl-Otto; FERN Group"))
    assert (paper.pmid, paper.doi) == ("", "10.1101/2026.11.03.26330001")
    assert paper.title.text == "Warm milk and early waking"
    assert paper.authors == (Author("Ames", "AB"), Author("Beck", "CO"), Author(collective="FERN Group"))
    assert (paper.journal, paper.year, paper.publication_types) == ("medRxiv", "2026", ("Preprint",))
    assert paper.origin is Origin.MEDRXIV


@pytest.mark.parametrize(
    ("named", "licence"),
    [("cc_by", "CC BY"), ("cc_by_nc_nd", "CC BY-NC-ND"), ("cc0_ng", "CC0"), ("cc_no", ""), ("", ""), ("cc_byte", "")],
)
def test_the_version_and_the_licence_are_kept(named, licence):
    assert read(posting(version="12", license=named)).preprint == Preprint(
        version="12", posted="2026-11-03", licence=licence, category="public and global health"
    )


def test_every_preprint_has_a_notice():
    (notice,) = read(posting()).notices
    assert notice.kind is NoticeKind.PREPRINT
    assert notice.text == "This is a preprint (version 1 at medRxiv). It has not been peer reviewed."


def test_the_doi_of_the_published_version_is_kept_and_named():
    paper = read(posting(published="10.5555/Milk.7"))
    assert paper.preprint.published == "10.5555/milk.7"
    assert paper.notices[0].text.endswith("A version of it was published later: doi.org/10.5555/milk.7.")


@pytest.mark.parametrize("published", ["NA", "", "na", "soon", "10.1101/2026.11.03.26330001", "10.5555/a b"])
def test_anything_else_is_no_published_version(published):
    assert read(posting(published=published)).preprint.published == ""


@pytest.mark.parametrize(
    "abstract",
    [
        "Background Milk is warm. Methods We asked forty people. Results Thirty of them slept. "
        "Conclusions It may help.",
        "Background: Milk is warm. Methods: We asked forty people. Results: Thirty of them slept. "
        "Conclusions: It may help.",
        "BackgroundMilk is warm.\n\nMethodsWe asked forty people.\n\nResultsThirty of them slept.\n\n"
        "ConclusionsIt may help.",
        "O_ST_ABSBackgroundC_ST_ABSMilk is warm.\n\nO_ST_ABSMethodsC_ST_ABSWe asked forty people.\n\n"
        "O_ST_ABSResultsC_ST_ABSThirty of them slept.\n\nO_ST_ABSConclusionsC_ST_ABSIt may help.",
        "Background\nMilk is warm.\nMethods\nWe asked forty people.\nResults\nThirty of them slept.\nConclusions:\n"
        "It may help.",
        "BackgroundMilk is warm. MethodsWe asked forty people. ResultsThirty of them slept. ConclusionsIt may help.",
    ],
    ids=["bare", "marked", "glued to paragraphs", "servers' marks", "lines", "glued within the text"],
)
def test_headings_are_found_however_they_stand_in_the_text(abstract):
    sections = read(posting(abstract=abstract)).sections
    assert [(section.role, section.text.text) for section in sections] == [
        (Role.BACKGROUND, "Milk is warm."),
        (Role.METHODS, "We asked forty people."),
        (Role.RESULTS, "Thirty of them slept."),
        (Role.CONCLUSIONS, "It may help."),
    ]


def test_an_abstract_without_headings_is_one_section():
    (section,) = read(posting(abstract=PLAIN)).sections
    assert (section.label, section.role, section.text.text) == ("", None, PLAIN)


def test_notes_beside_the_research_are_left_out():
    abstract = f"Results{PLAIN}\n\nFundingA grant of the Invented Dairy.\n\nTrial registrationNCT00000001"
    assert [section.text.text for section in read(posting(abstract=abstract)).sections] == [PLAIN]


def test_paragraphs_under_one_heading_stay_together():
    assert parts("MethodsWe asked.\nThey slept.\n\nResultsThirty slept.") == [
        ("Methods", "We asked. They slept."),
        ("Results", "Thirty slept."),
    ]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Mice lacking ApoE slept.", "Mice lacking ApoE slept."),
        ("McDonald asked forty people.", "McDonald asked forty people."),
        ("We used MO_SCPLOWUSEC_SCPLOW here.", "We used MUSE here."),
        ("It rose. O_FIG O_LINKSMALLFIG View larger version C_FIG It fell.", "It rose. It fell."),
        ("It rose O_FIG and fell.", "It rose O_FIG and fell."),
        ("O_LIIt rose.C_LI O_LIIt fell.C_LI", "It rose. It fell."),
        ("The {beta} was 2{middle dot}5 {+/-} 1 at 40{degrees}C.", "The β was 2·5 ± 1 at 40°C."),
        ("{Delta} and {nonsense} stay apart.", "Δ and {nonsense} stay apart."),
    ],
)
def test_marks_of_the_servers_become_text(text, read_as):
    assert parts(text) == [("", read_as)]


def test_a_word_in_capitals_for_the_whole_is_a_heading():
    assert parts("AO_SCPLOWBSTRACTC_SCPLOWManual work is slow.") == [("ABSTRACT", "Manual work is slow.")]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "WITHDRAWN: Warm milk and early waking"},
        {"abstract": "The authors have withdrawn their manuscript, because the thermometer was broken in that winter."},
        {"abstract": "This manuscript has been withdrawn by the authors, who do not wish it to be cited as reference."},
        {"type": "withdrawn"},
    ],
)
def test_a_withdrawn_preprint_is_refused(fields):
    with pytest.raises(PaperHasNoText, match=r"medRxiv says that the preprint .* was withdrawn"):
        read(posting(**fields))


def test_people_who_withdrew_do_not_withdraw_the_preprint():
    abstract = "Of forty people in this trial, three were withdrawn from the article, and the rest slept well."
    assert read(posting(abstract=abstract)).abstract == abstract


@pytest.mark.parametrize(
    "abstract", ["", "Too short.", "Nous avons étudié le sommeil de quarante personnes du village."]
)
def test_an_abstract_that_cannot_be_narrated_is_refused(abstract):
    with pytest.raises(PaperHasNoText, match="medRxiv has no English abstract"):
        read(posting(abstract=abstract))


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "yesterday"},
        {"version": "v1"},
        {"server": "elsewhere"},
        {"title": "a" * 2001},
        {"abstract": "Hay fever is common. " * 5000},
        {"authors": "A, B;" * 100_001},
        {"version": "10000"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_an_incomplete_or_implausible_record_is_refused(fields):
    with pytest.raises(PaperUnavailable, match="incomplete") as refused:
        read(posting(**fields))
    assert not refused.value.transient


@pytest.mark.parametrize("title", ["", "\x00"])
def test_a_preprint_without_a_title_is_refused(title):
    with pytest.raises(PaperHasNoText, match="no title"):
        read(posting(title=title))


def test_the_longest_plausible_record_is_read_in_little_time():
    longest = posting(abstract="ResultsHay fever fell by 2{middle dot}5. " * 2380, authors="Ames, A. B.; " * 38_000)
    with within(3):
        assert len(read(longest).authors) == 38_000


@pytest.mark.parametrize("mark", ["O_FIG", "O_ST_ABS", "{a", "Results", "O_ST_ABSa", "Methods and "])
def test_hostile_repetitions_take_no_time(mark):
    assert parts(mark * 20_000)
