"""The text that is posted with a video."""

from videos.pipeline.artifacts import Author, Notice, NoticeKind, Paper, RichText, Section
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
    assert describe(PAPER, [("Research article", 0.0), ("Methods", 9.9), ("Results", 75.0)]) == (
        "Evening tea and sleep\n\n"
        "Every sentence of this video is taken from the abstract of the paper. Read the full article before relying on "
        "it.\n\n"
        "Lee B. Journal of Evening Drinks. 2026. doi:10.5555/tea\n"
        "PubMed: https://pubmed.ncbi.nlm.nih.gov/12/\n"
        "Full text: https://pmc.ncbi.nlm.nih.gov/articles/PMC12/\n"
        "DOI: https://doi.org/10.5555/tea\n\n"
        "0:00 Research article\n0:09 Methods\n1:15 Results\n"
    )


def test_a_notice_follows_the_title():
    paper = Paper(PAPER.pmid, PAPER.title, PAPER.sections, notices=(Notice(NoticeKind.RETRACTED, "It was retracted."),))
    assert describe(paper, []).startswith("Evening tea and sleep\n\nIt was retracted.\n\n")
