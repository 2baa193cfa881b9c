"""A whole draft as a person sends it back: the operations that make it, so that it is judged as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from videos.pipeline.artifacts import Layout, Paper
from videos.pipeline.editing.draft import Draft, MakerCard
from videos.pipeline.editing.operations import (
    AddMakerCard,
    AddSentence,
    EditMakerCard,
    Operation,
    SetCut,
    SetFigure,
    SetGlance,
    SetHeading,
    SetLayout,
    SetPronunciation,
    SetSubtitle,
    apply,
)
from videos.pipeline.editing.problems import EditRefused
from videos.pipeline.script.statements import read


@dataclass(frozen=True, slots=True)
class WantedSentence:
    """Sentence number ``index`` of the abstract. ``cuts`` pairs numbers of its passages with whether they are left out.

    ``text`` is None, or must be the sentence.
    """

    index: int
    text: str | None = None
    cuts: tuple[tuple[int, bool], ...] = ()
    heading: str = ""
    layout: Layout | None = None
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a video is to read, in order, and how."""

    items: tuple[WantedSentence | MakerCard, ...]
    subtitle: bool
    glance: bool
    pronunciations: tuple[tuple[str, str], ...] = ()


def replaced(draft: Draft, wanted: Wanted, paper: Paper) -> Draft:
    """The draft with all that can be changed as it is ``wanted``. Raises EditRefused for the first that cannot be."""
    try:
        return apply(replace(draft, items=(), pronunciations=()), _operations(wanted, paper), paper)
    except EditRefused as error:
        raise EditRefused(None, error.refusal) from error


def _operations(wanted: Wanted, paper: Paper) -> Iterator[Operation]:
    """An index is known to be one of the abstract as soon as its sentence was added."""
    for position, item in enumerate(wanted.items):
        if isinstance(item, MakerCard):
            yield AddMakerCard(item.text, position)
        else:
            yield AddSentence(item.index, position)
            yield from _of_sentence(item, position, paper)
    yield SetSubtitle(wanted.subtitle)
    yield SetGlance(wanted.glance)
    for word, said in wanted.pronunciations:
        yield SetPronunciation(word, said)


def _of_sentence(item: WantedSentence, position: int, paper: Paper) -> Iterator[Operation]:
    if item.text is not None and item.text != read(paper)[item.index].text.text:
        yield EditMakerCard(position, item.text)  # which the words of a paper refuse
    # What is said first leaves most words in place, so that no rule refuses a step on the way to what is allowed.
    for cut, on in sorted(item.cuts, key=lambda pair: pair[1]):
        yield SetCut(position, cut, on)
    if item.heading:
        yield SetHeading(position, item.heading)
    if item.layout:
        yield SetLayout(position, item.layout)
    if item.figure is not None:
        yield SetFigure(position, item.figure)
