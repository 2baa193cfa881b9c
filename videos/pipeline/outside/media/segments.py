"""Encodes the pictures of a scene.

Each slide is encoded once, as a key frame. Of a changed picture only the part that changes is encoded (``strips``); the
rest, repeated pictures and those of a fade are written by hand (``h264``), unless x264 is to encode all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from videos.pipeline.artifacts import Box
from videos.pipeline.outside.media import strips
from videos.pipeline.outside.media.failures import translated_errors
from videos.pipeline.outside.media.h264 import CodedFrame, Gop
from videos.pipeline.outside.media.picture import Pixels
from videos.pipeline.outside.media.x264 import configure


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """The encoded picture that a scene starts with or fades to."""

    width: int
    height: int
    coded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture that differs from the one before only inside the boxes, whose edges are on even columns and rows."""

    picture: Pixels = field(repr=False)
    changed: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FrameChange:
    """The picture from frame ``at`` of a scene until the next change: what ``paint`` returns, or the same as before.

    ``paint`` may return the same array each time and paint over it.
    """

    at: int
    paint: Callable[[], Painted] | None = None


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade from frame ``start`` to the end of a scene. The last frame shows ``into``."""

    start: int
    into: KeyFrame


@dataclass(frozen=True, slots=True)
class VideoSegment:
    """The encoded pictures of a scene of ``frames`` frames, in decoding order.

    A player can start at the first picture only.
    """

    width: int
    height: int
    frames: int
    pictures: tuple[CodedFrame, ...]


@dataclass(frozen=True, slots=True)
class SceneSegment:
    """An encoded scene: its pictures, including the fade to the next scene, and its AAC packets."""

    video: VideoSegment
    audio: tuple[bytes, ...]


def key_frame(picture: Pixels) -> KeyFrame:
    """Encode a picture as a key frame. Raises EncodingFailed."""
    rows, width = picture.shape
    return KeyFrame(width, rows * 2 // 3, b"".join(_encoded([picture])))


def changed_frames(opening: KeyFrame, changes: Iterable[FrameChange]) -> tuple[CodedFrame, ...]:
    """Encode the pictures that follow ``opening`` in its scene, up to a fade. Raises EncodingFailed."""
    gop = Gop(opening.coded)
    for change in changes:
        if change.paint is None:
            gop.repeat(change.at)
        else:
            painted = change.paint()
            gop.change(change.at, strips.encode(painted.picture, painted.changed))
    return tuple(gop.pictures[1:])


def video_segment(
    opening: KeyFrame, changed: Sequence[CodedFrame], frames: int, fade: Fade | None = None
) -> VideoSegment:
    """The segment of a scene that starts with ``opening``, which ``changed`` and the fade follow."""
    gop = Gop(opening.coded, changed)
    if fade is not None:
        gop.fade(fade.start, frames, fade.into.coded)
    return VideoSegment(opening.width, opening.height, frames, tuple(gop.pictures))


def all_frames(
    opening: KeyFrame, changes: Sequence[FrameChange], fade: Sequence[int] = (), into: Pixels | None = None
) -> tuple[CodedFrame, ...]:
    """The same as ``changed_frames``, with every picture encoded by x264, also those of the ``fade`` at these frames.

    The first change paints the picture of ``opening``.
    """
    gop = Gop(opening.coded)
    times = [*(change.at for change in changes), *fade]
    encoded = _encoded(_all_pictures(changes, len(fade), into))
    for at, picture in islice(zip(times, encoded, strict=True), 1, None):
        gop.append(at, picture)
    return tuple(gop.pictures[1:])


def _all_pictures(changes: Iterable[FrameChange], steps: int, into: Pixels | None) -> Iterator[Pixels]:
    for change in changes:
        if change.paint is not None:
            picture = change.paint().picture
        yield picture
    if into is not None:
        yield from (_mixed(picture, into, step / steps) for step in range(1, steps + 1))


def _mixed(one: Pixels, other: Pixels, share: float) -> Pixels:
    """The mean of two pictures, weighted with the ``share`` (0 to 1) of the other."""
    return np.rint(one + (other.astype(np.float32) - one) * np.float32(share)).astype(np.uint8)


def _encoded(pictures: Iterable[Pixels]) -> Iterator[bytes]:
    codec = VideoCodecContext.create("libx264", "w")
    with translated_errors():
        for number, picture in enumerate(pictures):
            rows, width = picture.shape
            if not number:
                configure(codec, width, rows * 2 // 3)
            frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p", width=width)
            frame.pts, frame.time_base = number, codec.time_base
            frame.pict_type = PictureType.P if number else PictureType.I
            yield from map(bytes, codec.encode(frame))
        yield from map(bytes, codec.encode(None))
