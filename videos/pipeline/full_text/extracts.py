"""Gives a paper the sentences of its full text that a video may say besides the abstract."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from videos.pipeline.artifacts import Extract, ExtractKind, Paper
from videos.pipeline.artifacts.full_text import FullText
from videos.pipeline.full_text.excerpts import Excerpt
from videos.pipeline.full_text.harms import harms
from videos.pipeline.full_text.licences import Licence
from videos.pipeline.full_text.limits import limits

_SENT = 4
"""Words at each end of a sentence that a URL names, for the browser to find it."""


def with_extracts(paper: Paper, full_text: FullText, licence: Licence) -> Paper:
    """The paper with harms, if its abstract is silent about them, and with the limits that its authors name."""
    known = f"{paper.title.text} {paper.abstract}"
    return replace(paper, extracts=tuple(_extracts(paper, full_text, known, licence.name)))


def _extracts(paper: Paper, full_text: FullText, known: str, licence: str) -> Iterator[Extract]:
    for each in harms(full_text, paper.abstract, known):
        yield _extract(ExtractKind.HARMS, each, paper, licence)
    for limit in limits(full_text, known):
        for number, each in enumerate(limit):
            yield _extract(ExtractKind.LIMITS, each, paper, licence, continues=number > 0)


def _extract(kind: ExtractKind, of: Excerpt, paper: Paper, licence: str, *, continues: bool = False) -> Extract:
    return Extract(
        kind=kind,
        text=of.text,
        path=of.path,
        paragraph=of.place.passage + 1,
        url=f"https://pmc.ncbi.nlm.nih.gov/articles/{paper.pmcid}/#:~:text={_fragment(of.text.text)}",
        licence=licence,
        spoken=of.spoken,
        shown=of.shown,
        continues=continues,
    )


def _fragment(text: str) -> str:
    """A text fragment, as browsers find it: the first and the last words, with dashes escaped.

    Marks that cite may stand between the words in the paper, so that the whole sentence would not be found.
    """
    words = text.split()
    ends = [text] if len(words) <= 2 * _SENT else [" ".join(words[:_SENT]), " ".join(words[-_SENT:])]
    return ",".join(quote(each, safe="").replace("-", "%2D") for each in ends)
