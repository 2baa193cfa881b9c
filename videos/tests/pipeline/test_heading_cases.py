"""The sections of invented abstracts whose headings stand within the text."""

from xml.sax.saxutils import escape

import pytest

from videos.pipeline import pubmed
from videos.pipeline.artifacts import Paper
from videos.tests.pipeline.cases import rows


def read(text: str) -> Paper:
    record = (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Invented.</ArticleTitle>"
        f"<Abstract><AbstractText>{escape(text)}</AbstractText></Abstract></Article></MedlineCitation><PubmedData/>"
        "</PubmedArticle></PubmedArticleSet>"
    )
    return pubmed.read(record.encode(), "1")


@pytest.mark.parametrize("row", rows("headings"), ids=lambda row: f"{row['kind']}: {row['text'][:30]}")
def test_the_authors_headings_divide_the_text(row):
    sections = read(row["text"]).sections
    wanted = [each.split("=", 1) for each in row["sections"].split(" || ")]
    assert [section.label for section in sections] == [label for label, _ in wanted]
    assert all(section.text.text.startswith(words) for section, (_, words) in zip(sections, wanted, strict=True))
    if row["roles"]:
        assert [section.role for section in sections] == row["roles"].split(" | ")
