"""Encodes parts of a picture, in rows of macroblocks that ``h264`` puts into a picture as slices.

A part is small, and starting x264 takes longer than encoding it. So each encoder is kept for the next part.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from threading import Lock

import av
from av.video.codeccontext import VideoCodecContext

from videos.pipeline.artifacts import Box
from videos.pipeline.outside.media.failures import translated_errors
from videos.pipeline.outside.media.h264 import MACROBLOCK, Strip
from videos.pipeline.outside.media.picture import Pixels, cut
from videos.pipeline.outside.media.x264 import OPTIONS, configure

_WIDTHS = 8 * MACROBLOCK
"""Strips start and end at multiples of this many pixels, so that few encoders are needed, each for one width."""

_KEPT = 8
"""Encoders of 3.5 MB each."""

_ALONE = {**OPTIONS, "g": "1", "bf": "0", "tune": "stillimage,zerolatency"}
"""Each strip is encoded on its own and at once, as finely as a slide: a coarser one shows as a band on a plain page."""


def encode(picture: Pixels, boxes: Iterable[Box]) -> list[Strip]:
    """Encode the parts of a picture inside the boxes, in reading order. Raises EncodingFailed."""
    rows, width = picture.shape
    parts = _apart(_on_grid(box, width, rows * 2 // 3) for box in boxes)
    rows_of_parts = chain.from_iterable(map(_rows, parts))
    return [_strip(picture, row) for row in sorted(rows_of_parts, key=lambda row: (row.top, row.left))]


def _strip(picture: Pixels, row: Box) -> Strip:
    encoder = _encoder(row.right - row.left, row.bottom - row.top)
    return Strip(row.top // MACROBLOCK, row.left // MACROBLOCK, encoder(cut(picture, row)))


class _Encoder:
    """An x264 that encodes each picture on its own."""

    def __init__(self, width: int, height: int) -> None:
        self._codec = VideoCodecContext.create("libx264", "w")
        self._lock = Lock()
        self._width = width
        self._encoded = 0
        configure(self._codec, width, height)
        self._codec.options = _ALONE

    def __call__(self, picture: Pixels) -> bytes:
        frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p", width=self._width)
        with self._lock, translated_errors():
            frame.pts = self._encoded
            self._encoded += 1
            return b"".join(map(bytes, self._codec.encode(frame)))


_encoder = lru_cache(maxsize=_KEPT)(_Encoder)


def _on_grid(box: Box, width: int, height: int) -> Box:
    """The box widened to whole strips."""
    return Box(
        box.left // _WIDTHS * _WIDTHS,
        box.top // MACROBLOCK * MACROBLOCK,
        min(-(-box.right // _WIDTHS) * _WIDTHS, width),
        min(-(-box.bottom // MACROBLOCK) * MACROBLOCK, height),
    )


def _apart(boxes: Iterable[Box]) -> list[Box]:
    """The boxes, of which no two overlap: those that do are joined."""
    apart: list[Box] = []
    for box in boxes:
        joined = box
        while overlapping := [each for each in apart if _overlap(each, joined)]:
            apart = [each for each in apart if each not in overlapping]
            joined = _around([joined, *overlapping])
        apart.append(joined)
    return apart


def _overlap(one: Box, other: Box) -> bool:
    is_beside = one.right <= other.left or other.right <= one.left
    return not is_beside and one.top < other.bottom and other.top < one.bottom


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _rows(box: Box) -> Iterator[Box]:
    for top in range(box.top, box.bottom, MACROBLOCK):
        yield Box(box.left, top, box.right, min(top + MACROBLOCK, box.bottom))
