"""A script: what the video says and shows, scene by scene."""

from dataclasses import dataclass
from enum import StrEnum

from videos.pipeline.artifacts.paper import Extract, KeptFigure, Paper, Role, Source
from videos.pipeline.artifacts.picture import Facsimile, Harms, Picture
from videos.pipeline.artifacts.text import RichText


@dataclass(frozen=True, slots=True)
class Sentence:
    """One narrated sentence.

    ``spoken`` is what the voice and the captions say, in written form ("12 mg"); ``shown`` is what the slide shows. The
    words of both are a subsequence of the words at ``source``. ``source`` is None only for the product's own words (a
    notice, the source card).

    ``long_forms`` pairs each abbreviation that is used for the first time with its spoken long form.

    ``shown`` may contain line breaks, each in the place of a space. In a scene with the layout POINTS and one sentence
    the lines are a list, introduced by the first line if it ends with ":". In a STATEMENT they divide the sentence by
    sense. ``shown`` may also contain no-break spaces ("12 mg"), which count as spaces.
    """

    spoken: str
    shown: RichText
    source: Source | None
    long_forms: tuple[tuple[str, str], ...] = ()


class Layout(StrEnum):
    """The layout of a scene's slide."""

    TITLE = "title"
    STATEMENT = "statement"  # one sentence, large
    POINTS = "points"  # two or three sentences, or a list with its introduction
    FIGURE = "figure"  # one large number beside its sentence
    QUOTATION = "quotation"  # a sentence of the authors, word for word
    SOURCE = "source"  # the citation
    PICTURE = "picture"  # the scene's picture, with its key words
    MAKER = "maker"  # a note by the maker among the scenes of the abstract
    CLOSING = "closing"  # the maker's own closing sentence, from neither the paper nor the product


@dataclass(frozen=True, slots=True)
class Figure:
    """A number set large, and its label. Both appear word for word in the scene's sentence."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One slide and the sentences spoken while it is shown. ``note`` explains abbreviations in small print.

    ``picture`` is drawn in place of the text if the layout is PICTURE, else beside the title or the sentence. ``role``
    is that of the first sentence: a guess, where the abstract has no headings.
    """

    layout: Layout
    label: str
    sentences: tuple[Sentence, ...]
    figure: Figure | None = None
    note: str = ""
    picture: Picture | None = None
    role: Role | None = None

    @property
    def marks_its_phrases(self) -> bool:
        """Whether each phrase on the slide is marked while it is said. Harms appear with their words instead."""
        return not isinstance(self.picture, Harms)


@dataclass(frozen=True, slots=True)
class Script:
    """The scenes of a video: first the title card, last the source card and, if there is one, the closing card.

    ``pronunciations`` pairs words with how a person wants them said in this video.
    """

    paper: Paper
    scenes: tuple[Scene, ...]
    pronunciations: tuple[tuple[str, str], ...] = ()

    @property
    def extracts(self) -> tuple[Extract, ...]:
        """What it says of the full text, in order."""
        sources = (sentence.source for scene in self.scenes for sentence in scene.sentences if sentence.source)
        found = (extract for source in sources if (extract := self.paper.extract_of(source)))
        return tuple(dict.fromkeys(found))

    @property
    def figures(self) -> tuple[KeptFigure, ...]:
        """The figures of the full text that it shows, in order."""
        images = (scene.picture.image for scene in self.scenes if isinstance(scene.picture, Facsimile))
        found = (figure for image in images if (figure := self.paper.figure_of(image)))
        return tuple(dict.fromkeys(found))
