"""Normalises text from a record for typesetting, speech and counting: plain spaces, no invisible characters, NFC."""

import unicodedata
from collections.abc import Iterable, Iterator

from videos.pipeline.artifacts import RichText, Run

_JOINERS = "\u200c\u200d"  # part of the spelling of names in Persian, Hindi and other languages


def plain(text: str) -> str:
    """``text`` with U+0020 for every kind of space, and no control, bidi or other invisible characters."""
    return unicodedata.normalize("NFC", "".join(_kept(text)))


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
