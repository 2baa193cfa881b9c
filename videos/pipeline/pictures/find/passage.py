"""A sentence of a paper, from which words are cut with the place at which they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from videos.pipeline.artifacts import Paper, Quantity, Source, Words
from videos.pipeline.pictures.find.grammar import value

Span = tuple[int, int]

_EDGES = " \t\n\u00a0\u2009\u202f,;:.()[]–-—"
_SAYS_NOTHING = re.compile(
    r"(?:\W|\b(?:out|of|the|in|all|a|an|and|or|with|only|among|total|for|by|to|was|were|is)\b)*", re.IGNORECASE
)

_PAIRS = {")": "(", "]": "["}
_HANGING = re.compile(r"[\s,]*(?:\b(?:with|of|by|at) )?\b(?:an?|the)$")


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence at ``source``: offsets count the characters of ``text``."""

    paper: Paper
    source: Source
    text: str

    @classmethod
    def of(cls, paper: Paper, source: Source) -> "Passage":
        """The sentence that stands at a source."""
        return cls(paper, source, paper.at(source).text)

    def words(self, start: int, end: int) -> Words:
        """The words from ``start`` to ``end``, without white space at their ends."""
        cut = self.text[start:end]
        start += len(cut) - len(cut.lstrip())
        end -= len(cut) - len(cut.rstrip())
        first = self.source.start
        return Words(self.text[start:end], Source(self.source.section, first + start, first + end))

    def span(self, words: Words) -> Span:
        """Where words of this passage stand in its text."""
        first = words.source.start if words.source else self.source.start
        return first - self.source.start, first - self.source.start + len(words.text)

    def found(self, match: re.Match[str], group: str) -> Words | None:
        """The words of a group, None if it did not take part."""
        return self.words(*match.span(group)) if match[group] else None

    def number(self, match: re.Match[str], group: str) -> Quantity | None:
        """The number of a group, None if it did not take part."""
        words = self.found(match, group)
        return Quantity(words, value(words.text)) if words else None

    def required(self, match: re.Match[str], group: str) -> Quantity:
        """The number of a group that every match has."""
        words = self.words(*match.span(group))
        return Quantity(words, value(words.text))

    def beside(self, spans: Iterable[Span]) -> tuple[Words, ...]:
        """What the sentence says beside the spans: its pieces in order, without the marks and joints at their ends."""
        position, pieces = 0, []
        for start, end in [*sorted(spans), (len(self.text), len(self.text))]:
            pieces.append((position, start))
            position = max(position, end)
        return tuple(self.words(*piece) for each in pieces if (piece := self._trimmed(*each)))

    def _trimmed(self, start: int, end: int) -> Span | None:
        cut = self.text[start:end]
        if _SAYS_NOTHING.fullmatch(cut):
            return None
        start += len(cut) - len(cut.lstrip(_EDGES))
        end -= len(cut) - len(_HANGING.sub("", cut.rstrip(_EDGES)))
        return start, self._closed(start, end)

    def _closed(self, start: int, end: int) -> int:
        """The end of a piece with the brackets that close what it opens."""
        while (mark := self.text[end : end + 1]) in _PAIRS and mark:
            if self.text.count(_PAIRS[mark], start, end) <= self.text.count(mark, start, end):
                break
            end += 1
        return end
