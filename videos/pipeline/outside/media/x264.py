"""How x264 encodes pictures."""

from fractions import Fraction

from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from videos.pipeline.artifacts import FRAMES_PER_SECOND

# Nothing moves on a slide, so a motion search finds nothing: "superfast" with whole-pixel search (subq 0) takes 40 %
# less time than "veryfast", and the file is smaller. One quantiser for all pictures and all their parts spares the
# encoder a second look at each. x264 is not asked for B pictures, but must leave room for the hand-written ones and
# write slices in their form, without arithmetic coding.
OPTIONS = {
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


def configure(codec: VideoCodecContext, width: int, height: int) -> None:
    """Set the options of x264 for pictures of this size, without opening it."""
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.options = OPTIONS
    codec.time_base = Fraction(1, FRAMES_PER_SECOND)
    codec.framerate = Fraction(FRAMES_PER_SECOND)
    codec.thread_count = 1  # the cores are shared by videos, not by the frames of one
    codec.colorspace = Colorspace.ITU709
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.color_range = ColorRange.MPEG
