"""Leaves out the marks that only cite: "[3,4]", "(Smith 2010; Jones et al., 2011)", a raised "12".

They are not words of a sentence: nobody reads them aloud. A citation that is one ("as Smith showed") stays.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, pairwise
from operator import itemgetter

from videos.pipeline.artifacts import RichText, Run, Style

Span = tuple[int, int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BETWEEN = re.compile(r"[\s,;–−—-]*(?:(?:and|to|&)\s*)?")
_LONGEST_GAP = 8  # characters between two citations of one mark
_LONGEST_BRACKET = 400  # characters on each side of a citation in which its bracket is looked for
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_CITING = _words(
    "see also e.g eg i.e ie cf et al and in for review reviewed as reviews ref refs reference references by"
)
_CLOSES = {"(": ")", "[": "]"}


def without_citations(content: RichText, citations: Sequence[Run]) -> RichText:
    """``content`` without the marks that consist of nothing but the runs ``citations`` and what joins them.

    A review may have hundreds of citations in a paragraph, so each step takes time in proportion to their number.
    """
    cited = _Spans((run.start, run.end) for run in citations)
    raised = _Spans((run.start, run.end) for run in content.runs if run.style is Style.SUP)
    marks = (
        _raised(content.text, group, raised) or _bracket(content.text, group, cited)
        for group in _groups(content.text, cited)
    )
    return _removed(content, [mark for mark in marks if mark])


class _Spans:
    """Spans in order; those that overlap are one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.all: list[Span] = []
        for start, end in sorted(spans):
            if self.all and start < self.all[-1][1]:
                self.all[-1] = (self.all[-1][0], max(end, self.all[-1][1]))
            else:
                self.all.append((start, end))

    def touching(self, start: int, end: int) -> list[Span]:
        """Those that have a character from ``start`` up to but excluding ``end``."""
        first = bisect_right(self.all, start, key=itemgetter(1))
        return self.all[first : bisect_left(self.all, end, key=itemgetter(0))]


def _groups(text: str, cited: _Spans) -> Iterator[Span]:
    """The citations that stand together, "3" and "4" of "3,4", as one span each."""
    start, end = -1, -1
    for first, last in cited.all:
        gap = text[end:first]
        if start >= 0 and len(gap) <= _LONGEST_GAP and _BETWEEN.fullmatch(gap):
            end = last
            continue
        if start >= 0:
            yield start, end
        start, end = first, last
    if start >= 0:
        yield start, end


def _raised(text: str, group: Span, raised: _Spans) -> Span | None:
    """The raised text that the group fills, or None if it is not raised, or raised with something else."""
    runs = raised.touching(*group)
    if not runs:
        return None
    start, end = min(runs[0][0], group[0]), max(runs[-1][1], group[1])
    between = [
        text[last:first] for (_, last), (first, _) in pairwise(((group[0], group[0]), *runs, (group[1], group[1])))
    ]
    beside = text[start : group[0]] + text[group[1] : end]
    return None if _WORD.search(" ".join((*between, beside))) else (start, end)


def _bracket(text: str, group: Span, cited: _Spans) -> Span | None:
    """The bracket around the group if it contains only citations and words that introduce them."""
    start = _opening(text, group[0])
    if start is None:
        return None
    end = text.find(_CLOSES[text[start]], group[1], group[1] + _LONGEST_BRACKET)
    if end < 0:
        return None
    inside = cited.touching(start, end)
    rest = " ".join(text[last:first] for (_, last), (first, _) in pairwise(((0, start + 1), *inside, (end, end))))
    return (start, end + 1) if all(_introduces(word) for word in _WORD.findall(rest)) else None


def _removed(content: RichText, spans: Sequence[Span]) -> RichText:
    """The text without the spans, which do not overlap but may repeat."""
    kept = bytearray(b"\1" * len(content.text))
    for start, end in spans:
        kept[start:end] = bytes(end - start)
    places = [0, *accumulate(kept)]
    runs = (Run(places[run.start], places[run.end], run.style) for run in content.runs)
    return RichText("".join(compress(content.text, kept)), tuple(run for run in runs if run.start < run.end))


def _opening(text: str, before: int) -> int | None:
    """The index of the bracket that is open at ``before``."""
    depth = 0
    for index in range(before - 1, max(-1, before - 1 - _LONGEST_BRACKET), -1):
        if text[index] in ")]":
            depth += 1
        elif text[index] in "([":
            if depth == 0:
                return index
            depth -= 1
    return None


def _introduces(word: str) -> bool:
    """Whether it is the name of an author, a year, or a word such as "see"."""
    return (
        word.lower().rstrip(".") in _CITING or word[0].isupper() or bool(re.fullmatch(r"(?:1[89]|20)\d\d[a-z]?", word))
    )
