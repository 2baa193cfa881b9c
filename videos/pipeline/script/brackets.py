"""Classifies the brackets of a sentence, to decide whether a listener needs them."""

import re
from dataclasses import dataclass
from enum import StrEnum


class BracketKind(StrEnum):
    """What a bracket contains."""

    REFERENCE = "reference"  # refers to something else: a figure, a table, a registration
    STATISTICS = "statistics"
    ABBREVIATION = "abbreviation"
    GLOSS = "gloss"  # an example of, or another name for, what comes before it
    NEEDED = "needed"  # limits or extends the statement: "(or carriers)", "(not the spleen)", "around (6-8) mg"
    NAME = "name"  # part of a name: "T(1)", "1,3-bis(allyl)urea", "protein(s)"


@dataclass(frozen=True, slots=True)
class Bracket:
    """An outermost bracket: ``start`` is the index of its opening character, ``end`` one past its closing one."""

    start: int
    end: int
    kind: BracketKind


_PAIRS = {")": "(", "]": "["}
_REFERENCE = re.compile(
    r"^\W*(?:fig(?:ure)?s?\b|tables?\b|supplement\w*|see\b|refs?\b|clinicaltrials|NCT|ISRCTN|registration|trial reg|"
    r"funded|PROSPERO|CRD|doi\b|PMID|https?\b|www\.|"
    r"available (?:at|from|on)|authors?'?s? transl|\w+ Database Record|ABSTRACT TRUNCATED)",
    re.IGNORECASE,
)
_LIMITING = re.compile(
    r"\b(?:not|no|except|excluding|without|but|only|unless|never|neither|nor|cannot|may|might|possibly|if)\b",
    re.IGNORECASE,
)
_NAMED_NEGATION = re.compile(r"never[- ]smok\w+|non[- ]\w+", re.IGNORECASE)
_WIDENING = re.compile(r"\W*(?:or|and|being|with|including|mainly|mostly|at least|both|if)\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[\d.,·]+(?: ?(?:[-–]|to) ?[\d.,·]+)?")
_AWAITS_A_NUMBER = re.compile(r"\b(?:around|about|approximately|of|at|to|from|by|than|between|was|were|is|are)\s$")
_INFERENCE = re.compile(r"\d ?% ?C|[pP] ?[<>=]")
_STATISTIC = re.compile(
    r"[%=<>±≤≥]|\b(?:CI|CrI|SD|SE|IQR|range|OR|HR|RR|median|mean|n|p|vs|versus|years?|df)\b|^\W*[\d.,/ –-]+\W*$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\W*[\w/α-ωΑ-Ω+-]{1,14}(?:[;,] [\w/-]{1,14})?\W*")
_ABBREVIATION_MARK = re.compile(r"[A-Z]{2}|[A-Z][a-z]*[A-Z]|\d")


def brackets(text: str) -> list[Bracket]:
    """The outermost round and square brackets of ``text``, in order; unmatched ones are ignored."""
    found: list[Bracket] = []
    open_at: list[int] = []
    for index, character in enumerate(text):
        if character in "([":
            open_at.append(index)
        elif open_at and text[open_at[-1]] == _PAIRS.get(character):
            start = open_at.pop()
            if not open_at:
                found.append(Bracket(start, index + 1, _kind(text, start, index + 1)))
    return found


def _kind(text: str, start: int, end: int) -> BracketKind:
    inner = text[start + 1 : end - 1]
    if _is_glued(text, start, end):
        return BracketKind.NAME
    if _REFERENCE.search(inner):
        return BracketKind.REFERENCE
    if _LIMITING.search(_NAMED_NEGATION.sub("", inner)) and not _INFERENCE.search(inner):
        return BracketKind.NEEDED
    if _BARE_NUMBER.fullmatch(inner) and _AWAITS_A_NUMBER.search(text[:start]):
        return BracketKind.NEEDED
    if re.search(r"\d", inner) and _STATISTIC.search(inner):
        return BracketKind.STATISTICS
    if _ABBREVIATION.fullmatch(inner) and _ABBREVIATION_MARK.search(inner):
        return BracketKind.ABBREVIATION
    return BracketKind.NEEDED if _WIDENING.match(inner) else BracketKind.GLOSS


def _is_glued(text: str, start: int, end: int) -> bool:
    touches_before = start > 0 and not text[start - 1].isspace()
    touches_after = end < len(text) and not (text[end].isspace() or text[end] in ".,;:)]?!，；。")
    return touches_before or touches_after
