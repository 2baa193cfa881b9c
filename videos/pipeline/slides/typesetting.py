"""Lays out the scenes of a script, divides those that do not fit, and draws the slides when they are needed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt

from videos.pipeline import scene_splitting
from videos.pipeline.artifacts import Box, Paper, Scene, Script
from videos.pipeline.artifacts.media import Slide, SlideLike, Stage
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.progress import Report, silent
from videos.pipeline.slides.build_up import moments
from videos.pipeline.slides.deck import Brand, Deck, as_json, deck_of

logger = logging.getLogger(__name__)


class Page(Protocol):
    """A page that is laid out and can be drawn. ``made_from`` identifies it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    @property
    def made_from(self) -> bytes:
        """A digest of all that decides how the page looks."""

    def draw(self) -> Slide:
        """Draw the page as a picture, the same one each time."""


class Typesetter(Protocol):
    """Lays out the page that a template makes from a JSON text."""

    def page(self, data: str) -> Page:
        """Lay out a page, which can be drawn at any later time. Raises SlidesFailed, or DoesNotFit, a kind of it."""


_PLAIN = Brand()


class _PageSlide:
    """The slide of pages, drawn when its pixels or words are first read: it takes 9 ms to draw, and 6 MB of memory."""

    def __init__(self, page: Page, later: tuple[Stage, ...]) -> None:
        self._page = page
        self.later = later
        self.made_from = page.made_from
        self.width, self.height = page.size

    @cached_property
    def _drawn(self) -> Slide:
        return self._page.draw()

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        return self._drawn.pixels

    @property
    def words(self) -> Mapping[int, tuple[Box, ...]]:
        return self._drawn.words

    @property
    def whole(self) -> SlideLike:
        return self.later[-1].draw() if self.later else self


class Slides(Sequence[SlideLike]):
    """The slides of a script. The last two are kept, since each scene is encoded together with the next one.

    ``script`` is the script that they show, one scene per slide. A slide is drawn as it looks at the start of its
    scene; its ``later`` looks are drawn when they are needed.
    """

    def __init__(self, script: Script, pages: Sequence[Sequence[tuple[int, Page]]]) -> None:
        self.script = script
        self._pages = pages
        self._kept = lru_cache(maxsize=2)(self._slide)

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> SlideLike: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[SlideLike]: ...

    def __getitem__(self, index: int | slice) -> SlideLike | Sequence[SlideLike]:
        numbers = range(len(self))[index]
        return self._kept(numbers) if isinstance(numbers, int) else [self[number] for number in numbers]

    def _slide(self, number: int) -> SlideLike:
        (_, first), *others = self._pages[number]
        return _PageSlide(first, tuple(Stage(word, page.made_from, page.draw) for word, page in others))


def typeset(script: Script, typesetter: Typesetter, report: Report = silent, brand: Brand = _PLAIN) -> Slides:
    """Lay out the scenes of a script in their order.

    A scene that does not fit on its slide is divided. The ``script`` of the result is then longer than the given one,
    and is the one to narrate. Raises SlidesFailed if a scene does not fit even then.
    """
    slides = _laid_out(script, typesetter, brand)
    report(1.0)
    return slides


_AROUND_THE_SCENE = frozenset({"The banner", "The label", "The citation"})


def _laid_out(script: Script, typesetter: Typesetter, brand: Brand) -> Slides:
    """Lay out every scene, and divide those that do not fit."""
    pages: list[list[tuple[int, Page]]] = []
    while len(pages) < len(script.scenes):
        number = len(pages)
        scene = script.scenes[number]
        try:
            pages.append(_looks(deck_of(scene, script, brand), scene, script.paper, typesetter))
        except DoesNotFit as error:
            is_around = error.what in _AROUND_THE_SCENE
            longer = None if is_around else scene_splitting.split(script, number)
            if longer is None:
                raise DoesNotFit(f"{error.what} of scene {number + 1}") from error
            logger.info("%s of scene %d does not fit on one slide and is divided", error.what, number + 1)
            script = longer
    return Slides(script, pages)


def _looks(deck: Deck, scene: Scene, paper: Paper, typesetter: Typesetter) -> list[tuple[int, Page]]:
    """The pages of a scene in order, each with the word from which it is shown. Raises DoesNotFit.

    The labels of a picture are made smaller only if it does not fit otherwise.
    """
    try:
        return _pages(deck, scene, paper, typesetter)
    except DoesNotFit:
        if scene.picture is None:
            raise
        return _pages(replace(deck, scene=replace(deck.scene, tight=True)), scene, paper, typesetter)


def _pages(deck: Deck, scene: Scene, paper: Paper, typesetter: Typesetter) -> list[tuple[int, Page]]:
    return [(word, typesetter.page(as_json(_showing(deck, parts)))) for word, parts in moments(scene, paper)]


def _showing(deck: Deck, parts: tuple[int, ...] | None) -> Deck:
    return replace(deck, scene=replace(deck.scene, shown=parts))
