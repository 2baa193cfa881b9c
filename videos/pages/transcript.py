"""The transcript on the job page: chapter by chapter, each sentence with its source in the paper."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

import msgspec

from videos.pipeline import readable
from videos.pipeline.artifacts import Layout
from videos.pipeline.options import Text

_TOKEN = re.compile(r"\s*(?:\d[\d.,·]*\d|\w+|[^\w\s])")
_GAP = 2  # characters between two sentences, if nothing between them is left out


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


class Figure(msgspec.Struct, frozen=True):
    """A figure of the paper: the line that names its authors and its licence, and where both are found."""

    credit: str
    url: str
    licence_url: str


class _Picture(msgspec.Struct):
    text: str
    figure: Figure | None = None


class _Scene(msgspec.Struct):
    layout: Layout
    label: str
    start: float
    end: float
    sentences: list[_Sentence]
    picture: _Picture | None = None


class _Section(msgspec.Struct):
    section: str
    text: str


class _Storyboard(msgspec.Struct):
    citation: str
    scenes: list[_Scene]
    reference: str = ""
    abstract: list[_Section] = []
    text: str = Text.ABSTRACT


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence of the paper, and whether the voice says it."""

    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken sentence, from ``start`` to ``end`` in seconds.

    ``section`` is the section of the paper it was taken from, "" if it is not from the paper: then ``whose`` names its
    author. ``pieces`` is the paper's sentence, empty if it is spoken word for word. ``skips`` is whether the video
    leaves out the passage before it. ``picture`` says what the slide draws while the sentence is spoken, or is "", and
    ``figure`` whose it is, if it is a figure of the paper.
    """

    text: str
    start: float
    end: float
    section: str = ""
    whose: str = ""
    pieces: tuple[Piece, ...] = ()
    skips: bool = False
    picture: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Consecutive scenes with the same label."""

    title: str
    start: float
    end: float
    lines: tuple[Line, ...]

    @property
    def clock(self) -> str:
        """Return when it starts, as a player shows it."""
        return readable.clock(self.start)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the abstract, under the authors' heading if it has one, divided into spoken and unspoken pieces."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that is spoken, the text it was taken from, what that is, and the citation of the paper."""

    citation: str
    chapters: tuple[Chapter, ...]
    abstract: tuple[Section, ...]
    basis: str


def read(storyboard: bytes) -> Transcript:
    """Return the transcript in the content of a ``storyboard.json``."""
    board = msgspec.json.decode(storyboard, type=_Storyboard)
    basis = "plain-language summary" if board.text == Text.PLAIN else "abstract"
    return Transcript(board.reference or board.citation, tuple(_chapters(board.scenes)), tuple(_abstract(board)), basis)


def compare(spoken: str, source: str) -> tuple[Piece, ...]:
    """Divide the source into pieces that the voice says and pieces that it leaves out."""
    tokens = _TOKEN.findall(source)
    written, said = _words(tokens), _words(_TOKEN.findall(spoken))
    pieces: list[Piece] = []
    position = 0
    for start, _, size in SequenceMatcher(None, written, said, autojunk=False).get_matching_blocks():
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
    """Yield the sentences of a scene; ``reached`` holds how far each section has been read, by index."""
    for sentence in scene.sentences:
        if sentence.start is None or sentence.end is None:
            continue  # shown only
        source = sentence.source
        if source is None:
            whose = "the maker of this video" if scene.layout in {Layout.CLOSING, Layout.MAKER} else "Hidden Hill"
            yield Line(sentence.spoken, sentence.start, sentence.end, whose=whose)
            continue
        pieces = compare(sentence.spoken, source.text)
        yield Line(
            sentence.spoken,
            sentence.start,
            sentence.end,
            _heading(source.section),
            pieces=pieces if len(pieces) > 1 else (),
            skips=source.start > reached.get(source.index, 0) + _GAP,
            picture=scene.picture.text if scene.picture else "",
            figure=scene.picture.figure if scene.picture else None,
        )
        reached[source.index] = max(source.end, reached.get(source.index, 0))


def _abstract(board: _Storyboard) -> Iterator[Section]:
    sentences = [sentence for scene in board.scenes for sentence in scene.sentences if sentence.source]
    for index, section in enumerate(board.abstract):
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
        pieces = tuple(Piece("".join(character for character, _ in run), spoken) for spoken, run in runs)
        yield Section(_heading(section.section), pieces)


def _words(tokens: Sequence[str]) -> list[str]:
    return [token.strip().casefold() for token in tokens]


def _heading(section: str) -> str:
    """Return the authors' heading, without capitals throughout."""
    return section.capitalize() if section.isupper() else section
