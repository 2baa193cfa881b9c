"""Turns an RGB image into the form in which video is encoded."""

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace

Pixels = npt.NDArray[np.uint8]


def to_yuv(rgb: Pixels) -> Pixels:
    """An RGB image of shape (height, width, 3), with even sides, as a picture.

    FFmpeg converts by BT.601 unless told otherwise, while players take HD video for BT.709: every brand colour
    would come out wrong.
    """
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
    return as_array(
        frame.reformat(
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
    )


def as_array(frame: av.VideoFrame) -> Pixels:
    """The planes of a ``yuv420p`` frame as a picture."""
    return np.asarray(frame.to_ndarray(), dtype=np.uint8)
