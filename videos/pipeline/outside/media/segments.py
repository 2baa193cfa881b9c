"""Encodes the pictures of a scene: each slide once, changed pictures with x264, all others by hand (``h264``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import av
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
    """An encoded picture that a scene starts with or fades to."""

    width: int
    height: int
    coded: bytes


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
    rows, width = picture.shape
    return KeyFrame(width, rows * 2 // 3, b"".join(_encoded([picture])))


def video_segment(
    opening: KeyFrame, changes: Sequence[FrameChange], frames: int, fade: Fade | None = None
) -> VideoSegment:
    """Encode a scene whose first change shows ``opening``. Raises EncodingFailed.

    ``paint`` may return the same array each time and paint over it.
    """
    gop = Gop(opening.coded)
    changed = _changed(changes)
    for change in changes[1:]:
        if change.paint is None:
            gop.repeat(change.at)
        else:
            gop.change(change.at, next(changed))
    if fade is not None:
        gop.fade(fade.start, frames, fade.into.coded)
    return VideoSegment(opening.width, opening.height, frames, tuple(gop.pictures))


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
