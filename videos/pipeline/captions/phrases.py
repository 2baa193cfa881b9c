"""Decides where a caption ends, and where its line breaks.

A break between two words has a cost, low after a comma and high after "the". Dynamic programming finds the cheapest
division of the whole sentence, so that no caption is good at the expense of the next.
"""

import re
from collections.abc import Sequence
from functools import cache

from videos.pipeline.artifacts import Word
from videos.pipeline.captions.rules import LONGEST, SHORTEST

Division = tuple[tuple[int, int], ...]
"""Captions as ranges of words: (first, one past the last)."""

_CAPTION = 8.0
_NEVER = 1e6
_ORPHAN = 40.0
_LONELY_LINE = 15.0
_UNEVEN = 0.1
_TOO_LONG = 30.0
_TOO_SHORT = 30.0
_SECOND_TOO_LONG = 200.0
_SPLIT_BRACKET = 4.0

_CONJUNCTIONS = frozenset({
        "and", "or", "but", "nor", "while", "whereas", "because", "although", "though", "if", "when", "whether",
        "which", "that", "who", "whose", "where", "than", "then", "so", "unless", "until", "since", "as", "versus",
        "vs", "vs.", "compared",
    })  # fmt: skip
_PREPOSITIONS = frozenset({
        "about", "across", "after", "against", "among", "at", "before", "between", "by", "despite", "during", "for",
        "from", "in", "into", "of", "on", "over", "through", "to", "toward", "towards", "under", "up", "upon", "via",
        "with", "within", "without",
    })  # fmt: skip
_LEANING = _PREPOSITIONS | frozenset({
        "a", "an", "the", "and", "or", "but", "nor", "that", "which", "who", "is", "are", "was", "were", "be", "been",
        "has", "have", "had", "not", "no", "its", "their", "our", "his", "her", "this", "these", "those", "each",
        "both", "either", "neither", "every", "all", "any", "very", "more", "less", "most", "at", "least", "than",
        "can", "may", "might", "will", "would", "should", "could", "must", "et", "ca.", "vs.", "vs", "versus", "e.g.",
        "i.e.", "=", "<", ">", "≥", "≤", "±", "×", "~", "p", "P", "n", "N",
    })  # fmt: skip
"""Words that belong to the word after them."""

_NUMBERED = frozenset({
        "week", "day", "month", "year", "phase", "type", "stage", "grade", "level", "group", "visit",
    })  # fmt: skip

_INITIAL = re.compile(r"^\(?(?:[A-Z]\.|e\.g\.|i\.e\.|vs\.|al\.|Dr\.|St\.|Fig\.|approx\.|ca\.|No\.)$")
_HANGING = re.compile(r"^(?:\[\d|Cr?I\b)")
_NUMBER = re.compile(r"^[(\[]?[~<>≥≤=±−-]?\d[\d.,·]*$")


def divide(words: Sequence[Word], line: int) -> Division:
    """The best captions for the words of a sentence: each fits in its lines and is neither too long nor too short."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        best.append(
            min((best[start][0] + _caption_cost(words, start, end, line), start) for start in _starts(words, end, line))
        )
    ranges: list[tuple[int, int]] = []
    end = len(words)
    while end:
        start = best[end][1]
        ranges.append((start, end))
        end = start
    return tuple(reversed(ranges))


def lines(words: Sequence[str], line: int) -> tuple[str, ...]:
    """The words as one line or, if they do not fit, as the best two lines."""
    text = " ".join(words)
    if len(text) <= line or len(words) == 1:
        return (text,)
    breaks = range(1, len(words))
    _, place = min((_lines_cost(words, place, line), place) for place in breaks)
    return (" ".join(words[:place]), " ".join(words[place:]))


def _starts(words: Sequence[Word], end: int, line: int) -> range:
    """Where a caption that ends before word ``end`` may start: its text must be short enough to fit in two lines."""
    first, length = end - 1, len(words[end - 1].text)
    while first and length + 1 + len(words[first - 1].text) <= 2 * line + 1:
        first -= 1
        length += 1 + len(words[first].text)
    return range(first, end)


def _caption_cost(words: Sequence[Word], start: int, end: int, line: int) -> float:
    texts = tuple(word.text for word in words[start:end])
    last = end == len(words)
    until = words[end - 1].end if last else words[end].start
    seconds = until - words[start].start
    cost = _CAPTION + _layout_cost(texts, line)
    if not last:
        cost += _break_cost(words[end - 1].text, words[end].text) + _SPLIT_BRACKET * _is_open("".join(texts))
    if len(texts) == 1 and len(words) > 1:
        cost += _ORPHAN
    return cost + _time_cost(seconds)


def _time_cost(seconds: float) -> float:
    if seconds > LONGEST:
        return _TOO_LONG + _SECOND_TOO_LONG * (seconds - LONGEST)
    return _TOO_SHORT * max(0.0, SHORTEST - seconds)


def _layout_cost(texts: tuple[str, ...], line: int) -> float:
    if len(texts) == 1 or len(" ".join(texts)) <= line:
        return 0.0
    return min(_lines_cost(texts, place, line) for place in range(1, len(texts)))


def _lines_cost(texts: Sequence[str], place: int, longest: int) -> float:
    upper, lower = " ".join(texts[:place]), " ".join(texts[place:])
    cost = 0.5 * _break_cost(texts[place - 1], texts[place]) + _UNEVEN * abs(len(upper) - len(lower))
    for line, count in ((upper, place), (lower, len(texts) - place)):
        if len(line) > longest:
            cost += _LONELY_LINE if count == 1 else _NEVER
        elif count == 1 and len(line) < longest // 3:
            cost += _LONELY_LINE
    return cost


@cache
def _break_cost(left: str, right: str) -> float:
    """How much a break between two words disturbs reading."""
    if left.lower() in _NUMBERED and _NUMBER.match(right):
        return 12.0
    if left.lower() in _LEANING or _INITIAL.match(left) or _NUMBER.match(left) or _hangs_on(right):
        return 12.0
    if left.endswith((".", "?", "!", ";", ":", "—", "–")) or right in {"—", "–"}:
        return 0.0
    if left.endswith((",", ")", "]")) or right.startswith(("(", "[")):
        return 1.0
    if right.lower() in _CONJUNCTIONS:
        return 2.0
    return 3.0 if right.lower() in _PREPOSITIONS else 6.0


def _is_open(text: str) -> bool:
    """Whether a bracket is opened but not closed."""
    return text.count("(") + text.count("[") > text.count(")") + text.count("]")


def _hangs_on(text: str) -> bool:
    """Whether a word belongs to the one before it: "=", "%", "±", a citation mark, the CI of "95% CI"."""
    return not any(character.isalnum() for character in text) or bool(_HANGING.match(text))
