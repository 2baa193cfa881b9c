"""The poster: the still picture that a player shows until the video plays."""

import io
from hashlib import sha256

import numpy as np
from PIL import Image

from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.slides.stills import VisualAbstract

MOST_BYTES = 120_000
"""A library page loads 24 posters."""

_PIXELS = 1280 * 720
_QUALITIES = (88, 80, 72, 64, 56, 48)
_NO_CACHE = RenderCache()


def poster(title: SlideLike, still: VisualAbstract | None, cache: RenderCache = _NO_CACHE) -> bytes:
    """A JPEG file in the shape of the video: its visual abstract, or its ``title`` slide if there is none.

    The page is fitted, never cut or distorted. Its edges are continued where its shape is another.
    """
    size = f"poster {title.width} {title.height} ".encode()
    if still is None:
        made_from, make = title.made_from, lambda: _jpeg(Image.fromarray(title.pixels), _QUALITIES[0])
    else:
        made_from, make = sha256(still.png).digest(), lambda: _of_page(still, title.width, title.height)
    return cache.get_or_make(size + made_from, bytes, make)


def _of_page(still: VisualAbstract, width: int, height: int) -> bytes:
    scale = (_PIXELS / (width * height)) ** 0.5
    picture = _fitted(still, round(scale * width), round(scale * height))
    files = (_jpeg(picture, quality) for quality in _QUALITIES)
    return next((file for file in files if len(file) <= MOST_BYTES), _jpeg(picture, _QUALITIES[-1]))


def _fitted(still: VisualAbstract, width: int, height: int) -> Image.Image:
    page = Image.open(io.BytesIO(still.png)).convert("RGB")
    scale = min(width / page.width, height / page.height)
    size = round(scale * page.width), round(scale * page.height)
    pixels = np.asarray(page.resize(size, Image.Resampling.LANCZOS))
    beside, above = width - size[0], height - size[1]
    edges = ((above // 2, above - above // 2), (beside // 2, beside - beside // 2), (0, 0))
    return Image.fromarray(np.pad(pixels, edges, mode="edge"))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
