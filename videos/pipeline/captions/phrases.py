"""Decides where a caption ends, and where its line breaks.

A break between two words has a cost, low after a comma and high after "the". Dynamic programming finds the cheapest
division of the whole sentence, so that no caption is good at the expense of the next.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

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
    return _divide(tuple(words), line)


@lru_cache(maxsize=256)  # sentences: most are divided for their captions and for the marks on their slide
def _divide(words: tuple[Word, ...], line: int) -> Division:
    sentence = _Sentence.of(words)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        starts = sentence.starts(end, line)
        best.append(min((best[start][0] + sentence.caption_cost(start, end, line), start) for start in starts))
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
    sentence = _Sentence.of([Word(word, 0.0, 0.0) for word in words])
    _, place = min((sentence.lines_cost(0, place, len(words), line), place) for place in range(1, len(words)))
    return (" ".join(words[:place]), " ".join(words[place:]))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence whose captions are weighed.

    ``ends`` and ``opened`` count, up to each word, its characters, each word with a space after it, and the brackets
    that are opened and not closed. ``breaks`` are the costs of a break before each word but the first.
    """

    words: Sequence[Word]
    ends: tuple[int, ...]
    opened: tuple[int, ...]
    breaks: tuple[float, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> "_Sentence":
        texts = [word.text for word in words]
        return cls(
            words,
            tuple(accumulate((len(text) + 1 for text in texts), initial=0)),
            tuple(accumulate(map(_opens, texts), initial=0)),
            (0.0, *(_break_cost(left, right) for left, right in pairwise(texts))),
        )

    def starts(self, end: int, line: int) -> range:
        """Where a caption that ends before word ``end`` may start: its text must be short enough for two lines."""
        first = bisect_left(self.ends, self.ends[end] - 2 * line - 2)
        return range(min(first, end - 1), end)

    def caption_cost(self, start: int, end: int, line: int) -> float:
        words, last = self.words, end == len(self.words)
        until = words[end - 1].end if last else words[end].start
        cost = _CAPTION + self._layout_cost(start, end, line)
        if not last:
            cost += self.breaks[end] + _SPLIT_BRACKET * (self.opened[end] > self.opened[start])
        if end - start == 1 and len(words) > 1:
            cost += _ORPHAN
        return cost + _time_cost(until - words[start].start)

    def lines_cost(self, start: int, place: int, end: int, longest: int) -> float:
        """The cost of a break before word ``place``."""
        upper, lower = self._length(start, place), self._length(place, end)
        cost = 0.5 * self.breaks[place] + _UNEVEN * abs(upper - lower)
        for length, count in ((upper, place - start), (lower, end - place)):
            if length > longest:
                cost += _LONELY_LINE if count == 1 else _NEVER
            elif count == 1 and length < longest // 3:
                cost += _LONELY_LINE
        return cost

    def _layout_cost(self, start: int, end: int, line: int) -> float:
        if end - start == 1 or self._length(start, end) <= line:
            return 0.0
        return min(self.lines_cost(start, place, end, line) for place in range(start + 1, end))

    def _length(self, start: int, end: int) -> int:
        return self.ends[end] - self.ends[start] - 1


def _time_cost(seconds: float) -> float:
    if seconds > LONGEST:
        return _TOO_LONG + _SECOND_TOO_LONG * (seconds - LONGEST)
    return _TOO_SHORT * max(0.0, SHORTEST - seconds)


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


def _opens(text: str) -> int:
    """The number of brackets that a word opens and does not close. It may be negative."""
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")


def _hangs_on(text: str) -> bool:
    """Whether a word belongs to the one before it: "=", "%", "±", a citation mark, the CI of "95% CI"."""
    return not any(character.isalnum() for character in text) or bool(_HANGING.match(text))
