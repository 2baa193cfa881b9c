"""Parts a sentence that is too long for a listener at its clauses, so that no finding is lost for its length."""

import re
from collections.abc import Iterator

_LONGEST = 60
"""Words in a part, where the sentence has a boundary."""

_BOUNDARIES = (
    re.compile(r"(?<=;)\s+"),
    re.compile(r"(?<=,)\s+(?=(?:and|but|while|whereas|although|whilst|yet)\b)"),
    re.compile(r"(?<=[:,])\s+(?=(?:with|which|who|where|including|so|because|after|before|of|in|among|for)\b)"),
    re.compile(r"(?<=,)\s+(?!\d)"),
)
"""Where a sentence may be parted, the best kind first."""

_OPEN = "([{"
_CLOSED = ")]}"


def parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the parts of the sentence at this span: one, if it has no boundary."""
    boundary = _middle(text, start, end) if len(text[start:end].split()) > _LONGEST else None
    if boundary is None:
        yield start, end
        return
    yield from parted(text, start, boundary[0])
    yield from parted(text, boundary[1], end)


def _middle(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The end of one part and the start of the next, as near to the middle as the best kind of boundary allows."""
    middle, margin = (start + end) // 2, (end - start) // 5
    for kind in _BOUNDARIES:
        spans = [found.span() for found in kind.finditer(text, start + margin, end - margin)]
        outside = [span for span in spans if not _is_in_bracket(text, start, span[0])]
        if outside:
            return min(outside, key=lambda span: abs(span[0] - middle))
    return None


def _is_in_bracket(text: str, start: int, place: int) -> bool:
    before = text[start:place]
    return sum(map(before.count, _OPEN)) > sum(map(before.count, _CLOSED))
