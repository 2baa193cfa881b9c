"""The poster: the still picture that a player shows until the video plays."""

import io
from functools import partial
from hashlib import sha256

import numpy as np
from PIL import Image

from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.cache.render_cache import NO_CACHE, RenderCache
from videos.pipeline.slides.stills import VisualAbstract

MOST_BYTES = 120_000
"""A page that shows a video loads it before the video."""

_PIXELS = 1280 * 720
_QUALITIES = (88, 80, 72, 64, 56, 48)


def poster(title: SlideLike, still: VisualAbstract | None, cache: RenderCache = NO_CACHE) -> bytes:
    """A JPEG file in the shape of the video: its visual abstract, or its ``title`` slide if nothing is drawn on that.

    The page is fitted, never cut or distorted. Its edges are continued where its shape is another.
    """
    scale = (_PIXELS / (title.width * title.height)) ** 0.5
    width, height = round(scale * title.width), round(scale * title.height)
    if still is not None and still.is_drawn:
        made_from, picture = sha256(still.png).digest(), partial(_fitted, still, width, height)
    else:
        made_from, picture = title.made_from, partial(_scaled, title, width, height)
    key = f"poster {width} {height} ".encode() + made_from
    return cache.get_or_make(key, bytes, lambda: _small(picture()))


def _scaled(slide: SlideLike, width: int, height: int) -> Image.Image:
    return Image.fromarray(slide.pixels).resize((width, height), Image.Resampling.LANCZOS)


def _fitted(still: VisualAbstract, width: int, height: int) -> Image.Image:
    page = Image.open(io.BytesIO(still.png)).convert("RGB")
    scale = min(width / page.width, height / page.height)
    size = round(scale * page.width), round(scale * page.height)
    pixels = np.asarray(page.resize(size, Image.Resampling.LANCZOS))
    beside, above = width - size[0], height - size[1]
    edges = ((above // 2, above - above // 2), (beside // 2, beside - beside // 2), (0, 0))
    return Image.fromarray(np.pad(pixels, edges, mode="edge"))


def _small(picture: Image.Image) -> bytes:
    files = (_jpeg(picture, quality) for quality in _QUALITIES)
    return next((file for file in files if len(file) <= MOST_BYTES), _jpeg(picture, _QUALITIES[-1]))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
