"""Normalises text from a record for typesetting, speech and counting: plain spaces, no invisible characters, NFC.

Entities and LaTeX that were left in the text are resolved here, so that slides, captions and speech agree.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from videos.pipeline.artifacts import RichText, Run
from videos.pipeline.pubmed.latex import without_latex
from videos.pipeline.pubmed.leftovers import without_entities

_WIDE = str.maketrans("，；：（）％", ",;:()%")
"""Punctuation that was typed with a Chinese or Japanese keyboard."""

_JOINERS = "\u200c\u200d"  # part of the spelling of names in Persian, Hindi and other languages


def plain(text: str) -> str:
    """``text`` with U+0020 for every kind of space, no invisible characters, and no entities or LaTeX."""
    return unicodedata.normalize("NFC", "".join(_kept(without_latex(without_entities(text)))).translate(_WIDE))


def _kept(text: str) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if category.startswith("Z") or character in "\t\n\r":
            yield " "
        elif category not in ("Cc", "Cf") or character in _JOINERS:
            yield character


def joined(parts: Iterable[RichText]) -> RichText:
    """The parts joined, each with its runs."""
    texts: list[str] = []
    runs: list[Run] = []
    length = 0
    for part in parts:
        texts.append(part.text)
        runs += [Run(length + run.start, length + run.end, run.style) for run in part.runs]
        length += len(part.text)
    return RichText("".join(texts), tuple(runs))
