"""The thumbnail: the poster in the size of a card, for pages that show many."""

import io

from PIL import Image

MOST_BYTES = 15_000
"""Those of nine papers had 2 to 4 kB: a page of fifty cards has less than 300 kB."""

_PIXELS = 304
"""Width, or height if that is more. A card is as wide or a little wider."""

_QUALITIES = (30, 15)
"""Of WebP. With 30, the letters of a title are clean."""


def thumbnail(poster: bytes) -> bytes:
    """A WebP file of at most 15 kB with the picture of a poster."""
    with Image.open(io.BytesIO(poster)) as picture:
        picture.thumbnail((_PIXELS, _PIXELS), Image.Resampling.LANCZOS)
        files = (_webp(picture, quality) for quality in _QUALITIES)
        return next((file for file in files if len(file) <= MOST_BYTES), _webp(picture, 0))


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()
