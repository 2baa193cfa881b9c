"""What the editor shows: the scenes with the items that they say, and the abstract beside them.

Each button holds an operation as the API takes it, so that the page can do no more than the API.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

import msgspec

from videos.jobs import storyboards
from videos.models import Storyboard
from videos.pipeline import editing
from videos.pipeline.artifacts import Layout, Paper, Scene
from videos.pipeline.editing import Board, BoardItem, Item, MakerCard, Operation, Reading
from videos.pipeline.review import ReviewedScene, review
from videos.pipeline.script.statements import read
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
_UNSURE_SECONDS = 1.0
_WORD = re.compile(r"(?:[^\W\d_]{5,}|[A-Z]{2,}[^\W\d_]*)(?:[-'’][^\W\d_]+)*")
"""Words that a voice may not know: long ones, and short forms."""
_ENDS = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, with the operation that does so, and whether it is chosen."""

    key: str
    label: str
    operation: str
    is_made: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence. One that may be left out has the operation that does so, or lets the voice say it."""

    text: str
    key: str = ""
    operation: str = ""
    is_said: bool = True


@dataclass(frozen=True, slots=True)
class DeskItem:
    """A sentence, or a card of the makers. ``key`` identifies it in every version, its position in this one.

    ``up``, ``down`` and ``remove`` are operations; the first item has no way up, nor the last one down. ``write`` sets
    the heading of a sentence, or the text of a card. ``words`` are those whose pronunciation can be set.
    """

    key: str
    item: BoardItem
    is_card: bool
    up: str
    down: str
    remove: str
    write: str
    pieces: tuple[Piece, ...]
    layouts: tuple[Choice, ...]
    figures: tuple[Choice, ...]
    words: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskScene:
    """A scene with the items that it says; one without items is fixed, and says what is ``spoken``.

    ``alternative`` is the slide in words. ``digest`` is the same for two slides that look the same.
    """

    number: int
    heading: str
    layout: Layout
    seconds: float
    slides: int | None
    alternative: str
    digest: str
    spoken: tuple[str, ...]
    items: tuple[DeskItem, ...]


@dataclass(frozen=True, slots=True)
class AbstractPart:
    """The sentences under one heading of the abstract, "" without one, each with what adds it or drops it."""

    heading: str
    sentences: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the editor shows of a version. ``subtitle`` is None if the title has none that may be left out.

    ``basis`` names the text whose sentences are in ``abstract``. ``warnings`` are those of the whole video;
    ``cautions`` counts all.
    """

    version: Storyboard
    seconds: float
    promised_seconds: float
    can_undo: bool
    can_redo: bool
    can_reset: bool
    scenes: tuple[DeskScene, ...]
    basis: str
    abstract: tuple[AbstractPart, ...]
    places: int
    subtitle: Choice | None
    glance: Choice
    new_card: str
    pronunciations: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]
    cautions: int

    @property
    def items(self) -> tuple[DeskItem, ...]:
        """All items, in order."""
        return tuple(
            sorted((item for scene in self.scenes for item in scene.items), key=lambda item: item.item.position)
        )

    @property
    def is_long(self) -> bool:
        """Whether the video is longer than its length promises; an estimate is not exact."""
        return self.seconds > self.promised_seconds + _UNSURE_SECONDS


def desk(version: Storyboard) -> Desk:
    """What the editor shows of a version. Raises StoryboardUnreadable."""
    script, draft, board = storyboards.script_of(version), storyboards.draft_of(version), storyboards.board(version)
    seen = review(script, storyboards.laid_out_of(version))
    items = tuple(_items(script.paper, draft.items, board))
    subtitle = Choice("subtitle", "Say the subtitle", _json(editing.SetSubtitle(not board.subtitle)), board.subtitle)
    return Desk(
        version=version,
        seconds=seen.seconds,
        promised_seconds=board.promised_seconds,
        can_undo=version.edited_from is not None,
        can_redo=storyboards.can_redo(version),
        can_reset=bool(board.changes),
        scenes=tuple(_scenes(seen.scenes, items)),
        basis=script.paper.basis,
        abstract=tuple(_abstract(script.paper, board.items)),
        places=len(items),
        subtitle=subtitle if board.has_subtitle else None,
        glance=Choice("glance", "Show the study at a glance", _json(editing.SetGlance(not board.glance)), board.glance),
        new_card=_json(editing.AddMakerCard("", len(items))),
        pronunciations=tuple(
            (word, said, _json(editing.SetPronunciation(word, ""))) for word, said in board.pronunciations
        ),
        warnings=tuple(warning.text for warning in board.warnings if warning.item is None),
        cautions=len(board.warnings),
    )


def key_of(items: Sequence[BoardItem], position: int) -> str:
    """What identifies an item on the page; a card by its place among the cards."""
    item = items[position]
    if item.index is not None:
        return f"sentence{item.index}"
    return f"card{sum(each.index is None for each in items[: position + 1])}"


def _json(operation: Operation) -> str:
    return msgspec.json.encode(operation).decode()


def _items(paper: Paper, drafted: Sequence[Item], board: Board) -> Iterator[DeskItem]:
    last = len(board.items) - 1
    for item, chosen in zip(board.items, drafted, strict=True):
        key, position = key_of(board.items, item.position), item.position
        is_card = isinstance(chosen, MakerCard)
        write: Operation = (editing.EditMakerCard if is_card else editing.SetHeading)(position, "")
        yield DeskItem(
            key=key,
            item=item,
            is_card=is_card,
            up=_json(editing.MoveItem(position, position - 1)) if position else "",
            down=_json(editing.MoveItem(position, position + 1)) if position < last else "",
            remove=_json(editing.RemoveItem(position)),
            write=_json(write),
            pieces=tuple(_pieces(paper, chosen, item, key)) if isinstance(chosen, Reading) else (Piece(item.text),),
            layouts=() if is_card else tuple(_layouts(item, key)),
            figures=tuple(_figures(paper, item, key)) if item.figures else (),
            words=() if is_card else tuple(dict.fromkeys(_WORD.findall(item.text))),
            warnings=tuple(warning.text for warning in board.warnings if warning.item == position),
        )


def _pieces(paper: Paper, reading: Reading, item: BoardItem, key: str) -> Iterator[Piece]:
    """The sentence in pieces. The spaces around a passage that may be left out belong to its neighbours."""
    reached = 0
    for choice, cut in zip(editing.cuts_of(paper, reading.source), item.cuts, strict=True):
        start, end = choice.span
        before, passage, after = _ENDS.match(item.text[start:end]).groups()  # type: ignore[union-attr]  # always matches
        yield Piece(item.text[reached:start] + before)
        operation = _json(editing.SetCut(item.position, cut.number, not cut.on))
        yield Piece(passage, f"{key}-cut{cut.number}", operation, not cut.on)
        yield Piece(after)
        reached = end
    yield Piece(item.text[reached:])


def _layouts(item: BoardItem, key: str) -> Iterator[Choice]:
    yield Choice(f"{key}-automatic", "Automatic", _json(editing.SetLayout(item.position, None)), item.layout is None)
    for layout in item.layouts:
        operation = _json(editing.SetLayout(item.position, layout))
        yield Choice(f"{key}-{layout}", _LAYOUTS[layout], operation, item.layout is layout)


def _figures(paper: Paper, item: BoardItem, key: str) -> Iterator[Choice]:
    """The figures with the first words of their captions."""
    captions = {each.name: editing.opening(each.figure.caption.text.text) for each in paper.figures}
    named = [(None, "Automatic"), ("", "No figure"), *((name, f"{name}: {captions[name]}") for name in item.figures)]
    for number, (name, label) in enumerate(named):
        operation = _json(editing.SetFigure(item.position, name))
        yield Choice(f"{key}-figure{number}", label, operation, item.figure == name)


def _scenes(scenes: Sequence[ReviewedScene], items: Sequence[DeskItem]) -> Iterator[DeskScene]:
    for number, each in enumerate(scenes, start=1):
        scene = each.scene
        yield DeskScene(
            number=number,
            heading=scene.label or _HEADINGS.get(scene.layout, "Without a heading"),
            layout=scene.layout,
            seconds=each.seconds,
            slides=each.slides,
            alternative=describe(scene.picture) if scene.picture else _SLIDES[scene.layout],
            digest=_digest(scene, number, len(scenes)),
            spoken=tuple(sentence.spoken for sentence in scene.sentences),
            items=tuple(item for item in items if item.item.scene == number),
        )


def _digest(scene: Scene, number: int, scenes: int) -> str:
    """What a slide looks like. It also shows how far the video is."""
    return sha256(msgspec.json.encode((scene, number, scenes))).hexdigest()[:16]


def _abstract(paper: Paper, items: Sequence[BoardItem]) -> Iterator[AbstractPart]:
    positions = {item.index: item.position for item in items if item.index is not None}
    for heading, run in groupby(enumerate(read(paper)), key=lambda pair: pair[1].label):
        sentences = tuple(_sentence(index, statement.text.text, positions) for index, statement in run)
        yield AbstractPart(heading.capitalize() if heading.isupper() else heading, sentences)


def _sentence(index: int, text: str, positions: Mapping[int, int]) -> Choice:
    """A sentence of the abstract. It is added after those that come before it there."""
    if index in positions:
        operation: Operation = editing.RemoveItem(positions[index])
    else:
        place = max((position + 1 for other, position in positions.items() if other < index), default=0)
        operation = editing.AddSentence(index, place)
    return Choice(f"abstract{index}", text, _json(operation), index in positions)
