"""Encodes the pictures of a scene.

Each slide is encoded once, as a key frame, and changed pictures are encoded by x264. Repeated pictures and those of a
fade are written by hand (``h264``), unless x264 is to encode them as well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from videos.pipeline.artifacts import FRAMES_PER_SECOND
from videos.pipeline.outside.media.failures import translated_errors
from videos.pipeline.outside.media.h264 import CodedFrame, Gop
from videos.pipeline.outside.media.picture import Pixels

# Nothing moves on a slide, so a motion search finds nothing: "superfast" with whole-pixel search (subq 0) takes 40 %
# less time than "veryfast", and the file is smaller. One quantiser for all pictures and all their parts spares the
# encoder a second look at each. x264 is not asked for B pictures, but must leave room for the hand-written ones and
# write slices in their form, without arithmetic coding.
_OPTIONS = {
    "preset": "superfast",
    "subq": "0",
    "qp": "22",
    "tune": "stillimage",
    "profile": "high",
    "coder": "cavlc",
    "bf": "8",
    "b-pyramid": "none",
    "g": "100000",
    "x264-params": "aq-mode=0:scenecut=0:weightp=0",
}


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A picture that a scene starts with or fades to, and its encoded form."""

    picture: Pixels = field(repr=False)
    coded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FrameChange:
    """The picture from frame ``at`` of a scene until the next change: what ``paint`` returns, or the same as before."""

    at: int
    paint: Callable[[], Pixels] | None = None


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


def key_frame(picture: Pixels) -> KeyFrame:
    """Encode a picture as a key frame. Raises EncodingFailed."""
    return KeyFrame(picture, b"".join(_encoded([picture])))


def video_segment(
    opening: KeyFrame,
    changes: Sequence[FrameChange],
    frames: int,
    fade: Fade | None = None,
    encode_all_frames: bool = False,
) -> VideoSegment:
    """Encode a scene whose first change shows ``opening``. Raises EncodingFailed.

    ``paint`` may return the same array each time and paint over it. With ``encode_all_frames`` x264 encodes every
    picture: repeated pictures and fades, too.
    """
    gop = Gop(opening.coded)
    if encode_all_frames:
        _encode_all(gop, opening, changes, frames, fade)
    else:
        _encode_changes(gop, changes, frames, fade)
    rows, width = opening.picture.shape
    return VideoSegment(width, rows * 2 // 3, frames, tuple(gop.pictures))


def _encode_changes(gop: Gop, changes: Sequence[FrameChange], frames: int, fade: Fade | None) -> None:
    changed = _changed(changes)
    for change in changes[1:]:
        if change.paint is None:
            gop.repeat(change.at)
        else:
            gop.change(change.at, next(changed))
    if fade is not None:
        gop.fade(fade.start, frames, fade.into.coded)


def _encode_all(gop: Gop, opening: KeyFrame, changes: Sequence[FrameChange], frames: int, fade: Fade | None) -> None:
    times = [change.at for change in changes] + (list(range(fade.start, frames)) if fade else [])
    encoded = _encoded(_all_pictures(opening, changes, frames, fade))
    for at, picture in islice(zip(times, encoded, strict=True), 1, None):
        gop.append(at, picture)


def _all_pictures(
    opening: KeyFrame, changes: Sequence[FrameChange], frames: int, fade: Fade | None
) -> Iterator[Pixels]:
    picture = opening.picture
    for change in changes:
        if change.paint is not None:
            picture = change.paint()
        yield picture
    if fade is not None:
        steps = frames - fade.start
        for step in range(1, steps + 1):
            yield _mixed(picture, fade.into.picture, step / steps)


def _mixed(one: Pixels, other: Pixels, share: float) -> Pixels:
    """The mean of two pictures, weighted with the ``share`` (0 to 1) of the other."""
    return np.rint(one + (other.astype(np.float32) - one) * np.float32(share)).astype(np.uint8)


def configure(codec: VideoCodecContext, width: int, height: int) -> None:
    """Set the options of x264 for pictures of this size, without opening it."""
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.options = _OPTIONS
    codec.time_base = Fraction(1, FRAMES_PER_SECOND)
    codec.framerate = Fraction(FRAMES_PER_SECOND)
    codec.thread_count = 1  # the cores are shared by videos, not by the frames of one
    codec.colorspace = Colorspace.ITU709
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.color_range = ColorRange.MPEG


def _changed(changes: Sequence[FrameChange]) -> Iterator[bytes]:
    """The encoded pictures after the first, each predicted from the one before."""
    paints = [change.paint for change in changes if change.paint is not None]
    if len(paints) > 1:  # otherwise nothing changes, and the encoder need not start
        yield from islice(_encoded(paint() for paint in paints), 1, None)


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
