"""What the checks read: a script, beside the sentences of its abstract as the audit divides them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from videos.pipeline.artifacts import Paper, Role, Scene, Script, Sentence
from videos.pipeline.options import Length

_END = re.compile(r"(?<=[.?!])[\"”’)\]]?\s+(?=[A-ZΑ-Ωα-ω\d(\[“\"])")
_NO_END = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|cf|approx|ca|al|Fig|No|Dr|St|spp?|subsp|var|cv|resp|etc|Mr|Mrs|Prof|Inc|Ltd|[A-Z])\.)$"
)
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a medical editor would want to see. ``text`` is the passage, ``reason`` what is wrong with it."""

    kind: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the abstract: ``start`` and ``end`` are in ``sections[section]``, ``place`` counts them all.

    ``said`` is whether most of it is in the source of a narrated sentence.
    """

    place: int
    section: int
    start: int
    end: int
    text: str
    role: Role | None
    said: bool


@dataclass(frozen=True)
class Video:
    """One script as it is made, of at most ``length``."""

    script: Script
    length: Length

    @property
    def paper(self) -> Paper:
        """The paper of the script."""
        return self.script.paper

    @cached_property
    def narrated(self) -> tuple[Sentence, ...]:
        """The sentences taken from the abstract, in the order in which they are said."""
        return tuple(each for scene in self.script.scenes for each in scene.sentences if _is_of_abstract(each))

    @cached_property
    def card(self) -> str:
        """What the product says in its own words."""
        return " ".join(each.spoken for scene in self.script.scenes for each in scene.sentences if not each.source)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences of the abstract."""
        spans = [
            (index, start, end)
            for index, section in enumerate(self.paper.sections)
            for start, end in divided(section.text.text)
        ]
        return tuple(
            Passage(
                place,
                section,
                start,
                end,
                self.paper.sections[section].text.text[start:end],
                self.paper.sections[section].role,
                self._share_said(section, start, end) > _MOSTLY,
            )
            for place, (section, start, end) in enumerate(spans)
        )

    def passages_of(self, sentence: Sentence) -> tuple[Passage, ...]:
        """The passages that a narrated sentence comes from."""
        source = sentence.source
        assert source is not None
        return tuple(
            each
            for each in self.passages
            if each.section == source.section and each.start < source.end and source.start < each.end
        )

    def source_of(self, sentence: Sentence) -> str:
        """The text that a sentence was taken from."""
        return self.paper.at(sentence.source).text if sentence.source else sentence.spoken

    def _share_said(self, section: int, start: int, end: int) -> float:
        sources = [each.source for each in self.narrated if each.source and each.source.section == section]
        return sum(max(0, min(end, source.end) - max(start, source.start)) for source in sources) / (end - start)


Check = Callable[[Video], Iterator[Finding]]
"""Yields the faults of one kind."""


def divided(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text, as spans."""
    start = 0
    for match in _END.finditer(text):
        if not _NO_END.search(text, start, match.start()):
            yield start, match.start()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def scenes_with(video: Video) -> Iterator[tuple[Scene, Sentence]]:
    """Each narrated sentence with its scene."""
    for scene in video.script.scenes:
        for sentence in scene.sentences:
            if _is_of_abstract(sentence):
                yield scene, sentence


def _is_of_abstract(sentence: Sentence) -> bool:
    return sentence.source is not None and sentence.source.section is not None
