"""Turns written words into the words a voice should say: "p < 0.001" into "p less than 0.001".

Each written word keeps its own spoken form, so that what is heard can be traced back to what is written. The rules
are tables: ``words``, ``numbers``, ``units``. Whatever no rule knows is left to the voice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from videos.pipeline.pronunciation import numbers, units, words
from videos.pipeline.pronunciation.characters import plain
from videos.pipeline.pronunciation.rules import GAP, THIN, Rule, apply
from videos.pipeline.short_forms import use_of

_RULES = words.RULES + numbers.RULES + units.RULES + numbers.SIGNS + words.SYMBOLS
_SEPARATOR = re.compile(f"[ {THIN}]")
_STRAY_GAP = re.compile(rf"^{GAP}|{GAP}(?=[.,;:?!])|{GAP}$")
_WHITE_SPACE = re.compile(r"\s+")
_NO_BREAK = frozenset("\u00a0\u2007\u2009\u202f")


@dataclass(frozen=True, slots=True)
class Token:
    """A written word (what ``str.split`` leaves) and what the voice is given for it: some words, or none."""

    written: str
    spoken: str


def pronounce(text: str, instead: Iterable[tuple[str, str]] = ()) -> tuple[Token, ...]:
    """The words of ``text`` in their order, each with its spoken form.

    ``instead`` pairs words with what is said in their place: an abbreviation, say, with its full form.

    Joined by single spaces, the written forms are the text itself. Only citation marks, the paths of web
    addresses and marks that have no sound are left out; a number or a negation never is.
    """
    written = plain(_WHITE_SPACE.sub(_separator, text.strip()))
    spoken = apply((*map(_in_place_of, instead), *_RULES), written)
    forms = _SEPARATOR.split(spoken) if text.strip() else []
    return tuple(
        Token(written, _STRAY_GAP.sub("", GAP.join(filter(None, form.split(GAP)))).replace(GAP, " "))
        for written, form in zip(text.split(), forms, strict=True)
    )


def _in_place_of(pair: tuple[str, str]) -> Rule:
    """A rule that says the second in the place of the first, in the plural, too."""
    written, said = pair
    full = plain(said).replace(" ", GAP)
    return Rule(
        use_of(plain(written)),
        lambda match: full.removesuffix("s") + "s" if match["plural"] else full,
    )


def _separator(space: re.Match[str]) -> str:
    """One character for each gap between words; a typographer's thin space may stand inside a number."""
    return THIN if space[0] in _NO_BREAK else " "
