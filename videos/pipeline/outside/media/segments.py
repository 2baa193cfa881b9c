"""The pictures of a scene, coded: each still once, what changes by the encoder, and what does not, by hand."""

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

# Nothing moves in a slide, so that a search for motion finds nothing: "superfast" with whole-pixel search (subq 0)
# takes 40 % less time than "veryfast", and the file is smaller. One quantiser for all pictures, the same for all
# their parts, spares the encoder a second look at each. It is not told to make B pictures, but has to leave room for
# those that are written by hand, and to write slices like theirs, without arithmetic coding.
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
    """A picture as a scene starts with it, or fades to it."""

    width: int
    height: int
    coded: bytes


@dataclass(frozen=True, slots=True)
class FrameChange:
    """What is shown from frame ``at`` of a scene until the next shot: what ``paint`` gives, or the same as before."""

    at: int
    paint: Callable[[], Pixels] | None = None


@dataclass(frozen=True, slots=True)
class Fade:
    """From frame ``start`` to the end of a scene its picture becomes another, which the last frame shows."""

    start: int
    into: KeyFrame


@dataclass(frozen=True, slots=True)
class VideoSegment:
    """The pictures of a scene that lasts so many ``frames``, in the order in which they are decoded.

    A player can start at the first and at no other.
    """

    width: int
    height: int
    frames: int
    pictures: tuple[CodedFrame, ...]


def key_frame(picture: Pixels) -> KeyFrame:
    """Encode a picture. Raises EncodingFailed."""
    rows, width = picture.shape
    return KeyFrame(width, rows * 2 // 3, b"".join(_encoded([picture])))


def video_segment(
    opening: KeyFrame, shots: Sequence[FrameChange], frames: int, fade: Fade | None = None
) -> VideoSegment:
    """Code a scene whose first shot shows the still ``opening``. Raises EncodingFailed.

    Each picture may be painted over by the next shot's.
    """
    strip = Gop(opening.coded)
    changed = _changed(shots)
    for shot in shots[1:]:
        if shot.paint is None:
            strip.repeat(shot.at)
        else:
            strip.change(shot.at, next(changed))
    if fade is not None:
        strip.fade(fade.start, frames, fade.into.coded)
    return VideoSegment(opening.width, opening.height, frames, tuple(strip.pictures))


def configure(codec: VideoCodecContext, width: int, height: int) -> None:
    """Make x264 ready for pictures of this size; it is not opened yet."""
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.options = _OPTIONS
    codec.time_base = Fraction(1, FRAMES_PER_SECOND)
    codec.framerate = Fraction(FRAMES_PER_SECOND)
    codec.thread_count = 1  # videos, not frames, are what is spread over the cores
    codec.colorspace = Colorspace.ITU709
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.color_range = ColorRange.MPEG


def _changed(shots: Sequence[FrameChange]) -> Iterator[bytes]:
    """The pictures after the first, as the encoder makes each from the one before."""
    paints = [shot.paint for shot in shots if shot.paint is not None]
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
