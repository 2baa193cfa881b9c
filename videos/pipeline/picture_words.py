"""The words of a picture as lines that a template can set, with the spoken ones marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from videos.pipeline.artifacts import Heard, Paper, RichText, Scene, Source
from videos.pipeline.artifacts.quantity import Quantity, Words
from videos.pipeline.typography import Span, spans
from videos.pipeline.word_positions import heard

Line = tuple[Span, ...]

CUT = " … "
"""Stands for what is left out between two pieces of a sentence."""

_MINUS_SIGNS = ("-", "–", "\u2010", "\u2011")
_SHORT_UNIT = 5
"""Characters. A longer unit is not set beside its number."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Finds the words of a picture in its paper. ``spoken`` pairs the source of each sentence with its marked text."""

    paper: Paper
    spoken: tuple[tuple[Source, RichText], ...]

    @classmethod
    def of(cls, scene: Scene, paper: Paper) -> "Spelling":
        """The spelling of the pictures of a scene."""
        spoken, first = [], 0
        for sentence in scene.sentences:
            words = sentence.spoken.split()
            if sentence.source:
                text = paper.at(sentence.source)
                spoken.append((sentence.source, text.styled(heard(text.text, words, first))))
            first += len(words)
        return cls(paper, tuple(spoken))

    def text(self, words: Words) -> RichText:
        """The words as they are in the paper, with its styles, marked where they are spoken."""
        place = words.source
        if place is None:
            return RichText(words.text)
        for source, text in self.spoken:
            if source.section == place.section and source.start <= place.start and place.end <= source.end:
                return text.cut(place.start - source.start, place.end - source.start)
        return self.paper.at(place)

    def all_heard(self, words: Words) -> frozenset[int]:
        """The numbers of the words that are spoken."""
        return frozenset(run.style.number for run in self.text(words).runs if isinstance(run.style, Heard))

    def first_heard(self, words: Words) -> int | None:
        """The number of the first of the words that is spoken, None if none is."""
        return min(self.all_heard(words), default=None)

    def line(self, words: Words | None) -> Line:
        """The words as a line, empty if there are none."""
        return spans(self.text(words)) if words else ()

    def name(self, words: Words | None) -> Line:
        """The words as a line that begins with a capital."""
        return spans(capitalised(self.text(words))) if words else ()

    def claim(self, pieces: Sequence[Words]) -> Line:
        """The pieces of a sentence with a cut between them. The first one begins with a capital."""
        lines = [self.line(words) for words in pieces]
        return joined([self.name(pieces[0]), *lines[1:]], CUT) if pieces else ()

    def number(self, quantity: Quantity) -> Line:
        """The number as printed, with a minus sign where a hyphen stands for one."""
        text = self.text(quantity.words)
        if text.text.startswith(_MINUS_SIGNS):
            text = RichText("\u2212" + text.text[1:], text.runs)
        return spans(text)

    def count(self, quantity: Quantity) -> Line:
        """The number in digits, also where it is printed in words."""
        line = self.number(quantity)
        if any(character.isdigit() for character in quantity.words.text):
            return line
        return (Span(f"{quantity.value:g}", (), line[0].word if line else ""),)


def ours(text: str) -> Line:
    """Words of the product, not of the paper."""
    return (Span(text),) if text else ()


def joined(lines: Iterable[Line], separator: str) -> Line:
    """The lines that are not empty, as one."""
    whole: Line = ()
    for line in lines:
        whole += (ours(separator) if whole and line else ()) + line
    return whole


def unbroken(line: Line) -> Line:
    """The line with no-break spaces."""
    return tuple(replace(span, text=span.text.replace(" ", "\u00a0")) for span in line)


def with_unit(number: Line, unit: Words | None) -> Line:
    """The number with its unit, if that is short."""
    if unit is None or not is_short(unit):
        return number
    return number + ours(unit.text if unit.text[0] in "%°‰" else f"\u00a0{unit.text}")


def is_short(unit: Words) -> bool:
    """Whether a unit may stand beside its number."""
    return 0 < len(unit.text) <= _SHORT_UNIT


def capitalised(text: RichText) -> RichText:
    """The text with a capital, unless its first word is a name in lower or mixed case ("mTOR")."""
    first = text.text.split(maxsplit=1)[0].rstrip(",;:") if text.text.strip() else ""
    if not (first.isascii() and first.replace("-", "").isalpha() and first.islower()):
        return text
    return RichText(text.text[0].upper() + text.text[1:], text.runs)
