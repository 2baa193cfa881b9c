"""The text that is posted with a video."""

from dataclasses import replace

from videos.pipeline.artifacts import Author, Notice, NoticeKind, Origin, Paper, RichText, Section
from videos.pipeline.description import describe

PAPER = Paper(
    pmid="12",
    title=RichText("Evening tea and sleep"),
    sections=(Section(RichText("Text.")),),
    pmcid="PMC12",
    doi="10.5555/tea",
    authors=(Author("Lee", "B"),),
    journal="Journal of Evening Drinks",
    year="2026",
)


def test_the_description_has_title_source_and_chapters():
    chapters = [("Research article", 0.0), ("Methods", 10.9), ("Results", 75.0)]
    assert describe(PAPER, chapters, 90.0) == (
        "Evening tea and sleep\n\n"
        "Every sentence of this video is taken from the abstract of the paper. Read the full article before relying on "
        "it.\n\n"
        "Lee B. Journal of Evening Drinks. 2026. doi:10.5555/tea\n"
        "PubMed: https://pubmed.ncbi.nlm.nih.gov/12/\n"
        "Full text: https://pmc.ncbi.nlm.nih.gov/articles/PMC12/\n"
        "DOI: https://doi.org/10.5555/tea\n\n"
        "0:00 Research article\n0:10 Methods\n1:15 Results\n"
    )


def test_the_words_of_the_makers_are_excepted():
    said = "of the paper, except for those that are marked as its makers' own. Read the full article"
    assert said in describe(PAPER, [], 90.0, has_notes=True)


def test_a_notice_follows_the_title():
    paper = Paper(PAPER.pmid, PAPER.title, PAPER.sections, notices=(Notice(NoticeKind.RETRACTED, "It was retracted."),))
    assert describe(paper, [], 90.0).startswith("Evening tea and sleep\n\nIt was retracted.\n\n")


def test_a_chapter_of_less_than_ten_seconds_becomes_part_of_the_one_before_it():
    starts = [("Trial", 0.0), ("Aim", 4.2), ("Methods", 11.0), ("Results", 20.9), ("Harms", 31.0), ("Source", 82.0)]
    assert describe(PAPER, starts, 90.0).endswith("\n\n0:00 Trial\n0:11 Methods\n0:31 Harms\n")


def test_fewer_than_three_chapters_are_not_listed():
    assert describe(PAPER, [("Trial", 0.0), ("Methods", 12.0), ("Source", 24.0)], 30.0).endswith("10.5555/tea\n")


def test_no_angle_bracket_is_left():
    text = describe(replace(PAPER, title=RichText("CD4 <200 and CD8 >400")), [], 90.0)
    assert text.startswith("CD4 ‹200 and CD8 ›400\n")


def test_the_makers_of_drawings_are_credited_at_the_end():
    assert describe(PAPER, [], 90.0, "Body: a maker, CC BY 4.0.").endswith("\n\nBody: a maker, CC BY 4.0.\n")


def test_a_copy_of_the_record_is_said_to_be_one():
    assert "DOI: https://doi.org/10.5555/tea\nRecord from Europe PMC\n" in describe(
        replace(PAPER, origin=Origin.EUROPE_PMC), [], 90.0
    )
    assert "Record from" not in describe(PAPER, [], 90.0)
