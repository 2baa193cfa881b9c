"""Text with styles."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a run of text is set. The first five come from the record, the last two from the writer."""

    ITALIC = "italic"
    BOLD = "bold"
    UNDERLINE = "underline"
    SUB = "sub"
    SUP = "sup"
    NUMBER = "number"  # a finding to emphasise
    MUTED = "muted"  # a bracket that is not spoken


@dataclass(frozen=True, slots=True)
class Heard:
    """Marks a run as the spoken word ``number`` of its scene."""

    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """The style of the characters from ``start`` up to but excluding ``end``. Runs may overlap."""

    start: int
    end: int
    style: Style | Heard


@dataclass(frozen=True, slots=True)
class RichText:
    """A text and its styled runs."""

    text: str = ""
    runs: tuple[Run, ...] = ()

    def cut(self, start: int, end: int) -> "RichText":
        """The characters from ``start`` up to but excluding ``end``, with their runs."""
        return self.keep([(start, end)])

    def keep(self, spans: Iterable[tuple[int, int]]) -> "RichText":
        """The given spans, joined in their order, with their runs."""
        pieces: list[str] = []
        runs: list[Run] = []
        length = 0
        for start, end in spans:
            pieces.append(self.text[start:end])
            runs += [
                Run(length + max(run.start, start) - start, length + min(run.end, end) - start, run.style)
                for run in self.runs
                if run.start < end and run.end > start
            ]
            length += len(pieces[-1])
        return RichText("".join(pieces), tuple(runs))

    def without(self, spans: Iterable[tuple[int, int]]) -> "RichText":
        """The text without the given spans."""
        kept: list[tuple[int, int]] = []
        position = 0
        for start, end in sorted(spans):
            if start > position:
                kept.append((position, start))
            position = max(position, end)
        kept.append((position, len(self.text)))
        return self.keep(kept)

    def styled(self, runs: Iterable[Run]) -> "RichText":
        """The same text with additional runs."""
        return RichText(self.text, self.runs + tuple(runs))
