"""The sentence of a picture, and whether words stand in it."""

import re
from dataclasses import dataclass

from videos.pipeline.artifacts import Paper, Quantity, Source, Words
from videos.pipeline.pictures.check.printed import Printed, Span, whole


@dataclass(frozen=True, slots=True)
class Sentence:
    """The text at ``source``. Spans count its characters."""

    paper: Paper
    source: Source
    text: str

    @classmethod
    def of(cls, paper: Paper, source: Source) -> "Sentence":
        """The sentence that a scene reads."""
        return cls(paper, source, paper.at(source).text)

    def span(self, words: Words) -> Span:
        """Where the words stand in the sentence."""
        if words.source is None:
            raise ValueError(f"“{words.text}” has no place in the abstract")
        return words.source.start - self.source.start, words.source.end - self.source.start

    def holds(self, words: Words) -> bool:
        """Whether the words stand where they say, in this sentence, and are no part of a longer word or number."""
        place = words.source
        if place is None or place.section != self.source.section or not words.text.strip():
            return False
        start, end = self.span(words)
        if not 0 <= start < end <= len(self.text) or self.text[start:end] != words.text:
            return False
        is_cut_before = words.text[0].isalnum() and re.search(r"\w$|\d[.,·]$", self.text[:start])
        is_cut_after = words.text[-1].isalnum() and re.match(r"\w|[.,·]\d", self.text[end:])
        return not is_cut_before and not is_cut_after

    def number(self, quantity: Quantity) -> Printed | None:
        """The number at the place of a quantity, if it is printed there whole and has its value."""
        printed = whole(self.text, *self.span(quantity.words))
        return printed if printed and abs(printed.value - quantity.value) < 1e-9 else None

    def between(self, first: Span, second: Span) -> str:
        """The text between two spans; "" if they are not in this order."""
        return self.text[first[1] : second[0]] if first[1] <= second[0] else ""

    def without(self, *spans: Span) -> str:
        """The sentence with the given spans blanked."""
        text = self.text
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return text
