"""What a video says, as its page tells it: chapter by chapter, each sentence beside the one it was taken from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

import msgspec

from videos.pipeline.artifacts import Layout

_TOKEN = re.compile(r"\s*(?:\d[\d.,·]*\d|\w+|[^\w\s])")
_A_SPACE = 2  # characters that may lie between two sentences of which nothing between them is left out


class _Source(msgspec.Struct):
    section: str
    index: int | None
    start: int
    end: int
    text: str


class _Sentence(msgspec.Struct):
    spoken: str
    start: float | None
    end: float | None
    source: _Source | None


class _Scene(msgspec.Struct):
    layout: Layout
    label: str
    start: float
    end: float
    sentences: list[_Sentence]


class _Section(msgspec.Struct):
    section: str
    text: str


class _Storyboard(msgspec.Struct):
    citation: str
    scenes: list[_Scene]
    reference: str = ""
    abstract: list[_Section] = []


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence of the paper, and whether the voice says it."""

    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence that the voice says, from ``start`` to ``end`` in seconds.

    ``section`` names the part of the paper it was taken from, and is "" for what the paper does not say: then
    ``whose`` names who speaks. ``pieces`` is the paper's own sentence, and empty where the voice says it word for
    word. ``skips`` tells that the video leaves out what stands in the paper before it.
    """

    text: str
    start: float
    end: float
    section: str = ""
    whose: str = ""
    pieces: tuple[Piece, ...] = ()
    skips: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """Scenes in a row under one label."""

    title: str
    start: float
    end: float
    lines: tuple[Line, ...]

    @property
    def clock(self) -> str:
        """When it starts, as a player shows it."""
        minutes, seconds = divmod(int(self.start), 60)
        return f"{minutes}:{seconds:02}"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the abstract, under the authors' heading if it has one, with what the voice says of it."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that is said, the abstract that it was taken from, and how the paper is cited."""

    citation: str
    chapters: tuple[Chapter, ...]
    abstract: tuple[Section, ...]


def read(storyboard: bytes) -> Transcript:
    """The transcript that a ``storyboard.json`` tells."""
    told = msgspec.json.decode(storyboard, type=_Storyboard)
    return Transcript(told.reference or told.citation, tuple(_chapters(told.scenes)), tuple(_abstract(told)))


def compare(spoken: str, source: str) -> tuple[Piece, ...]:
    """The source in pieces: those that the voice says, and those that it leaves out between them."""
    tokens = _TOKEN.findall(source)
    stands, said = _words(tokens), _words(_TOKEN.findall(spoken))
    pieces: list[Piece] = []
    position = 0
    for start, _, size in SequenceMatcher(None, stands, said, autojunk=False).get_matching_blocks():
        pieces += [Piece("".join(tokens[position:start]), False), Piece("".join(tokens[start : start + size]), True)]
        position = start + size
    return tuple(piece for piece in pieces if piece.text)


def _chapters(scenes: Sequence[_Scene]) -> Iterator[Chapter]:
    reached: dict[int | None, int] = {}
    for title, run in groupby(scenes, key=lambda scene: scene.label):
        group = list(run)
        lines = tuple(line for scene in group for line in _lines(scene, reached))
        yield Chapter(title, group[0].start, group[-1].end, lines)


def _lines(scene: _Scene, reached: dict[int | None, int]) -> Iterator[Line]:
    """The sentences of a scene; ``reached`` notes how far each section was read, by its number."""
    for sentence in scene.sentences:
        if sentence.start is None or sentence.end is None:
            continue  # it is only shown
        source = sentence.source
        if source is None:
            whose = "the maker of this video" if scene.layout is Layout.CLOSING else "Hidden Hill"
            yield Line(sentence.spoken, sentence.start, sentence.end, whose=whose)
            continue
        pieces = compare(sentence.spoken, source.text)
        yield Line(
            sentence.spoken,
            sentence.start,
            sentence.end,
            _named(source.section),
            pieces=pieces if len(pieces) > 1 else (),
            skips=source.start > reached.get(source.index, 0) + _A_SPACE,
        )
        reached[source.index] = max(source.end, reached.get(source.index, 0))


def _abstract(told: _Storyboard) -> Iterator[Section]:
    sentences = [sentence for scene in told.scenes for sentence in scene.sentences if sentence.source]
    for index, section in enumerate(told.abstract):
        said = [False] * len(section.text)
        for sentence in sentences:
            if sentence.source and sentence.source.index == index:
                place = sentence.source.start
                for piece in compare(sentence.spoken, sentence.source.text):
                    said[place : place + len(piece.text)] = [piece.said] * len(piece.text)
                    place += len(piece.text)
        for place, character in enumerate(section.text):
            said[place] = said[place - 1] if place and character.isspace() else said[place]
        runs = groupby(zip(section.text, said, strict=True), key=itemgetter(1))
        pieces = tuple(Piece("".join(character for character, _ in run), heard) for heard, run in runs)
        yield Section(_named(section.section), pieces)


def _words(tokens: Sequence[str]) -> list[str]:
    return [token.strip().casefold() for token in tokens]


def _named(section: str) -> str:
    """The authors' heading as one writes it in a sentence."""
    return section.capitalize() if section.isupper() else section
