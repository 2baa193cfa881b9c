"""Finds the spoken words in the text of a slide, so that each can be highlighted while it is spoken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from videos.pipeline.artifacts import Heard, RichText, Run, Sentence

_WORD = re.compile(r"\S+")
_INNER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Shown:
    start: int
    end: int
    letters: str


def marked(sentences: Sequence[Sentence]) -> list[RichText]:
    """The shown text of each sentence of a scene, with each spoken word marked with its number in the scene."""
    texts: list[RichText] = []
    first = 0
    for sentence in sentences:
        spoken = sentence.spoken.split()
        texts.append(sentence.shown.styled(heard(sentence.shown.text, spoken, first)))
        first += len(spoken)
    return texts


def heard(shown: str, spoken: Sequence[str], first: int) -> Iterator[Run]:
    """The runs of the spoken words in a text, numbered from ``first``.

    Punctuation is ignored: letters are matched, in the same order.
    """
    places = [_Shown(*match.span(), _letters(match[0])) for match in _WORD.finditer(shown)]
    said = [_letters(word) for word in spoken]
    blocks = SequenceMatcher(None, [place.letters for place in places], said, autojunk=False).get_matching_blocks()
    for start, number, size in blocks:
        for step in range(size):
            place = places[start + step]
            yield Run(place.start, place.end, Heard(first + number + step))


def _letters(word: str) -> str:
    return "".join(_INNER.findall(word)).casefold() or word
