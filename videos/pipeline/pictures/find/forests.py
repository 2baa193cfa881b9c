"""Finds several estimates of one measure, each with the name that stands before it: "death (HR 0.8; 95% CI ...)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from videos.pipeline.artifacts import Interval, Row, Words
from videos.pipeline.pictures.find import intervals
from videos.pipeline.pictures.find.grammar import P_VALUE
from videos.pipeline.pictures.find.passage import Passage, Span

_MOST_ROWS = 6
_OPENING, _CLOSING = "([", ")]"
_PREPOSITION = re.compile(
    r"\b(?:of|with|for|in|to|on|by|from|at|as|than|between|among|during|after|before|against|per)\b", re.IGNORECASE
)
_GOVERNS = re.compile(
    rf"{_PREPOSITION.pattern}|[:;,]|\b(?:was|were|is|are|had|has|have|that|likely|more|less|fewer|higher|lower|greater|"
    r"smaller|larger|better|worse|increased?|decreased?|reduced?|increases|reduces|reported|experienced?|showed|included|"
    r"including|predicted|affected|improved?|and|both|either|significant(?:ly)?|the|an?|no|differences?|compared)\b",
    re.IGNORECASE,
)
"""What may stand before the first name of a list. Its name begins after the last of these that leaves it whole."""

_JOINT = re.compile(
    r"[\s,;)\]–—•-]*(?:(?:and|or|as well as|but also)\s)?(?:also\s)?(?:(?:for|with|in|on|the|an?|of)\s)*"
)
_NOTE = re.compile(r"[\s,=]*((?:per|for (?:each|every|an?))\s[^;:()\[\]=]{1,40}?)[\s,:=(\[]*$")
_P = re.compile(P_VALUE)
_EDGES = " ,;:=•–-\u00a0"
_VERSUS = re.compile(r"\b(?:versus|vs)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """An estimate, the bracket around it (its inner span), and where its statistics begin and end."""

    picture: Interval
    start: int
    end: int
    bracket: Span


def find(passage: Passage) -> Iterator[Interval]:
    """The estimates of the sentence, if all are in brackets of their own, or all in one."""
    found = _all(passage)
    if 2 <= len(found) <= _MOST_ROWS:
        brackets = {each.bracket for each in found}
        if len(brackets) == len(found):
            yield from _forest(
                passage, found, [each.bracket[0] - 1 for each in found], [each.bracket[1] + 1 for each in found]
            )
        elif len(brackets) == 1:
            yield from _forest(passage, found, [each.start for each in found], [each.end for each in found])
    yield from _respective(passage)


def _respective(passage: Passage) -> Iterator[Interval]:
    """Two ratios, then their names: "were 1.2 (95% CI …) and 1.5 (95% CI …) for A and B, respectively"."""
    for match in intervals.RESPECTIVE.finditer(passage.text):
        sides, rows, spans = ("1", "2"), [], [(match.start("e1"), match.end())]
        for side in sides:
            estimate, low, high = (passage.required(match, f"{name}{side}") for name in ("e", "l", "h"))
            p = _P.search(passage.text, *match.span(f"rest{side}"))
            notes = (passage.words(*p.span()),) if p else ()
            rows.append(Row(estimate, low, high, passage.words(*match.span(f"n{side}")), notes))
        words = passage.words(*match.span("measure"))
        measure = intervals.measure_of(words, None, passage)
        level = passage.words(*match.span("level"))
        yield Interval(measure, tuple(rows), level, passage.beside(spans), words)


def _all(passage: Passage) -> list[_Found]:
    """Each named estimate in a bracket; none if one stands outside."""
    brackets = _brackets(passage.text)
    found: list[_Found] = []
    for picture in intervals.named(passage):
        measure = picture.words
        if measure is None:
            return []
        start, end = passage.span(measure)[0], _after_the_unit(passage, picture)
        around = [(first, last) for first, last in brackets if first <= start and end <= last]
        if not around or len(found) > _MOST_ROWS:
            return []
        if all(end <= each.start or each.end <= start for each in found):
            found.append(_Found(picture, start, end, max(around)))
    return sorted(found, key=lambda each: each.start)


def _after_the_unit(passage: Passage, picture: Interval) -> int:
    """Where the upper bound ends, with its unit if that is printed once more."""
    end = passage.span(picture.rows[0].high.words)[1]
    unit = re.compile(rf"\s?{re.escape(picture.unit.text)}" if picture.unit else "").match(passage.text, end)
    return unit.end() if unit else end


def _brackets(text: str) -> list[Span]:
    """The insides of all brackets."""
    opened, spans = [], []
    for place, character in enumerate(text):
        if character in _OPENING:
            opened.append(place + 1)
        elif character in _CLOSING and opened:
            spans.append((opened.pop(), place))
    return spans


def _forest(
    passage: Passage, found: Sequence[_Found], name_ends: Sequence[int], row_ends: Sequence[int]
) -> Iterator[Interval]:
    first = found[0]
    starts = [_after_the_joint(passage.text, end) for end in row_ends[:-1]]
    names = [passage.words(*span) for span in zip(starts, name_ends[1:], strict=True)]
    is_shared = row_ends[0] < found[0].bracket[1]
    opening = _first_name(passage.text, first.bracket[0] if is_shared else 0, name_ends[0], names[0].text)
    if opening is None or not all(name.text for name in names):
        return
    names = [passage.words(opening, name_ends[0]), *names]
    tests = list(_P.finditer(passage.text))
    has_own_p = len(tests) >= len(found)
    common = passage.words(*tests[0].span()) if is_shared and len(tests) == 1 else None
    limits = [*name_ends[1:], first.bracket[1]] if is_shared else [each.bracket[1] for each in found]
    rows, spans = [], []
    for each, name, limit in zip(found, names, limits, strict=True):
        row = each.picture.rows[0]
        notes = tuple(_notes(passage, each, limit, is_shared=is_shared, has_own_p=has_own_p))
        rows.append(Row(row.estimate, row.low, row.high, name, notes))
        spans += [passage.span(name), (each.start, each.end), *(passage.span(note) for note in notes)]
    spans += [passage.span(common)] if common else []
    yield Interval(
        measure=first.picture.measure,
        rows=tuple(rows),
        level=first.picture.level,
        claim=passage.beside(_merged(passage.text, spans)),
        words=first.picture.words,
        unit=first.picture.unit,
        p=common,
    )


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """The spans, with what only joins them."""
    merged = [sorted(spans)[0]]
    for start, end in sorted(spans)[1:]:
        if start <= merged[-1][1] or not re.search(r"\w", text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _after_the_joint(text: str, place: int) -> int:
    joint = _JOINT.match(text, place)
    return joint.end() if joint else place


def _first_name(text: str, first: int, end: int, second: str) -> int | None:
    """Where the first name begins: it has as many prepositions as the second, and compares if that does."""
    begins = [first, *(match.end() for match in _GOVERNS.finditer(text, first, end))]
    wanted = _form(second)
    for begin in reversed(begins):
        name = text[begin:end].strip(_EDGES)
        if name and _form(name) == wanted:
            return begin + len(text[begin:end]) - len(text[begin:end].lstrip(_EDGES))
    return None


def _form(name: str) -> tuple[int, int]:
    return len(_PREPOSITION.findall(name)), len(_VERSUS.findall(name))


def _notes(passage: Passage, each: _Found, limit: int, *, is_shared: bool, has_own_p: bool) -> Iterator[Words]:
    """What a row says beside its numbers: "7 vs 3", "per 10 years", "P = .002", "4 trials; low-certainty evidence"."""
    row, text = each.picture.rows[0], passage.text
    if not is_shared and re.search(r"\w", text[each.bracket[0] : each.start]):
        yield passage.words(each.bracket[0], each.bracket[0] + len(text[each.bracket[0] : each.start].rstrip(_EDGES)))
    measure = passage.span(each.picture.words)[1] if each.picture.words else each.start
    estimate, level = passage.span(row.estimate.words), passage.span(each.picture.level)
    for start, end in ((measure, estimate[0]), (estimate[1], level[0])):
        per = _NOTE.match(text[start:end])
        if per:
            yield passage.words(start + per.start(1), start + per.end(1))
        p = _P.search(text, start, end)
        if p:
            yield passage.words(*p.span())
    if not is_shared:
        rest = text[each.end : limit]
        begin = each.end + len(rest) - len(rest.lstrip(_EDGES + ")]%"))
        if re.search(r"\w", text[begin:limit]):
            yield passage.words(begin, limit - (len(rest) - len(rest.rstrip(_EDGES))))
    elif has_own_p:
        p = _P.search(text, each.end, limit)
        if p:
            yield passage.words(*p.span())
