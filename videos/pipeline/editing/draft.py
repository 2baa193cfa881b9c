"""A draft: what a person decided about the video of a paper. It holds no word of the paper, only where words stand."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from videos.pipeline.artifacts import Layout, Paper, Source
from videos.pipeline.script import Chooser
from videos.pipeline.script.statements import Statement, read

Span: TypeAlias = tuple[int, int]
"""The first character, and the one after the last, counted from the start of a sentence."""


class Reading(Struct, frozen=True, tag="sentence"):
    """A sentence of the abstract, by its place.

    ``cuts`` are the spans that the voice leaves out, in order; None leaves them to the writer, as no ``layout`` and an
    empty ``heading`` do. The heading is a text of the maker. ``figure`` is the name of the figure of the paper that is
    shown meanwhile, "" for none; None leaves it to the rules.
    """

    source: Source
    cuts: tuple[Span, ...] | None = None
    heading: str = ""
    layout: Layout | None = None
    figure: str | None = None


class MakerCard(Struct, frozen=True, tag="maker"):
    """A card with a text of the maker."""

    text: str


Item: TypeAlias = Reading | MakerCard


class Draft(Struct, frozen=True):
    """What a video reads, in order, between its title and its source card.

    ``subtitle`` says whether the voice says the subtitle, and ``glance`` whether the study at a glance is shown.
    ``pronunciations`` pairs words of the paper with how the voice says them.

    ``chosen`` are the places of the sentences that the rules or a model chose, as ``chosen_by`` says, in order, and
    ``chosen_subtitle`` and ``chosen_glance`` how they set the rest.
    """

    items: tuple[Item, ...]
    subtitle: bool = True
    glance: bool = False
    pronunciations: tuple[tuple[str, str], ...] = ()
    chosen: tuple[Source, ...] = ()
    chosen_by: Chooser = Chooser.RULES
    chosen_subtitle: bool = True
    chosen_glance: bool = False

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The sentences of the abstract, in order."""
        return tuple(item for item in self.items if isinstance(item, Reading))

    @property
    def automatic(self) -> "Draft":
        """The draft before a person changed it."""
        items = tuple(Reading(source) for source in self.chosen)
        return replace(self, items=items, subtitle=self.chosen_subtitle, glance=self.chosen_glance, pronunciations=())

    @property
    def chooser(self) -> Chooser:
        """Who chose the sentences: the makers, if they added or removed one."""
        is_as_chosen = {reading.source for reading in self.readings} == set(self.chosen)
        return self.chosen_by if is_as_chosen else Chooser.MAKERS


def indices(paper: Paper) -> Mapping[Source, int]:
    """The index of each sentence of the abstract by its place: what an operation calls it."""
    return {statement.source: index for index, statement in enumerate(read(paper))}


def statement_at(paper: Paper, source: Source) -> Statement | None:
    """The sentence of the abstract at a place; None if none is there."""
    return next((statement for statement in read(paper) if statement.source == source), None)
