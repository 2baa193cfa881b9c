"""Posters that are light enough for a page that strangers open on a phone, and thumbnails of older videos."""

import io
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from videos.pipeline.products import POSTER, THUMBNAIL
from videos.pipeline.thumbnails import thumbnail

_QUALITY = 75
"""Of WebP: 47 kB instead of 113 kB for the bundled paper's poster, which took 0.04 s of CPU."""

_KEPT = 64
"""Posters in the memory of a process, about 3 MB."""


@lru_cache(maxsize=_KEPT)
def light(folder: str) -> bytes:
    """The poster of the video in this folder as WebP. A folder is written once. Raises OSError."""
    file = io.BytesIO()
    with default_storage.open(f"{folder}/{POSTER}") as stored, Image.open(stored) as picture:
        picture.save(file, "WEBP", quality=_QUALITY)
    return file.getvalue()


def store_thumbnail(folder: str) -> None:
    """Make the thumbnail of a video from its poster: that of a video that is older than thumbnails. Raises OSError."""
    with default_storage.open(f"{folder}/{POSTER}") as poster:
        made = thumbnail(poster.read())
    wanted = f"{folder}/{THUMBNAIL}"
    stored = default_storage.save(wanted, ContentFile(made))
    if stored != wanted:  # another request has stored the same at the same time
        default_storage.delete(stored)
