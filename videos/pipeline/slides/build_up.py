"""Builds a picture up: its parts appear when the voice says their first words."""

import json
from dataclasses import asdict, dataclass, replace
from itertools import islice

from videos.pipeline.artifacts import Paper, Scene, Script
from videos.pipeline.slides.deck import Brand, decks
from videos.pipeline.slides.picture_words import Spelling
from videos.pipeline.slides.typesetting import Page, Typesetter

_PLAIN = Brand()


@dataclass(frozen=True, slots=True)
class Stage:
    """A page that is shown from the start of a word on. ``word`` is the number of the word in its scene."""

    word: int
    page: Page


def stages(script: Script, number: int, typesetter: Typesetter, brand: Brand = _PLAIN) -> tuple[Stage, ...]:
    """The pages of scene ``number``, counted from 0, in their order: one, or as many as its picture is built up in.

    The last one is the whole slide. Each costs as much as a slide. Raises SlidesFailed as ``typeset`` does.
    """
    scene = script.scenes[number]
    deck = next(islice(decks(script, brand), number, None))
    return tuple(
        Stage(word, typesetter.page(json.dumps(asdict(replace(deck, scene=replace(deck.scene, shown=shown))))))
        for word, shown in moments(scene, script.paper)
    )


def moments(scene: Scene, paper: Paper) -> list[tuple[int, tuple[int, ...] | None]]:
    """The word at which each stage begins, and the parts that it shows; None for all.

    The first stage begins with the scene, so that no slide is empty. A part of which no word is spoken appears with the
    part before it.
    """
    if scene.picture is None:
        return [(0, None)]
    spelling = Spelling.of(scene, paper)
    words: list[int] = []
    for part in scene.picture.parts:
        heard = [number for each in part if (number := spelling.first_heard(each)) is not None]
        words.append(min(heard) if heard else words[-1] if words else 0)
    starts = sorted(set(words))
    shown = [tuple(part for part, word in enumerate(words) if word <= start) for start in starts]
    return [(0, None)] if len(starts) < 2 else list(zip([0, *starts[1:]], [*shown[:-1], None], strict=True))
