"""Chooses the figures that a video may show: a graphical abstract, the figures of its results, then others."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from videos.pipeline.artifacts.full_text import PaperFigure
from videos.pipeline.full_text import figure_gate
from videos.pipeline.full_text.images import FigurePicture, UnusablePicture

MOST_KEPT = 4
"""Figures that are fetched for a video: those that it shows, and others that a person may choose instead."""

_WORD = re.compile(r"[^\W\d_][\w-]{3,}|\b[A-Z]{2,}\d*\b")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "about after also among analysis asked baseline because been before being between both clinical compared "
        "confidence data days difference during each effect figure figures from group groups have higher hours "
        "interval into less levels lower mean means measured median months more most number odds other over panel "
        "participants patients people ratio results risk scores shown shows significant significantly standard study "
        "than that their there these they this those time trial upper using values versus week weeks were when where "
        "which with within without years error bars",
    )
)
_NOT_A_RESULT = re.compile(
    r"\bflow ?-?(?:chart|diagram)|\bflow of\b|\bCONSORT\b|\bPRISMA\b|\bSTROBE\b|"
    r"\bstudy (?:design|flow|selection|protocol|sites?)\b|"
    r"\bschematic|\bworkflow\b|\btimeline\b|\bconceptual\b|\bdirected acyclic\b|\bbaseline characteristics\b|"
    r"\b(?:study|trial) profile\b|\bexperimental (?:design|set-?up)\b|\bfunnel plot|\brisk of bias\b",
    re.IGNORECASE,
)
_NOT_OF_THE_MAIN_TEXT = re.compile(r"\bsupp|\bbox\b|\bappendix\b|\bS\d|\bextended data\b|\bresponse\b", re.IGNORECASE)
_LONGEST = 6_000
"""Characters of a caption. A storyboard holds the captions of its figures, and the longest usual ones have 3,000."""

_FEWEST_SHARED = 2
_LEAST_SHARE = 0.25
"""Of the words of a result, as many must be in the caption; else the figure is about something else."""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure that may be shown, and its picture."""

    figure: PaperFigure
    picture: FigurePicture


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that is not shown, and the sentence that says why."""

    figure: PaperFigure
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The figures that a video may show, the best first, and those that would have been among them but may not be."""

    shown: tuple[ShownFigure, ...]
    refused: tuple[Refused, ...]


def choose(
    figures: Sequence[PaperFigure],
    results: Sequence[str],
    picture_of: Callable[[PaperFigure], FigurePicture],
    most: int = MOST_KEPT,
) -> Choice:
    """At most ``most`` figures of an article that may be used, those first that ``results`` are about.

    ``results`` are the sentences of the abstract's results, the main one first. ``picture_of`` fetches and
    prepares the picture of a figure; it is called only for figures that may be used, and raises UnusablePicture.
    """
    shown: list[ShownFigure] = []
    refused: list[Refused] = []
    for figure in dict.fromkeys((*ranked(figures, results), *_of_the_main_text(figures))):
        if len(shown) == most:
            break
        if reason := figure_gate.refusal(figure) or _unwieldy(figure):
            refused.append(Refused(figure, reason))
            continue
        try:
            shown.append(ShownFigure(figure, picture_of(figure)))
        except UnusablePicture as error:
            refused.append(Refused(figure, f"{figure_gate.name(figure)} {error}."))
    return Choice(tuple(shown), tuple(refused))


def _unwieldy(figure: PaperFigure) -> str:
    is_long = len(figure.printed_caption.text.text) > _LONGEST
    return f"The caption of {figure_gate.name(figure)} has more than {_LONGEST} characters." if is_long else ""


def ranked(figures: Sequence[PaperFigure], results: Sequence[str]) -> tuple[PaperFigure, ...]:
    """The graphical abstracts, then for each result the figures that it belongs to, the best first."""
    abstracts = (figure for figure in figures if figure.is_graphical_abstract)
    belonging = (belonging_to(result, figures) for result in results)
    best_of_each = chain.from_iterable(_in_turn(list(belonging)))
    return tuple(dict.fromkeys(chain(abstracts, best_of_each)))


def _of_the_main_text(figures: Sequence[PaperFigure]) -> Iterator[PaperFigure]:
    return (figure for figure in figures if not _NOT_OF_THE_MAIN_TEXT.search(figure.label))


def _in_turn(lists: Collection[list[PaperFigure]]) -> Iterator[list[PaperFigure]]:
    """The first of each list, then the second of each, ..."""
    for place in range(max(map(len, lists), default=0)):
        yield [each[place] for each in lists if place < len(each)]


def belonging_to(result: str, figures: Sequence[PaperFigure]) -> list[PaperFigure]:
    """The figures whose captions have enough of the words of a result; first those with words that others lack."""
    wanted = _terms(result)
    of_results = [
        figure
        for figure in _of_the_main_text(figures)
        if not (figure.is_graphical_abstract or _NOT_A_RESULT.search(figure.caption.text.text))
    ]
    shared = [(wanted & _terms(figure.caption.text.text), figure) for figure in of_results]
    captions = Counter(term for terms, _ in shared for term in terms)
    enough = max(_FEWEST_SHARED, _LEAST_SHARE * len(wanted))
    found = [(sum(1 / captions[term] for term in terms), figure) for terms, figure in shared if len(terms) >= enough]
    return [figure for _, figure in sorted(found, key=lambda each: -each[0])]


def _terms(text: str) -> frozenset[str]:
    """The content words, each without the end that grammar changes."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(word.rstrip("s")[:7] for word in words if word not in _COMMON)
