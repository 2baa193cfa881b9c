"""Decides which words of a scene are highlighted when, and paints the highlight: it colours the paper, not the ink.

Either each word is highlighted while it is spoken, or each phrase, more softly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

import numpy as np
import numpy.typing as npt

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Box, Clip, Word
from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.outside import media

_AFTERGLOW = 0.3
"""Seconds that words stay highlighted after they were spoken, unless the next start, so that nothing flickers."""

_MARGIN = 6
"""Pixels left and right of a word."""

_EDGE = 0.12
"""The part of a box above and below its letters that is not marked: a box begins in the line above."""

_CORNER = 10
"""Radius of the corners, in pixels."""

_WORD_SPACE = 1.5
"""Boxes of a phrase are joined if the gap between them is at most this part of their height: they share a line."""

_DARK = 128


@dataclass(frozen=True, slots=True)
class Marker:
    """Colours of a highlight: ``light`` is multiplied with a light page like a felt pen, ``dark`` added to a dark one.

    (``dark`` is the blend mode "screen".)
    """

    light: tuple[int, int, int]
    dark: tuple[int, int, int]


FOR_WORDS = Marker((255, 222, 120), (26, 84, 92))
FOR_PHRASES = Marker((255, 243, 205), (14, 44, 50))


Words = range
"""Numbers of words that are highlighted together."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """From frame ``at`` of the scene these words are highlighted, or none."""

    at: int
    words: Words | None


def each_word(clip: Clip) -> list[Words]:
    """The words of a clip, one by one."""
    return [range(number, number + 1) for number in range(sum(map(len, clip.sentences)))]


def highlights(clip: Clip, groups: Iterable[Words], boxes: Mapping[int, tuple[Box, ...]]) -> tuple[Highlight, ...]:
    """The changes of the highlight during a clip whose words are highlighted in ``groups``.

    A group lasts from the start of its first word on the slide, the keys of ``boxes``, to the end of its last.
    """
    words = list(chain.from_iterable(clip.sentences))
    spoken = [group for group in groups if any(number in boxes for number in group)]
    changes: dict[int, Words | None] = {}
    for group, following in zip_longest(spoken, spoken[1:]):
        shown = [words[number] for number in group if number in boxes]
        changes[round(shown[0].start * FRAMES_PER_SECOND)] = group
        until = shown[-1].end + _AFTERGLOW
        if following is None or _start(following, words, boxes) > until:
            changes[round(until * FRAMES_PER_SECOND)] = None
    return tuple(Highlight(at, changes[at]) for at in sorted(changes) if at < clip.frames)


def _start(group: Words, words: Sequence[Word], boxes: Mapping[int, tuple[Box, ...]]) -> float:
    return next(words[number].start for number in group if number in boxes)


class Highlighter:
    """The picture of a slide on which some words at a time can be highlighted."""

    def __init__(self, slide: SlideLike, plain: media.Pixels, marker: Marker) -> None:
        """``plain`` is the picture of the slide, which stays as it is."""
        self._slide = slide
        self._marker = marker
        self._plain = plain
        self._highlighted: tuple[Box, ...] = ()
        self._replaced: tuple[Box, ...] = ()

    @cached_property
    def _picture(self) -> media.Pixels:
        return self._plain.copy()

    def show(self, slide: SlideLike) -> None:
        """Go on with another look of the slide, on which the next call highlights words."""
        plain = self._plain.copy()
        for box in _difference(self._slide, slide):
            part = media.to_yuv(slide.pixels[box.top : box.bottom, box.left : box.right])
            media.paste(part, plain, box)
            media.paste(part, self._picture, box)
            self._replaced += (box,)
        self._slide, self._plain = slide, plain

    def highlight(self, words: Words | None) -> media.Painted:
        """The picture with only these words highlighted. The next call paints over the array."""
        found = [box for number in words or () for box in self._slide.words.get(number, ())]
        boxes = tuple(_even(_without_edges(box), self._slide) for box in _joined(found))
        changed = (*self._replaced, *self._highlighted, *boxes)
        for box in self._highlighted:
            media.paste(media.cut(self._plain, box), self._picture, box)
        for box in boxes:
            media.paste(media.to_yuv(_painted(self._slide.pixels, box, self._marker)), self._picture, box)
        self._replaced, self._highlighted = (), boxes
        return media.Painted(self._picture, changed)


def _difference(one: SlideLike, other: SlideLike) -> Iterator[Box]:
    """The part in which two looks of a slide differ, if they do."""
    rows = np.flatnonzero((one.pixels != other.pixels).any(axis=(1, 2)))
    if rows.size:
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        columns = np.flatnonzero((one.pixels[top:bottom] != other.pixels[top:bottom]).any(axis=(0, 2)))
        yield _even(Box(int(columns[0]), top, int(columns[-1]) + 1, bottom), other)


def _joined(boxes: Sequence[Box]) -> Iterator[Box]:
    """The boxes, those of neighbours in a line as one."""
    line: Box | None = None
    for box in boxes:
        if line and _continues(line, box):
            line = Box(line.left, min(line.top, box.top), box.right, max(line.bottom, box.bottom))
        else:
            if line:
                yield line
            line = box
    if line:
        yield line


def _continues(line: Box, box: Box) -> bool:
    height = line.bottom - line.top
    is_beside = 0 <= box.left - line.right <= _WORD_SPACE * height
    return is_beside and abs((box.top + box.bottom) - (line.top + line.bottom)) < height


def _without_edges(box: Box) -> Box:
    edge = round(_EDGE * (box.bottom - box.top))
    return Box(box.left, box.top + edge, box.right, box.bottom - edge)


def _even(box: Box, slide: SlideLike) -> Box:
    """The box with its margin, clipped to the picture, on even columns and rows: colour is stored per 2 x 2 pixels."""
    return Box(
        max(box.left - _MARGIN, 0) & ~1,
        max(box.top, 0) & ~1,
        min(box.right + _MARGIN + 1, slide.width) & ~1,
        min(box.bottom + 1, slide.height) & ~1,
    )


def _painted(pixels: media.Pixels, box: Box, marker: Marker) -> media.Pixels:
    """The part of the slide inside the box, highlighted."""
    part = pixels[box.top : box.bottom, box.left : box.right].astype(np.uint16)
    is_dark = np.median(part) < _DARK
    painted = (
        255 - (255 - part) * (255 - np.array(marker.dark)) // 255 if is_dark else part * np.array(marker.light) // 255
    )
    shape = _rounded(*part.shape[:2])[..., None]
    return np.asarray(part + (painted - part) * shape, np.uint8)


def _rounded(height: int, width: int) -> npt.NDArray[np.float64]:
    """1 inside a rectangle with round corners, 0 outside, and a value between on the edge."""
    radius = min(_CORNER, height // 2, width // 2)
    across = np.maximum(radius - 0.5 - np.minimum(np.arange(width), np.arange(width)[::-1]), 0)
    down = np.maximum(radius - 0.5 - np.minimum(np.arange(height), np.arange(height)[::-1]), 0)
    return np.asarray(np.clip(radius + 0.5 - np.hypot(*np.meshgrid(across, down)), 0, 1))
