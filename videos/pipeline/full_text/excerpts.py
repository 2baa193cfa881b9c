"""Takes whole sentences from a full text that can be understood alone, and refuses those that cannot.

Nobody hears the sentences around them. So a sentence that points to a figure, a citation, another sentence or an
abbreviation that the video does not explain is not taken; it is never repaired. What the voice leaves out of one is
decided, as in the abstract, by ``script.wording``, and passes the fidelity check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from videos.pipeline import fidelity
from videos.pipeline.artifacts import RichText
from videos.pipeline.artifacts.full_text import FullText, Passage, Place
from videos.pipeline.hearing import is_right
from videos.pipeline.pronunciation import pronounce
from videos.pipeline.script import threads, wording
from videos.pipeline.script.boilerplate import is_boilerplate
from videos.pipeline.script.segmentation import sentences

_FEWEST_WORDS, _MOST_WORDS = 6, 50
_MISSING = "\ufffc"

_ELSEWHERE = re.compile(
    r"\b(?:tables?|fig(?:ure)?s?\.?|appendix|appendices|supplement\w*|additional file|eq(?:uation)?s?\.?|box|"
    r"ref(?:erence)?s?\.?|section)\s?(?:[S(]?\d|[A-Z]\b)|"
    r"\bet al\b|\b(?:above|below|aforementioned|elsewhere|hereafter)\b|\bsee (?:also|text)\b|"
    r"\b(?:as|previously|already|earlier) (?:mentioned|described|noted|discussed|stated|reported|outlined)\b|"
    r"\b(?:previous|preceding|following|next|earlier) (?:section|paragraph|sentence)s?\b|"
    r"\b(?:e\.g|i\.e|cf)\.,?\s?[.;)]|"  # what followed was a citation
    r"\[\d{1,3}(?:[,–-]\d{1,3})*\]|\bthe (?:latter|former)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"see|also|and|in|the|online|supplementa\w*|supporting|appendix|additional|information|material|data|web|files?|"
    r"extra|tables?|figures?|figs?|s?\d+[a-z]?|[a-z]",
    re.IGNORECASE,
)
"""A word of "see Table 1 and Figure 2A"."""

_SEPARATORS = ";,"
_ORDINAL = re.compile(r"(?:First|Second|Third|Fourth|Fifth|Last)(?:ly)?,\s+")
"""The place in a list of which viewers hear only a part."""

_SHORT_FORM = re.compile(r"\b(?:[A-Z]{2,}[A-Z\d]*|[A-Z]+\d+[A-Z\d]*|[a-z]{1,2}[A-Z][A-Z\d]+)(?:s\b|\b)")
_EVERYDAY = re.compile(r"UK|US|USA|EU|DNA|RNA|HIV|AIDS|CT|MRI|BMI|ICU|CI|II|III|IV|VI|COVID|SARS|WHO|NHS|FDA")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence of a full text.

    ``spoken`` and ``shown`` are as in a ``Sentence``; ``text`` is what stands at ``place``, and ``path`` are the
    headings above it.
    """

    place: Place
    path: tuple[str, ...]
    text: RichText
    spoken: str
    shown: RichText


def places(full_text: FullText, section: int) -> Iterator[tuple[Place, ...]]:
    """The sentences of each passage of a section."""
    for number, passage in enumerate(full_text.sections[section].passages):
        yield tuple(Place(section, number, *span) for span in sentences(passage.text.text))


def excerpt(full_text: FullText, place: Place, known: str, *, may_continue: bool = False) -> Excerpt | None:
    """The sentence at a place, or None if it cannot be said alone.

    ``known`` is the text that viewers know: title and abstract. A sentence that ``may_continue`` is said after the one
    before it, and may begin with "However".
    """
    passage = full_text.at(place)
    text = passage.text.text
    if is_boilerplate(text) or (not may_continue and threads.dangles(text, states_an_aim=False)):
        return None
    shortened = _shortened(passage)
    if shortened is None or not _stands_alone(shortened.text, known):
        return None
    left_out = wording.cuts(shortened.text)
    spoken, shown = wording.spoken(shortened, left_out), wording.shown(shortened, left_out)
    fewest = 1 if may_continue else _FEWEST_WORDS
    if not fewest <= len(spoken.split()) <= _MOST_WORDS:
        return None
    if any(fidelity.faults(said, text) for said in (spoken, shown.text)) or not _is_heard_right(spoken):
        return None
    return Excerpt(place, full_text.sections[place.section].path, passage.text, spoken, shown)


def _is_heard_right(spoken: str) -> bool:
    """Whether the voice says its numbers as they are written; a sentence of the abstract would be read sign by sign."""
    return is_right(spoken, " ".join(token.spoken for token in pronounce(spoken) if token.spoken))


def _shortened(passage: Passage) -> RichText | None:
    """The text without what only points elsewhere, in brackets; None if it points elsewhere in the sentence itself."""
    ordinal = _ORDINAL.match(passage.text.text)
    spans = [ordinal.span()] if ordinal else []
    for reference in passage.references:
        span = _pointer(passage.text.text, reference.start, reference.end)
        if span is None:
            return None
        spans.append(span)
    text = passage.text.without(spans)
    return RichText(text.text[:1].upper() + text.text[1:], text.runs) if ordinal else text


def _pointer(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The part of a bracket that holds the reference and nothing else, or None. It may hold the brackets, too."""
    if text[start:end].startswith("(") and text[start:end].endswith(")"):
        return start - text[:start].endswith(" "), end
    opening = text.rfind("(", 0, start)
    closing = text.find(")", end)
    if opening < 0 or closing < 0 or ")" in text[opening:start] or "(" in text[end:closing]:
        return None
    first = max(text.rfind(mark, opening, start) for mark in "(" + _SEPARATORS)
    last = min(place for mark in ")" + _SEPARATORS if (place := text.find(mark, end)) >= 0)
    if not all(map(_POINTING.fullmatch, re.findall(r"\w+", text[first + 1 : start] + " " + text[end:last]))):
        return None
    if first == opening and last == closing:
        return opening - text[:opening].endswith(" "), closing + 1
    return (first, last) if first != opening else (first + 1, last + 1 + text[last + 1 :].startswith(" "))


def _stands_alone(text: str, known: str) -> bool:
    if _MISSING in text or _ELSEWHERE.search(text) or text[:1].islower():
        return False
    return all(_is_known(match[0], text, known) for match in _SHORT_FORM.finditer(text))


def _is_known(short: str, text: str, known: str) -> bool:
    """Whether viewers know a short form: from the abstract, from the sentence, or from everyday life."""
    singular = short.removesuffix("s")
    return (
        bool(_EVERYDAY.fullmatch(singular))
        or f"({singular}" in text
        or bool(re.search(rf"\b{re.escape(singular)}", known))
    )
