"""Decodes pictures that come from elsewhere, in memory that is known before anything is decoded."""

import io
from collections.abc import Callable, Collection

from PIL import Image, ImageOps, UnidentifiedImageError


class UndecodablePicture(Exception):
    """The file is not a whole picture in one of the formats."""


class TooManyPixels(Exception):
    """To decode the picture would take too much memory."""


def decode(
    content: bytes,
    formats: Collection[str],
    check_size: Callable[[int, int], None],
    enough: tuple[int, int] | None = None,
    most: int | None = None,
) -> Image.Image:
    """The pixels of a picture in RGBA, upright; of an animated one, the first frame.

    ``check_size`` is given width and height before the pixels are decoded, and may raise. ``formats`` are Pillow's
    names. If ``enough`` pixels suffice, a JPEG is decoded at half its size, or less, where that is no smaller; not a
    progressive one, since that would need the memory of its full size. ``most`` is the largest number of pixels that
    are then decoded.

    Raises UndecodablePicture, or TooManyPixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=tuple(formats)) as image:
            check_size(*image.size)
            if enough and not image.info.get("progressive"):
                image.draft(None, enough)
            if most and image.width * image.height > most:
                raise TooManyPixels
            ImageOps.exif_transpose(image, in_place=True)  # or else all pixels would be copied
            return _eight_bits(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UndecodablePicture(str(error)) from error


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture itself, or one of 16-bit greys in 8 bits; Pillow would turn most of its greys into white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
