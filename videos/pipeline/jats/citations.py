"""Leaves out the marks that only cite: "[3,4]", "(Smith 2010; Jones et al., 2011)", a raised "12".

They are not words of a sentence: nobody reads them aloud. A citation that is one ("as Smith showed") stays.
"""

import re
from collections.abc import Iterator, Sequence

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
    """``content`` without the marks that consist of nothing but the runs ``citations`` and what joins them."""
    spans = [span for group in _groups(content.text, citations) if (span := _mark(content, group, citations))]
    return content.without(spans)


def _groups(text: str, citations: Sequence[Run]) -> Iterator[Span]:
    """The citations that stand together, "3" and "4" of "3,4", as one span each."""
    start, end = -1, -1
    for run in sorted(citations, key=lambda run: run.start):
        gap = text[end : run.start]
        if start >= 0 and len(gap) <= _LONGEST_GAP and _BETWEEN.fullmatch(gap):
            end = max(end, run.end)
            continue
        if start >= 0:
            yield start, end
        start, end = run.start, run.end
    if start >= 0:
        yield start, end


def _mark(content: RichText, group: Span, citations: Sequence[Run]) -> Span | None:
    """The span of the mark that the group is, or None if the group is part of a sentence."""
    raised = _raised(content, group)
    return raised or _bracket(content.text, group, citations)


def _raised(content: RichText, group: Span) -> Span | None:
    """The raised text that the group fills, or None if it is not raised, or raised with something else."""
    runs = [run for run in content.runs if run.style is Style.SUP and run.start < group[1] and run.end > group[0]]
    if not runs:
        return None
    start, end = min(run.start for run in runs), max(run.end for run in runs)
    beside = content.text[start : group[0]] + content.text[group[1] : end]
    is_covered = not _WORD.search("".join(content.text[a:b] for a, b in _outside(group, runs)))
    return (min(start, group[0]), max(end, group[1])) if is_covered and not _WORD.search(beside) else None


def _outside(group: Span, runs: Sequence[Run]) -> Iterator[Span]:
    """The parts of the group that no run covers."""
    position = group[0]
    for run in sorted(runs, key=lambda run: run.start):
        if run.start > position:
            yield position, run.start
        position = max(position, run.end)
    if position < group[1]:
        yield position, group[1]


def _bracket(text: str, group: Span, citations: Sequence[Run]) -> Span | None:
    """The bracket around the group if it contains only citations and words that introduce them."""
    start = _opening(text, group[0])
    if start is None:
        return None
    end = text.find(_CLOSES[text[start]], group[1], group[1] + _LONGEST_BRACKET)
    if end < 0:
        return None
    inside = sorted((run.start, run.end) for run in citations if run.start > start and run.end <= end)
    rest = RichText(text[start + 1 : end]).without((a - start - 1, b - start - 1) for a, b in inside).text
    return (start, end + 1) if all(_introduces(word) for word in _WORD.findall(rest)) else None


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
