"""Finds shares with their counts, and hides them, so that the words around them can be matched alone."""

import re
from dataclasses import dataclass

from videos.pipeline.artifacts import Portion
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.find.grammar import COUNT, LEVEL, PEOPLE, PER_CENT, PERCENT, WORDED_PERCENT
from videos.pipeline.pictures.find.passage import Passage

SIGN = "\ue000"
"""A private character: hidden text keeps its length, so offsets stay true."""

HIDDEN = rf"{SIGN}+"

_K, _N, _P = rf"(?P<k>{COUNT})", rf"(?P<n>{COUNT})", rf"(?P<p>{PERCENT}|{WORDED_PERCENT}){PER_CENT}"
_EQUALS = r"(?:[nN]\s?=\s?)?"
_OF = r"(?:\s(?:out )?of\s(?:the\s)?|\s?/\s?)"
_FORMS = tuple(
    Pattern(rf"(?<![\w.·,/±–-]){form}")
    for form in (
        rf"{_P}\s?[\[(]{_EQUALS}{_K}{_OF}{_N}[\])]",
        rf"{_P}\sof\s(?:the\s)?{PEOPLE}\s?[\[(]{_EQUALS}{_K}{_OF}{_N}[\])]",
        rf"{_K}{_OF}{_N}\s{PEOPLE}\s?[\[(]{_P}[\])]",
        rf"{_K}{_OF}{_N}[\s,]*[\[(]{_P}[\])]",
        rf"{_K}\s?[\[(]{_P}[\])]{_OF}{_N}",
        rf"{_P}\s?[\[(][nN]\s?=\s?{_K}[\])]",
        rf"{_K}\s?[\[(]{_P}[\])]",
        rf"{_K}{_OF}{_N}[,;]\s{_P}",
        _P,
    )
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text whose ``portions`` are hidden. They are found by the offset at which they begin."""

    text: str
    portions: dict[int, Portion]


def hide(passage: Passage) -> Hidden:
    """The passage with every share hidden, and the names of intervals blanked ("95% CI")."""
    text = re.sub(LEVEL, lambda match: "_" * len(match[0]), passage.text)
    portions: dict[int, Portion] = {}
    for form in _FORMS:
        for match in form.finditer(text):
            portions[match.start()] = _portion(passage, match)
            text = text[: match.start()] + SIGN * len(match[0]) + text[match.end() :]
    return Hidden(text, portions)


def _portion(passage: Passage, match: re.Match[str]) -> Portion:
    names = match.re.groupindex
    count, whole = (passage.number(match, name) if name in names else None for name in ("k", "n"))
    return Portion(passage.required(match, "p"), count, whole)
