"""The plain values that pass between the stages: small, frozen, named for where they are in their life.

Times are seconds, audio is mono float32 in [-1, 1], offsets count characters of the text they name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FRAMES_PER_SECOND = 30
"""The time base of a video: every scene lasts a whole number of frames."""

Samples = npt.NDArray[np.float32]


class Style(StrEnum):
    """How a run of text is set. The first five come from the record, the last two from the writer."""

    ITALIC = "italic"
    BOLD = "bold"
    UNDERLINE = "underline"
    SUB = "sub"
    SUP = "sup"
    NUMBER = "number"  # a finding worth seeing at once
    MUTED = "muted"  # a bracket that is read past


@dataclass(frozen=True, slots=True)
class Heard:
    """A style of its own: the run is seen while the voice says word ``number`` of the scene."""

    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """Characters ``start`` up to ``end`` of a text carry ``style``; runs may overlap."""

    start: int
    end: int
    style: Style | Heard


@dataclass(frozen=True, slots=True)
class RichText:
    """A text and the styles of its runs."""

    text: str = ""
    runs: tuple[Run, ...] = ()

    def cut(self, start: int, end: int) -> "RichText":
        """The characters from ``start`` up to ``end``, with the runs that reach into them."""
        return self.keep([(start, end)])

    def keep(self, spans: Iterable[tuple[int, int]]) -> "RichText":
        """The given spans joined, in their order, each with its part of the runs."""
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
        """The text with the given spans left out."""
        kept: list[tuple[int, int]] = []
        position = 0
        for start, end in sorted(spans):
            if start > position:
                kept.append((position, start))
            position = max(position, end)
        kept.append((position, len(self.text)))
        return self.keep(kept)

    def styled(self, runs: Iterable[Run]) -> "RichText":
        """The same text with further runs."""
        return RichText(self.text, self.runs + tuple(runs))


class Role(StrEnum):
    """What a part of an abstract does; the values are those of NLM's ``NlmCategory``."""

    BACKGROUND = "BACKGROUND"
    OBJECTIVE = "OBJECTIVE"
    METHODS = "METHODS"
    RESULTS = "RESULTS"
    CONCLUSIONS = "CONCLUSIONS"


@dataclass(frozen=True, slots=True)
class Author:
    """A person (``last_name``, and ``initials`` where known) or a group (``collective``)."""

    last_name: str = ""
    initials: str = ""
    collective: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the abstract, as the record has it.

    ``label`` is the authors' own heading ("" when there is none), ``role`` what NLM or the heading says the
    part is (None when neither says).
    """

    text: RichText
    label: str = ""
    role: Role | None = None


class NoticeKind(StrEnum):
    """What a reader must be told about a record."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    CONCERN = "expression_of_concern"
    CORRECTED = "corrected"
    PREPRINT = "preprint"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice and where it stands: ``text`` is one plain sentence, ``pmid`` the notice's own record or ""."""

    kind: NoticeKind
    text: str
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A published paper as its PubMed record tells it.

    ``sections`` hold English text only and are never empty; ``year`` and the identifiers other than ``pmid``
    may be "". ``places`` are the geographic ones among its MeSH terms, ``registrations`` name a register of trials
    and the number there, ``interests`` is what the authors say of theirs.
    """

    pmid: str
    title: RichText
    sections: tuple[Section, ...]
    pmcid: str = ""
    doi: str = ""
    authors: tuple[Author, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    languages: tuple[str, ...] = ("eng",)
    publication_types: tuple[str, ...] = ()
    mesh_terms: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    interests: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def retracted(self) -> bool:
        """Whether the record says that the paper was retracted."""
        return any(notice.kind is NoticeKind.RETRACTED for notice in self.notices)

    @property
    def abstract(self) -> str:
        """The text of all sections, one after the other."""
        return " ".join(section.text.text for section in self.sections)

    def at(self, source: "Source") -> RichText:
        """What stands at a source."""
        whole = self.title if source.section is None else self.sections[source.section].text
        return whole.cut(source.start, source.end)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence stands: characters of ``paper.sections[section].text``, or of the title when None."""

    section: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One narrated sentence.

    ``spoken`` is what the voice and the captions say, in its written form ("12 mg"); ``shown`` what the slide
    shows. The words of both are a subsequence of the words at ``source``; ``source`` is None only for the
    product's own words (a notice, the source card).

    ``long_forms`` pairs abbreviations with what the voice says in their place, the first time that they come up.

    ``shown`` may hold line breaks, each in the place of a space: in a scene of one sentence with the layout POINTS
    the lines are a list, led by the first line when that ends with ":"; in a STATEMENT they are lines of sense. It
    may hold no-break spaces ("12 mg"), which count as spaces.
    """

    spoken: str
    shown: RichText
    source: Source | None
    long_forms: tuple[tuple[str, str], ...] = ()


class Layout(StrEnum):
    """How a scene is laid out."""

    TITLE = "title"
    STATEMENT = "statement"  # one sentence, large
    POINTS = "points"  # two or three sentences, or a lead with its list
    FIGURE = "figure"  # one large number beside its sentence
    QUOTATION = "quotation"  # a sentence of the authors, word for word
    GLANCE = "glance"  # what the record says of the study, a line each
    SOURCE = "source"  # the citation
    CLOSING = "closing"  # what the maker of the video asks viewers to do: no word of the paper's, or of the product's


@dataclass(frozen=True, slots=True)
class Figure:
    """A number set large, and what it counts: both stand in the scene's sentence, word for word."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the record says of the study, or its abstract in the words of a number set large."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What is seen while its sentences are heard. ``note`` explains abbreviations in small print."""

    layout: Layout
    label: str
    sentences: tuple[Sentence, ...]
    figure: Figure | None = None
    note: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The scenes of a video: the title first, at the end the source card and, where there is one, the closing card."""

    paper: Paper
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A written word and when it is heard, in seconds from the start of its clip."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text as a voice says it: ``times`` holds one (start, end), in seconds, for each token of that text.

    A token is what ``str.split`` leaves. Times never run backwards and lie inside the audio; a token that
    makes no sound of its own may have no length.
    """

    samples: Samples = field(repr=False)
    times: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """How long a scene lasts, and when its words are heard, sentence by sentence."""

    frames: int
    sentences: tuple[tuple[Word, ...], ...]

    @property
    def duration(self) -> float:
        """The length in seconds."""
        return self.frames / FRAMES_PER_SECOND


@dataclass(frozen=True, slots=True)
class Recording:
    """A scene as it sounds: mono, as long as its clip, silent for more than 0.1 s at both ends."""

    samples: Samples = field(repr=False)
    sample_rate: int
    clip: Clip


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture, in pixels from its upper left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Slide:
    """A typeset scene: an RGB image of shape (height, width, 3), dtype uint8.

    ``words`` tells where each word that the voice says stands, by its number in the scene: in one box, or in several
    when it is broken at the end of a line.
    """

    pixels: npt.NDArray[np.uint8] = field(repr=False)
    words: Mapping[int, tuple[Box, ...]] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: one or two lines, shown from ``start`` to ``end``, in seconds from the start of the video."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a finished file was found to hold when it was opened again."""

    duration: float
    width: int
    height: int
    size: int
    """Bytes."""
