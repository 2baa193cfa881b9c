"""Decides which word of a scene is highlighted when, and paints the highlight: it colours the paper, not the ink."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

import numpy as np
import numpy.typing as npt

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Box, Clip
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.outside import media

_AFTERGLOW = 0.3
"""Seconds that a word stays highlighted after it was spoken, unless the next one starts, so that nothing flickers."""

_MARGIN = 6
"""Pixels left and right of a word."""

_CORNER = 10
"""Radius of the corners, in pixels."""

_MARKER = (255, 222, 120)
"""On a light page: multiplied with the colours, like a felt pen."""

_GLOW = (26, 84, 92)
"""On a dark page: added to the colours (blend mode "screen")."""

_DARK = 128


@dataclass(frozen=True, slots=True)
class Highlight:
    """From frame ``at`` of the scene, word number ``word`` is highlighted, or no word if it is None."""

    at: int
    word: int | None


def highlights(clip: Clip, words: Mapping[int, tuple[Box, ...]]) -> tuple[Highlight, ...]:
    """The changes of the highlight during a clip. A spoken word that is not on the slide leaves no word highlighted."""
    spoken = [(number, word) for number, word in enumerate(chain.from_iterable(clip.sentences)) if number in words]
    changes: dict[int, int | None] = {}
    for (number, word), following in zip_longest(spoken, spoken[1:]):
        changes[round(word.start * FRAMES_PER_SECOND)] = number
        until = word.end + _AFTERGLOW
        if following is None or following[1].start > until:
            changes[round(until * FRAMES_PER_SECOND)] = None
    return tuple(Highlight(at, changes[at]) for at in sorted(changes) if at < clip.frames)


class Highlighter:
    """The picture of a slide on which one word at a time can be highlighted."""

    def __init__(self, slide: Slide) -> None:
        self._slide = slide
        self._highlighted: tuple[Box, ...] = ()

    @cached_property
    def _plain(self) -> media.Pixels:
        return media.to_yuv(self._slide.pixels)

    @cached_property
    def _picture(self) -> media.Pixels:
        return self._plain.copy()

    def highlight(self, word: int | None) -> media.Pixels:
        """The picture with only this word highlighted. The next call paints over the array."""
        boxes = tuple(_even(box, self._slide) for box in self._slide.words.get(word, ())) if word is not None else ()
        for box in self._highlighted:
            media.paste(media.cut(self._plain, box), self._picture, box)
        for box in boxes:
            media.paste(media.to_yuv(_painted(self._slide.pixels, box)), self._picture, box)
        self._highlighted = boxes
        return self._picture


def _even(box: Box, slide: Slide) -> Box:
    """The box with its margin, clipped to the picture, on even columns and rows: colour is stored per 2 x 2 pixels."""
    return Box(
        max(box.left - _MARGIN, 0) & ~1,
        max(box.top, 0) & ~1,
        min(box.right + _MARGIN + 1, slide.width) & ~1,
        min(box.bottom + 1, slide.height) & ~1,
    )


def _painted(pixels: media.Pixels, box: Box) -> media.Pixels:
    """The part of the slide inside the box, highlighted."""
    part = pixels[box.top : box.bottom, box.left : box.right].astype(np.uint16)
    is_dark = np.median(part) < _DARK
    painted = 255 - (255 - part) * (255 - np.array(_GLOW)) // 255 if is_dark else part * np.array(_MARKER) // 255
    shape = _rounded(*part.shape[:2])[..., None]
    return np.asarray(part + (painted - part) * shape, np.uint8)


def _rounded(height: int, width: int) -> npt.NDArray[np.float64]:
    """1 inside a rectangle with round corners, 0 outside, and a value between on the edge."""
    radius = min(_CORNER, height // 2, width // 2)
    across = np.maximum(radius - 0.5 - np.minimum(np.arange(width), np.arange(width)[::-1]), 0)
    down = np.maximum(radius - 0.5 - np.minimum(np.arange(height), np.arange(height)[::-1]), 0)
    return np.asarray(np.clip(radius + 0.5 - np.hypot(*np.meshgrid(across, down)), 0, 1))
