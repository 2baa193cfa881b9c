"""The storyboard as its editor needs it: each item with what may be changed about it, and what viewers would miss."""

from collections.abc import Iterator
from dataclasses import dataclass

from videos.pipeline import timing
from videos.pipeline.artifacts import Layout, Paper, Scene, Script, Source
from videos.pipeline.editing.changes import changes
from videos.pipeline.editing.choices import cuts_made, cuts_of, figures_of, layouts_of
from videos.pipeline.editing.draft import Draft, MakerCard, Reading, indices
from videos.pipeline.editing.rules import words_of
from videos.pipeline.editing.verdict import Caution, Verdict, check
from videos.pipeline.options import Length
from videos.pipeline.script import SECONDS, has_subtitle
from videos.pipeline.storyboard import Edits


@dataclass(frozen=True, slots=True)
class BoardCut:
    """A passage that the voice may leave out. ``number`` is the one that SetCut takes; ``on``: it is left out."""

    number: int
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class BoardItem:
    """An item of a draft.

    ``text`` is the whole sentence of the abstract, number ``index`` in it, or the text of a card, whose ``index`` is
    None. ``heading``, ``layout`` and ``figure`` are what a person chose, a figure by its name, "" for none; ``layouts``
    and ``figures`` are those that may be chosen. ``scene`` is the number of the scene that says it, from 1; None if the
    script does not say it.
    """

    position: int
    index: int | None
    text: str
    heading: str
    layout: Layout | None
    layouts: tuple[Layout, ...]
    figure: str | None
    figures: tuple[str, ...]
    cuts: tuple[BoardCut, ...]
    scene: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A draft as its editor needs it.

    ``promised_seconds`` is the longest duration that the length promises, and that of the closing card. ``changes`` are
    those since the automatic script. ``has_subtitle`` says whether there is one that may be left out.
    """

    items: tuple[BoardItem, ...]
    warnings: tuple[Caution, ...]
    changes: tuple[str, ...]
    promised_seconds: float
    subtitle: bool
    has_subtitle: bool
    glance: bool
    pronunciations: tuple[tuple[str, str], ...]


def board_of(script: Script, draft: Draft, length: Length) -> Board:
    """The board of a draft and the ``script`` that was made of it, with its closing card."""
    paper = script.paper
    return Board(
        items=tuple(_items(script, draft)),
        warnings=tuple(_warnings(check(paper, draft, length))),
        changes=changes(draft.automatic, draft, paper),
        promised_seconds=SECONDS[length] + _closing_seconds(script),
        subtitle=draft.subtitle,
        has_subtitle=has_subtitle(paper),
        glance=draft.glance,
        pronunciations=draft.pronunciations,
    )


def edits_of(paper: Paper, draft: Draft, length: Length) -> Edits | None:
    """What a person changed and which warnings were ignored; None if nothing was."""
    edits = Edits(
        changes=changes(draft.automatic, draft, paper),
        warnings=tuple(warning.text for warning in _warnings(check(paper, draft, length))),
    )
    return edits if edits.changes or edits.warnings else None


def _warnings(verdict: Verdict) -> Iterator[Caution]:
    """The warnings; and the refusals, which an accepted draft has only after a rule became stricter."""
    yield from (Caution(refusal.item, str(refusal)) for refusal in verdict.refusals)
    yield from verdict.warnings


def _closing_seconds(script: Script) -> float:
    durations = zip(script.scenes, timing.of_each(script.scenes), strict=True)
    return sum(seconds for scene, seconds in durations if scene.layout is Layout.CLOSING)


def _items(script: Script, draft: Draft) -> Iterator[BoardItem]:
    paper, known = script.paper, indices(script.paper)
    cards = iter([number for number, scene in enumerate(script.scenes, start=1) if scene.layout is Layout.MAKER])
    for position, item in enumerate(draft.items):
        words = words_of(paper, item)
        if isinstance(item, MakerCard):
            yield BoardItem(position, None, words, "", None, (), None, (), (), next(cards, None))
        else:
            layouts, cuts = layouts_of(paper, item), tuple(_cuts(paper, item))
            yield BoardItem(
                position=position,
                index=known.get(item.source),
                text=words,
                heading=item.heading,
                layout=item.layout,
                layouts=layouts,
                figure=item.figure,
                figures=figures_of(paper),
                cuts=cuts,
                scene=_scene_of(item.source, script.scenes),
            )


def _cuts(paper: Paper, item: Reading) -> Iterator[BoardCut]:
    made = cuts_made(paper, item)
    for number, choice in enumerate(cuts_of(paper, item.source)):
        yield BoardCut(number, choice.text, choice.span in made)


def _scene_of(place: Source, scenes: tuple[Scene, ...]) -> int | None:
    """The number of the first scene that says a sentence, or a part of it."""
    for number, scene in enumerate(scenes, start=1):
        sources = [sentence.source for sentence in scene.sentences if sentence.source]
        if any(each.section == place.section and place.start <= each.start < place.end for each in sources):
            return number
    return None
