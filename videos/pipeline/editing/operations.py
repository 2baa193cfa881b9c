"""The edits of a draft. They name sentences by their index, so that no text comes in but that of the makers."""

from collections.abc import Iterable
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import replace

from videos.pipeline.artifacts import Layout, Paper, Source
from videos.pipeline.editing.choices import cuts_made, cuts_of, usual_cuts
from videos.pipeline.editing.draft import Draft, Item, MakerCard, Reading
from videos.pipeline.editing.makers_words import composed
from videos.pipeline.editing.problems import EditRefused, Problem, Refusal
from videos.pipeline.editing.rules import problem_of, problems_of_whole, words_of
from videos.pipeline.script.statements import read

MOST_OPERATIONS = 100
"""Operations in one edit."""

_Position = Annotated[int, Meta(description="Position of the item, from 0.", examples=[3])]
_Text = Annotated[str, Meta(description="Text of the card.", max_length=1000, examples=["We thank all who took part."])]


class _Edit(Struct, frozen=True, forbid_unknown_fields=True):
    """One edit, as JSON with its tag as ``type``."""


class AddSentence(_Edit, frozen=True, tag="add_sentence"):
    """Read a sentence of the abstract."""

    index: Annotated[int, Meta(description="Index of the sentence in the abstract, from 0.", examples=[5])]
    position: Annotated[int, Meta(description="Position that it then has, from 0.", examples=[3])]


class RemoveItem(_Edit, frozen=True, tag="remove_item"):
    """Drop a sentence or a card."""

    position: _Position


class MoveItem(_Edit, frozen=True, tag="move_item"):
    """Move a sentence or a card."""

    position: _Position
    to: Annotated[int, Meta(description="Position that it then has, from 0.", examples=[1])]


class SetCut(_Edit, frozen=True, tag="set_cut"):
    """Let the voice leave out or say a passage of a sentence."""

    position: _Position
    cut: Annotated[int, Meta(description="Number of the passage among the cuts of the item, from 0.", examples=[0])]
    on: Annotated[bool, Meta(description="Whether the voice leaves it out.", examples=[True])]


class SetHeading(_Edit, frozen=True, tag="set_heading"):
    """Give a sentence a heading of the makers, or its own again."""

    position: _Position
    heading: Annotated[
        str, Meta(description="Heading; an empty one restores its own.", max_length=1000, examples=["Why it matters"])
    ]


class SetLayout(_Edit, frozen=True, tag="set_layout"):
    """Choose the layout of a sentence's slide, or let the rules choose."""

    position: _Position
    layout: Annotated[
        Layout | None, Meta(description="One of the layouts of the item; null: the rules choose.", examples=["picture"])
    ]


class SetFigure(_Edit, frozen=True, tag="set_figure"):
    """Show a figure of the paper while a sentence is said, or none, or let the rules choose."""

    position: _Position
    figure: Annotated[
        Annotated[str, Meta(max_length=1000)] | None,
        Meta(
            description="One of the figures of the item; an empty text: none; null: the rules choose.",
            examples=["Figure 2"],
        ),
    ]


class SetPronunciation(_Edit, frozen=True, tag="set_pronunciation"):
    """Let the voice say a word of the paper in another way, in this video."""

    word: Annotated[
        str, Meta(description="Word of the title or the abstract.", max_length=1000, examples=["NT-proBNP"])
    ]
    said: Annotated[
        str, Meta(description="How it is said; an empty text restores it.", max_length=1000, examples=["N T pro B N P"])
    ]


class SetSubtitle(_Edit, frozen=True, tag="set_subtitle"):
    """Let the voice say the title's subtitle or leave it out."""

    on: Annotated[bool, Meta(description="Whether it is said.", examples=[False])]


class SetGlance(_Edit, frozen=True, tag="set_glance"):
    """Show the study at a glance, or not."""

    on: Annotated[bool, Meta(description="Whether it is shown.", examples=[True])]


class AddMakerCard(_Edit, frozen=True, tag="add_maker_card"):
    """Add a card with a text of the makers."""

    text: _Text
    position: Annotated[int, Meta(description="Position that it then has, from 0.", examples=[3])]


class EditMakerCard(_Edit, frozen=True, tag="edit_maker_card"):
    """Change the text of a card of the makers."""

    position: _Position
    text: _Text


Operation: TypeAlias = (
    AddSentence
    | RemoveItem
    | MoveItem
    | SetCut
    | SetHeading
    | SetLayout
    | SetFigure
    | SetPronunciation
    | SetSubtitle
    | SetGlance
    | AddMakerCard
    | EditMakerCard
)
"""One edit. As JSON it has its tag as ``type``: {"type": "move_item", "position": 3, "to": 1}."""


class _Refused(Exception):
    """The operation itself makes no sense here."""

    def __init__(self, rule: str, remedy: str, item: int | None = None) -> None:
        super().__init__(rule)
        self.problem = Problem(rule, remedy)
        self.item = item


def apply(draft: Draft, operations: Iterable[Operation], paper: Paper) -> Draft:
    """The draft after all operations, in their order. Raises EditRefused for the first that cannot be done.

    What was wrong with the draft before keeps nobody from repairing it. No operation is looked at after one that is
    refused.
    """
    known = frozenset(problems_of_whole(paper, draft))
    for number, operation in enumerate(operations):
        try:
            edited, touched = _edited(draft, operation, paper)
        except _Refused as error:
            words = words_of(paper, draft.items[error.item]) if error.item is not None else ""
            raise EditRefused(number, Refusal(error.item, words, error.problem)) from error
        if touched is not None and (problem := problem_of(paper, edited.items[touched])):
            raise EditRefused(number, Refusal(touched, words_of(paper, edited.items[touched]), problem))
        problems = tuple(problems_of_whole(paper, edited))
        if made_wrong := next((each for each in problems if each not in known), None):
            raise EditRefused(number, Refusal(None, "", made_wrong))
        draft, known = edited, frozenset(problems)
    return draft


def _edited(draft: Draft, operation: Operation, paper: Paper) -> tuple[Draft, int | None]:
    """The draft after an operation, and the index of the item that it touched."""
    match operation:
        case AddSentence(index, position):
            return _added(draft, Reading(_source(paper, index)), position)
        case AddMakerCard(text, position):
            return _added(draft, MakerCard(composed(text)), position)
        case RemoveItem(position):
            return _removed(draft, position), None
        case MoveItem(position, to):
            return _moved(draft, position, to), to
        case SetCut(position, cut, on):
            return _with(draft, position, _cut(paper, draft, position, cut, on=on))
        case SetHeading(position, heading):
            return _with(draft, position, replace(_reading(draft, position), heading=composed(heading)))
        case SetLayout(position, layout):
            return _with(draft, position, _laid_out(_reading(draft, position), layout))
        case SetFigure(position, figure):
            return _with(draft, position, _shown_with(_reading(draft, position), figure))
        case EditMakerCard(position, text):
            if not isinstance(_item(draft, position), MakerCard):
                raise _Refused("The words of the paper cannot be changed.", "Choose a card of the makers.", position)
            return _with(draft, position, MakerCard(composed(text)))
        case SetPronunciation(word, said):
            others = tuple(pair for pair in draft.pronunciations if pair[0].casefold() != word.casefold())
            return replace(draft, pronunciations=(*others, (word, said)) if said else others), None
        case SetSubtitle(on):
            return replace(draft, subtitle=on), None
        case SetGlance(on):
            return replace(draft, glance=on), None


def _source(paper: Paper, index: int) -> Source:
    statements = read(paper)
    if not 0 <= index < len(statements):
        raise _Refused(f"The {paper.basis} has no sentence {index}.", f"It has sentences 0 to {len(statements) - 1}.")
    return statements[index].source


def _item(draft: Draft, position: int) -> Item:
    if not 0 <= position < len(draft.items):
        raise _Refused(f"The storyboard has no item {position}.", f"It has {len(draft.items)} items, counted from 0.")
    return draft.items[position]


def _reading(draft: Draft, position: int) -> Reading:
    item = _item(draft, position)
    if not isinstance(item, Reading):
        raise _Refused("A card of the makers has no cuts, heading or layout.", "Change its text.", position)
    return item


def _laid_out(reading: Reading, layout: Layout | None) -> Reading:
    """A figure fills the slide: it leaves with the layout that it needs."""
    return replace(reading, layout=layout, figure=None if layout and reading.figure else reading.figure)


def _shown_with(reading: Reading, figure: str | None) -> Reading:
    return replace(reading, figure=figure, layout=None if figure else reading.layout)


def _with(draft: Draft, position: int, item: Item) -> tuple[Draft, int]:
    return replace(draft, items=(*draft.items[:position], item, *draft.items[position + 1 :])), position


def _added(draft: Draft, item: Item, position: int) -> tuple[Draft, int]:
    items = draft.items
    if not 0 <= position <= len(items):
        raise _Refused(f"Nothing can be added at position {position}.", f"Choose a position from 0 to {len(items)}.")
    if isinstance(item, Reading) and item.source in {reading.source for reading in draft.readings}:
        raise _Refused("The video reads this sentence already.", "Move it instead.")
    return replace(draft, items=(*items[:position], item, *items[position:])), position


def _removed(draft: Draft, position: int) -> Draft:
    _item(draft, position)
    return replace(draft, items=(*draft.items[:position], *draft.items[position + 1 :]))


def _moved(draft: Draft, position: int, to: int) -> Draft:
    item = _item(draft, position)
    _item(draft, to)
    others = (*draft.items[:position], *draft.items[position + 1 :])
    return replace(draft, items=(*others[:to], item, *others[to:]))


def _cut(paper: Paper, draft: Draft, position: int, cut: int, *, on: bool) -> Reading:
    reading = _reading(draft, position)
    choices = cuts_of(paper, reading.source)
    if not 0 <= cut < len(choices):
        raise _Refused("There is no such passage to leave out.", f"This sentence has {len(choices)}.", position)
    made = set(cuts_made(paper, reading)) - {choices[cut].span}
    cuts = tuple(sorted(made | {choices[cut].span} if on else made))
    return replace(reading, cuts=None if cuts == usual_cuts(paper, reading.source) else cuts)
