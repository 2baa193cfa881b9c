"""Writes the text to post with a video: title, notices, source and chapters."""

from collections.abc import Iterable, Iterator, Sequence

from videos.pipeline.artifacts import Origin, Paper
from videos.pipeline.citation import cite, links
from videos.pipeline.readable import clock

_SHORTEST_CHAPTER = 10
"""Seconds. YouTube ignores all chapters if one is shorter, or if there are fewer than ``_FEWEST_CHAPTERS``."""

_FEWEST_CHAPTERS = 3

_BESIDE_NOTES = ", except for those that are marked as its makers' own"

_OR_FULL_TEXT = " or, where its heading says so, from the full text"

_ANGLES = str.maketrans("<>", "‹›")
"""YouTube refuses a description with angle brackets."""


def describe(
    paper: Paper,
    chapters: Iterable[tuple[str, float]],
    seconds: float,
    credit: str = "",
    *,
    has_notes: bool = False,
    has_extracts: bool = False,
    figures: Sequence[str] = (),
) -> str:
    """The description of a video of so many ``seconds``. ``chapters`` are pairs of title and start in seconds.

    ``credit`` names the makers of its drawings. ``has_notes`` says that its own makers speak in it, too,
    and ``has_extracts`` that it quotes the full text. ``figures`` say for each figure of the paper whose it is.

    Chapters are written as the large video platforms parse them: one per line, time first, the first at 0:00. A
    chapter that is too short for them becomes part of the one before it.
    """
    listed = list(_long_enough(chapters, seconds))
    blocks = [
        paper.title.text,
        "\n".join(notice.text for notice in paper.notices),
        f"Every sentence of this video is taken from the {paper.basis} of the paper"
        f"{_OR_FULL_TEXT if has_extracts else ''}"
        f"{_BESIDE_NOTES if has_notes else ''}. "
        "Read the full article before relying on it.",
        "\n".join([cite(paper), *links(paper), *_stand_in(paper)]),
        "\n".join(f"{clock(start)} {title}" for title, start in listed) if len(listed) >= _FEWEST_CHAPTERS else "",
        credit,
        "\n".join(figures),
    ]
    return "\n\n".join(block for block in blocks if block).translate(_ANGLES) + "\n"


def _stand_in(paper: Paper) -> list[str]:
    """That the record is a copy of PubMed's."""
    return [f"Record from {paper.origin}"] if paper.origin is Origin.EUROPE_PMC else []


def _long_enough(chapters: Iterable[tuple[str, float]], seconds: float) -> Iterator[tuple[str, int]]:
    """The chapters, with their starts in whole seconds."""
    last = -_SHORTEST_CHAPTER
    for title, start in chapters:
        if int(start) - last >= _SHORTEST_CHAPTER and (seconds - int(start) >= _SHORTEST_CHAPTER or last < 0):
            last = int(start)
            yield title, last
