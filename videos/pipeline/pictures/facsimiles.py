"""Turns a figure of the full text into a picture, with the words of its caption that stand beside it."""

import re

from videos.pipeline.artifacts import Facsimile, Field, KeptFigure, Paper, Words
from videos.pipeline.citation import credit_of_figure
from videos.pipeline.fidelity import HEDGES, NEGATIONS
from videos.pipeline.script.segmentation import sentences

_MOST_WORDS = 22
"""Words of a caption on a slide: two lines of a narrow page."""

_FEWEST_WORDS = 4
_MARK = re.compile(r"[,;:]$|^[–—-]$")
_LEANING = re.compile(r"(?:a|an|the|of|in|on|at|by|for|to|from|with|and|or|than|between|\(\w*\)?|n|=)", re.IGNORECASE)


def facsimile(figure: KeptFigure, paper: Paper) -> Facsimile:
    """The figure as a picture."""
    caption = figure.figure.caption.text.text
    return Facsimile(
        name=figure.name,
        words=Words(cut(caption), field=Field.CAPTION),
        caption=caption,
        credit=credit_of_figure(figure, paper),
        image=figure.image,
        width=figure.width,
        height=figure.height,
        panels=figure.panels,
    )


def cut(caption: str) -> str:
    """The first sentence of a caption, which is its title; of a longer one its beginning, if possible up to a mark.

    A sentence stays whole if what would be left out has a negation or a hedge.
    """
    first = next((caption[slice(*span)] for span in sentences(caption)), caption)
    places = [match.end() for match in re.finditer(r"\S+", first)]
    if len(places) <= _MOST_WORDS:
        return first
    beginnings = [first[: places[count - 1]] for count in range(_FEWEST_WORDS, _MOST_WORDS + 1)]
    marked = [each.rstrip(",;:–—- ") for each in beginnings if _MARK.search(each.split()[-1])]
    others = [each for each in beginnings if not _LEANING.fullmatch(each.split()[-1])]
    chosen = (marked or others or beginnings)[-1]
    words = re.findall(r"[\w'’-]+", first[len(chosen) :].casefold())
    return first if HEDGES.of(words) or NEGATIONS.of(words) else chosen
