"""What the editor shows: the scenes with the items that they say, and the abstract beside them.

Each button holds an operation as the API takes it, so that the page can do no more than the API.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, groupby
from typing import Any

import msgspec

from videos.pipeline import editing
from videos.pipeline.artifacts import Layout, Paper, Scene, Source
from videos.pipeline.editing import Caution, Draft, Item, MakerCard, Operation, Reading
from videos.pipeline.review import ReviewedScene
from videos.pipeline.script import has_subtitle
from videos.pipeline.script.statements import Statement, read
from videos.pipeline.text_alternatives import describe

_LAYOUTS = {
    Layout.STATEMENT: "On its own",
    Layout.POINTS: "With its neighbours",
    Layout.FIGURE: "Number set large",
    Layout.QUOTATION: "Quotation",
    Layout.PICTURE: "Picture",
}
_SLIDES = {
    Layout.TITLE: "The title of the paper.",
    Layout.STATEMENT: "The sentence on a slide of its own.",
    Layout.POINTS: "The sentences as a list.",
    Layout.FIGURE: "The sentence beside its number, which is set large.",
    Layout.QUOTATION: "The sentence in quotation marks.",
    Layout.PICTURE: "A picture.",
    Layout.SOURCE: "The citation of the paper.",
    Layout.MAKER: "The note, marked as one of the makers of the video.",
    Layout.CLOSING: "The closing sentence of the makers of the video.",
}
_HEADINGS = {Layout.TITLE: "Title", Layout.SOURCE: "Source", Layout.CLOSING: "Closing card"}
_WORD = re.compile(r"[^\W\d_]{3,}(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence. One that may be left out has the operation that lets the voice say it, or leave it out."""

    text: str
    key: str = ""
    operation: str = ""
    is_said: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, with the operation that does so, and whether it is chosen."""

    key: str
    label: str
    operation: str
    is_made: bool


@dataclass(frozen=True, slots=True)
class BoardItem:
    """A sentence, or a card of the makers. ``key`` identifies it in every version, ``position`` in this one.

    ``up``, ``down`` and ``remove`` are operations; the first item has no way up, nor the last one down. ``write`` is
    the operation that sets its text, or its heading. ``words`` are those whose pronunciation can be set.
    """

    key: str
    position: int
    text: str
    is_card: bool
    up: str
    down: str
    remove: str
    write: str
    warnings: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()
    heading: str = ""
    layouts: tuple[Choice, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def has_cuts(self) -> bool:
        """Whether a passage of it may be left out."""
        return any(piece.operation for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class BoardScene:
    """A scene with the items that it says; one without items is fixed, and says what is ``spoken``.

    ``digest`` is the same for two pictures that are the same. ``alternative`` is the picture in words.
    """

    number: int
    heading: str
    layout: Layout
    seconds: float
    slides: int | None
    alternative: str
    digest: str
    spoken: tuple[str, ...]
    items: tuple[BoardItem, ...]


@dataclass(frozen=True, slots=True)
class AbstractLine:
    """A sentence of the abstract, and the operation that adds it to the script or drops it."""

    key: str
    index: int
    text: str
    is_used: bool
    operation: str


@dataclass(frozen=True, slots=True)
class AbstractPart:
    """The sentences under one heading of the abstract, "" without one."""

    heading: str
    lines: tuple[AbstractLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All that may be edited. ``subtitle`` is None if the title has none that may be left out."""

    scenes: tuple[BoardScene, ...]
    abstract: tuple[AbstractPart, ...]
    subtitle: Choice | None
    glance: Choice
    pronunciations: tuple[tuple[str, str, str], ...]
    places: int
    warnings: tuple[str, ...]


def board(paper: Paper, draft: Draft, scenes: Sequence[ReviewedScene], warnings: Sequence[Caution]) -> Board:
    """What a draft of a paper, laid out as ``scenes``, looks like in the editor."""
    subtitle = Choice("subtitle", "Say the subtitle", _json(editing.SetSubtitle(not draft.subtitle)), draft.subtitle)
    return Board(
        scenes=tuple(_scenes(scenes, draft, tuple(_items(paper, draft, warnings)))),
        abstract=tuple(_abstract(paper, draft)),
        subtitle=subtitle if has_subtitle(paper) else None,
        glance=Choice("glance", "Show the study at a glance", _json(editing.SetGlance(not draft.glance)), draft.glance),
        pronunciations=tuple(
            (word, said, _json(editing.SetPronunciation(word, ""))) for word, said in draft.pronunciations
        ),
        places=len(draft.items),
        warnings=tuple(warning.text for warning in warnings if warning.item is None),
    )


def _json(operation: Operation) -> str:
    return msgspec.json.encode(operation).decode()


def _items(paper: Paper, draft: Draft, warnings: Sequence[Caution]) -> Iterator[BoardItem]:
    known = editing.indices(paper)
    cards = count(1)
    for position, item in enumerate(draft.items):
        moves: dict[str, Any] = {
            "position": position,
            "up": _json(editing.MoveItem(position, position - 1)) if position else "",
            "down": _json(editing.MoveItem(position, position + 1)) if position < len(draft.items) - 1 else "",
            "remove": _json(editing.RemoveItem(position)),
            "warnings": tuple(warning.text for warning in warnings if warning.item == position),
        }
        if isinstance(item, MakerCard):
            write = _json(editing.EditMakerCard(position, item.text))
            yield BoardItem(key=f"card{next(cards)}", text=item.text, is_card=True, write=write, **moves)
        else:
            key = f"sentence{known[item.source]}"
            yield BoardItem(key=key, is_card=False, **moves, **_of_sentence(paper, item, key, position))


def _of_sentence(paper: Paper, reading: Reading, key: str, position: int) -> dict[str, Any]:
    """The fields of an item that only a sentence has."""
    text = paper.at(reading.source).text
    return {
        "text": text,
        "write": _json(editing.SetHeading(position, reading.heading)),
        "pieces": tuple(_pieces(paper, reading, key, position)),
        "heading": reading.heading,
        "layouts": tuple(_layouts(paper, reading, key, position)),
        "words": tuple(dict.fromkeys(_WORD.findall(text))),
    }


def _pieces(paper: Paper, reading: Reading, key: str, position: int) -> Iterator[Piece]:
    text = paper.at(reading.source).text
    made = editing.cuts_made(paper, reading)
    reached = 0
    for number, cut in enumerate(editing.cuts_of(paper, reading.source)):
        start, end = cut.span
        is_said = cut.span not in made
        yield Piece(text[reached:start])
        yield Piece(text[start:end], f"{key}-cut{number}", _json(editing.SetCut(position, number, is_said)), is_said)
        reached = end
    yield Piece(text[reached:])


def _layouts(paper: Paper, reading: Reading, key: str, position: int) -> Iterator[Choice]:
    automatic = _json(editing.SetLayout(position, None))
    yield Choice(f"{key}-automatic", "Automatic", automatic, reading.layout is None)
    for layout in editing.layouts_of(paper, reading):
        operation = _json(editing.SetLayout(position, layout))
        yield Choice(f"{key}-{layout}", _LAYOUTS[layout], operation, reading.layout is layout)


def _scenes(scenes: Sequence[ReviewedScene], draft: Draft, items: Sequence[BoardItem]) -> Iterator[BoardScene]:
    """The scenes, each with the items that it begins."""
    remaining = list(zip(draft.items, items, strict=True))
    for number, each in enumerate(scenes, start=1):
        scene = each.scene
        own = [shown for item, shown in remaining if _says(scene, item)][: 1 if scene.layout is Layout.MAKER else None]
        remaining = [pair for pair in remaining if pair[1] not in own]
        yield BoardScene(
            number=number,
            heading=scene.label or _HEADINGS.get(scene.layout, "Without a heading"),
            layout=scene.layout,
            seconds=each.seconds,
            slides=each.slides,
            alternative=describe(scene.picture) if scene.picture else _SLIDES[scene.layout],
            digest=_digest(scene, number, len(scenes)),
            spoken=tuple(sentence.spoken for sentence in scene.sentences),
            items=tuple(own),
        )


def _says(scene: Scene, item: Item) -> bool:
    """Whether a scene says an item, or the beginning of it."""
    if isinstance(item, MakerCard):
        return scene.layout is Layout.MAKER and scene.sentences[-1].spoken == item.text
    place = item.source
    sources = [sentence.source for sentence in scene.sentences if sentence.source]
    return any(each.section == place.section and place.start <= each.start < place.end for each in sources)


def _digest(scene: Scene, number: int, scenes: int) -> str:
    """What a slide looks like: it also shows how far the video is."""
    return sha256(msgspec.json.encode((scene, number, scenes))).hexdigest()[:16]


def _abstract(paper: Paper, draft: Draft) -> Iterator[AbstractPart]:
    positions = {item.source: place for place, item in enumerate(draft.items) if isinstance(item, Reading)}
    statements = list(enumerate(read(paper)))
    for heading, run in groupby(statements, key=lambda pair: pair[1].label):
        yield AbstractPart(
            heading.capitalize() if heading.isupper() else heading,
            tuple(_line(index, statement, statements, positions) for index, statement in run),
        )


def _line(
    index: int, statement: Statement, statements: Sequence[tuple[int, Statement]], positions: Mapping[Source, int]
) -> AbstractLine:
    place = positions.get(statement.source)
    if place is None:
        earlier = (positions[each.source] + 1 for number, each in statements[:index] if each.source in positions)
        operation: Operation = editing.AddSentence(index, max(earlier, default=0))
    else:
        operation = editing.RemoveItem(place)
    return AbstractLine(f"abstract{index}", index, statement.text.text, place is not None, _json(operation))
