"""Converts RGB images to the YUV pictures that are encoded, and copies parts of them."""

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace

from videos.pipeline.artifacts import Box

Pixels = npt.NDArray[np.uint8]


def to_yuv(rgb: Pixels) -> Pixels:
    """Convert an RGB image of shape (height, width, 3), with even sides, to a picture.

    FFmpeg converts by BT.601 by default, but players treat HD video as BT.709, so every brand colour would be wrong.
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


def paste(patch: Pixels, picture: Pixels, box: Box) -> None:
    """Copy a small picture into ``box`` of a larger one. The edges of the box are on even columns and rows."""
    for small, large in zip(_planes(patch), _planes_within(picture, box), strict=True):
        large[:] = small


def cut(picture: Pixels, box: Box) -> Pixels:
    """The part of a picture inside ``box``. The edges of the box are on even columns and rows."""
    parts = [plane.reshape(-1) for plane in _planes_within(picture, box)]
    return np.concatenate(parts).reshape(-1, box.right - box.left)


def _planes_within(picture: Pixels, box: Box) -> list[Pixels]:
    return [
        plane[box.top // scale : box.bottom // scale, box.left // scale : box.right // scale]
        for plane, scale in zip(_planes(picture), (1, 2, 2), strict=True)
    ]


def _planes(picture: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """The luma plane and the two colour planes, as views."""
    rows, width = picture.shape
    height = rows * 2 // 3
    flat, luma, colour = picture.reshape(-1), height * width, height * width // 4
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + colour].reshape(height // 2, width // 2),
        flat[luma + colour :].reshape(height // 2, width // 2),
    )
