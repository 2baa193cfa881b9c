"""Checks that a picture keeps all that its sentence says beside the numbers."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import Interval, Share
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.measures import without_names
from videos.pipeline.pictures.check.printed import INTERVAL_NAME
from videos.pipeline.pictures.check.sentence import Sentence

_JOINTS = re.compile(
    r"\b(?:of|the|in|all|a|an|and|or|with|only|among|total|for|by|to|was|were|is|out|these|those|our|its|p|P|"
    r"value|n|N|at|from|among|"
    r"between|confidence|interval|CI|both|ranging|per ?cent|points?|values?|equal|than|less|HR|OR|RR|aOR|aHR)\b|"
    r"(?-i:\b[a-zµβ]{1,2}\b)",
    re.IGNORECASE,
)


def faults(picture: Interval | Share, sentence: Sentence) -> Iterator[Fault]:
    """Whether the pieces are in order, and only joints and statistics are left out."""
    pieces = [sentence.span(words) for words in picture.claim]
    if any(first[1] > second[0] for first, second in pairwise(pieces)) or not pieces:
        yield Fault.LABEL
        return
    left = sentence.without(*pieces, *_shown(picture, sentence))
    if isinstance(picture, Interval) and len(picture.rows) > 1:
        left = re.sub(r"\brespectively\b", " ", left)
        left = without_names(INTERVAL_NAME.sub(" ", re.sub(r"\b\d\d(?:\.\d)?\s?%", " ", left)))
        left = left.replace(picture.unit.text, " ") if picture.unit else left
    if re.search(r"[^\W\d_]|\d", _JOINTS.sub(" ", _without_statistics(left))):
        yield Fault.IGNORED


def _shown(picture: Interval | Share, sentence: Sentence) -> list[tuple[int, int]]:
    parts = [sentence.span(words) for part in picture.parts for words in part]
    if isinstance(picture, Interval):
        parts += [sentence.span(each) for each in (picture.level, picture.words, picture.unit, picture.p) if each]
    return parts


def _without_statistics(text: str) -> str:
    text = re.sub(r"[(\[]\s?[A-Za-z]{1,5}s?\s?[)\]]", " ", text)
    return re.sub(r"[%％]|\b[pP](?![a-z])\s?[=<>≤≥]?", " ", text)
