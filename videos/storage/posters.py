"""Posters that are light enough for a page that strangers open on a phone."""

import io
from functools import lru_cache

from django.core.files.storage import default_storage
from PIL import Image

from videos.pipeline.products import POSTER

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
