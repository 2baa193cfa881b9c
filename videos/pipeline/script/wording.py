"""Shortens a sentence for the voice and styles it for the slide, by leaving out and never by rewriting.

What the voice leaves out stays on the slide, muted. Only references (to a figure, a registration) and additive openers
("Moreover,") are removed from both. Hedges, negations and contrasts are never removed.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.script import numbers, parts, significance
from videos.pipeline.script.boilerplate import addresses
from videos.pipeline.script.brackets import Bracket, BracketKind, brackets
from videos.pipeline.script.segmentation import Span

_ADDITIVE_OPENER = re.compile(
    r"^(?:Moreover|Furthermore|In addition|Additionally|Also|Besides|Interestingly|Notably|Importantly|Finally|"
    r"Specifically|Then|Overall),\s+"
)
_REGISTRATION = re.compile(
    r"[\s,;]*[\[(]?\b(?:(?:ClinicalTrials\.gov|PROSPERO|ISRCTN|EudraCT)\b[^.,;]{0,40}\d{4,}[^.,;]*|"
    r"Trial registration\b[^.]*|registered (?:at|with|in) (?:ClinicalTrials|PROSPERO|ISRCTN|EudraCT).*)\.?$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?<=[a-z)%\]][.?!])(?:\d{1,3}(?:[,–-]\d{1,3})*|\[[\d,\s–-]+\])$")
_TRAILING_STATISTIC = re.compile(
    r"(?:[,;]\s*[pP] ?(?:-?value)? ?[<>=≤] ?\d*[.·]\d+|"
    r"[,;]\s+95 ?% ?CI[:\s,=]*[−–-]?\d[\d.·]* ?(?:to|-|–|,) ?[−–-]?\d+(?:[.·]\d+)*)(?=,(?!\d)|[;)]|\.?$|\.\s)"
)
_DROPPED_KINDS = frozenset({BracketKind.ABBREVIATION, BracketKind.GLOSS, BracketKind.MARK})
_CLOSES = re.compile(r"[ ;:)\]?!]|[.,](?!\d)|$")
_UNBREAKABLE_SPACE = re.compile(
    r"(?<=\d) (?=(?:%|mg|µg|μg|kg|mm|cm|nm|ms|mL|ml|h|min|days?|weeks?|months?|years?|°C|patients|participants)\b)"
    r"|(?<=[=<>≤≥±]) (?=[\d−-])|(?<=\b[pPnNrR]) (?=[=<>])|(?<=95%) (?=CI)"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A span of a sentence that the voice leaves out. If it ``is_shown``, the slide mutes it; otherwise it is gone."""

    start: int
    end: int
    is_shown: bool


def cuts(text: str, said: AbstractSet[str] = frozenset()) -> tuple[Cut, ...]:
    """What the writer leaves out of a sentence; abbreviations in ``said`` keep their brackets."""
    muted = (Cut(*span, is_shown=True) for span in unspoken(text, said))
    return (*muted, *(Cut(*span, is_shown=False) for span in _gone(text)))


def spoken(sentence: RichText, left_out: Sequence[Cut] | None = None) -> str:
    """What the voice says of ``sentence``, in written form. Without ``left_out``, the writer's own cuts are made."""
    left_out = cuts(sentence.text) if left_out is None else left_out
    return _left_out(sentence, [(cut.start, cut.end) for cut in left_out]).text


def shown(sentence: RichText, left_out: Sequence[Cut] | None = None) -> RichText:
    """What the slide shows of ``sentence``: findings coloured, and muted what the voice leaves out."""
    left_out = cuts(sentence.text) if left_out is None else left_out
    muted = [(cut.start, cut.end) for cut in left_out if cut.is_shown]
    lit = [span for span in numbers.lit(sentence.text) if not _overlaps(span, muted)]
    styled = sentence.styled([Run(*span, Style.NUMBER) for span in lit] + [Run(*span, Style.MUTED) for span in muted])
    return unbreakable(_left_out(styled, [(cut.start, cut.end) for cut in left_out if not cut.is_shown]))


def unbreakable(sentence: RichText) -> RichText:
    """The same text with no-break spaces inside "12 mg", "p = 0.03" and "95% CI"."""
    return RichText(_UNBREAKABLE_SPACE.sub("\u00a0", sentence.text), sentence.runs)


def unspoken(text: str, said: AbstractSet[str] = frozenset()) -> list[Span]:
    """The spans that the voice leaves out and the slide mutes, in order; no two touch."""
    found = brackets(text)
    spans = [span for bracket in found for span in _unspoken_in(text, bracket, said)]
    inside = [(bracket.start, bracket.end) for bracket in found]
    trailing = [match for match in _TRAILING_STATISTIC.finditer(text) if not _overlaps(match.span(), inside)]
    return _merged(spans + [match.span() for match in trailing if not _casts_doubt(match, text)])


def _casts_doubt(match: re.Match[str], text: str) -> bool:
    """Whether a p value or interval says that the effect is not significant."""
    before = text[: match.end()]
    return significance.is_not_significant(match[0]) or significance.interval_holds_no_effect(match[0], before)


def _gone(text: str) -> list[Span]:
    """The spans that both voice and slide leave out."""
    spans = [(bracket.start, bracket.end) for bracket in brackets(text) if bracket.kind is BracketKind.REFERENCE]
    registration = _REGISTRATION.search(text)
    if registration and registration.start() > len(text) // 3:
        spans.append((registration.start(), len(text) - text.endswith(".")))
    spans += [match.span() for match in _FOOTNOTE.finditer(text)] + addresses(text)
    opener = _ADDITIVE_OPENER.match(text)
    return spans + ([opener.span()] if opener else [])


def _unspoken_in(text: str, bracket: Bracket, said: AbstractSet[str]) -> list[Span]:
    if bracket.kind in _DROPPED_KINDS:
        return [] if text[bracket.start + 1 : bracket.end - 1] in said else [(bracket.start, bracket.end)]
    return parts.unspoken(text, bracket) if bracket.kind is BracketKind.STATISTICS else []


def _left_out(sentence: RichText, spans: Iterable[Span]) -> RichText:
    """The sentence without the spans, with its spaces and first capital corrected."""
    shortened = sentence.without([_with_its_space(sentence.text, span) for span in spans])
    return _capitalised(shortened) if _ADDITIVE_OPENER.match(sentence.text) else shortened


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_its_space(text: str, span: Span) -> Span:
    start, end = span
    if start == 0:
        return start, end + len(text[end:]) - len(text[end:].lstrip())
    if not _CLOSES.match(text, end):
        return start, end
    before = text[:start].rstrip()
    # "... respectively. (p = 0.01)." keeps one full stop.
    return len(before), end + (before.endswith(".") and text[end : end + 1] == ".")


def _capitalised(sentence: RichText) -> RichText:
    """Capitalises only a plain lower-case word: "mTOR" and "p53" do not change."""
    if not re.match(r"[a-z][a-z]* ", sentence.text):
        return sentence
    return RichText(sentence.text[0].upper() + sentence.text[1:], sentence.runs)


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
