"""Stores pictures as logos, and finds them by their digest."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from PIL import Image

from videos.pipeline import raster
from videos.pipeline.errors import StorageFailed
from videos.storage.pictures import Pictures

MAX_BYTES = 2_000_000
MIN_SIDE, MAX_SIDE = 32, 4000
"""Pixels."""
MAX_PIXELS = 4_000_000
"""While it is drawn, a picture takes up to 17 bytes for each pixel: a WebP decoder holds it four times."""

BUSY_SECONDS = 5
"""Seconds after which it makes sense to send a logo again."""
_PATIENCE = 2.0
"""The longest wait in seconds for the pictures of others. While requests wait, they occupy threads."""

_FORMATS = ("PNG", "JPEG", "WEBP")
_LARGEST = (640, 240)
"""The largest size in pixels that a slide shows."""

_PALEST = 230
"""Brightness of the darkest pixel, of 255, above which a logo cannot be seen on the white plate of a slide."""

_DIGEST = re.compile(r"[0-9a-f]{32}")

_drawing = ThreadPoolExecutor(1, "logos")
"""One thread draws all pictures of a process, so that its memory does not depend on the number of threads that ask.

A lock would not do: malloc keeps some of the memory that each thread has freed.
"""


class BadLogo(Exception):
    """The file cannot be a logo. The message says why, and what to send instead."""

    code = "invalid_logo"


class Busy(Exception):
    """Too many other pictures are being drawn in this process."""

    code = "service_busy"

    def __init__(self) -> None:
        super().__init__("Many logos are being uploaded at the moment. Upload this one again in a few seconds.")


class LogoLost(StorageFailed):
    """An uploaded logo no longer exists."""

    def __init__(self) -> None:
        super().__init__("The logo cannot be read from the storage. Upload it again, then request the video again.")


_kept = Pictures("logos", "logo", LogoLost)
read, remove, unused_since = _kept.read, _kept.remove, _kept.unused_since


def store(file: IO[bytes], *, patience: float | None = _PATIENCE) -> str:
    """Store a picture and return its digest. Raises BadLogo, and Busy after ``patience`` seconds.

    It is redrawn from its pixels, so nothing else that the file contains is stored. Of an animated picture, that is
    the first frame.
    """
    return _kept.keep(_redrawn(file, patience))


def exists(digest: str) -> bool:
    """Whether there is a logo with this digest."""
    return bool(_DIGEST.fullmatch(digest)) and _kept.exists(digest)


def default() -> str:
    """The digest of the logo that THEME_LOGO names, stored on first use; "" without one.

    Raises BadLogo, and ConnectionError if the storage cannot be reached.
    """
    if not settings.THEME_LOGO:
        return ""
    path = Path(settings.THEME_LOGO)
    with _bad_logo_if_unreadable():
        return _stored(path, path.stat().st_mtime_ns)


def check_default() -> None:
    """Raise BadLogo if the file that THEME_LOGO names cannot be a logo. Stores nothing."""
    if settings.THEME_LOGO:
        with _bad_logo_if_unreadable(), Path(settings.THEME_LOGO).open("rb") as file:
            _redrawn(file, None)


@contextmanager
def _bad_logo_if_unreadable() -> Iterator[None]:
    try:
        yield
    except ConnectionError:  # the storage's, not the file's
        raise
    except OSError as error:
        raise BadLogo(f"THEME_LOGO names a file that cannot be read: {error}") from error


@cache
def _stored(path: Path, changed: int) -> str:
    """Cached for each state of the file, so that not every request reads it."""
    with path.open("rb") as file:
        return store(file, patience=None)


def _redrawn(file: IO[bytes], patience: float | None) -> bytes:
    """The picture as a PNG file that contains nothing but its pixels. Raises BadLogo and Busy."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadLogo(f"A logo may have at most {MAX_BYTES // 1_000_000} MB. Save it in a smaller size.")
    drawing = _drawing.submit(_as_png, content)
    try:
        return drawing.result(patience)
    except TimeoutError as error:
        drawing.cancel()
        raise Busy from error


def _as_png(content: bytes) -> bytes:
    drawn = _drawn(content)
    drawn.thumbnail(_LARGEST)
    _check_visible(drawn)
    png = io.BytesIO()
    drawn.save(png, "PNG", optimize=True)
    return png.getvalue()


def _drawn(content: bytes) -> Image.Image:
    """The pixels of a picture; its size is known before they are decoded. Raises BadLogo."""
    try:
        return raster.decode(content, _FORMATS, _check_size)
    except raster.UndecodablePicture as error:
        raise BadLogo("The file cannot be read as a picture. Send a PNG, JPEG or WebP file.") from error


def _check_visible(picture: Image.Image) -> None:
    plate = Image.new("RGBA", picture.size, "white")
    brightness = Image.alpha_composite(plate, picture).convert("L").histogram()
    if not any(brightness[: _PALEST + 1]):
        raise BadLogo(
            "The picture cannot be seen: slides show a logo on a white plate, and it is transparent or white "
            "everywhere. Send a dark version of it."
        )


def _check_size(width: int, height: int) -> None:
    if not (min(width, height) >= MIN_SIDE and max(width, height) <= MAX_SIDE):
        raise BadLogo(
            f"The picture has {width} x {height} pixels. Each side must have {MIN_SIDE} to {MAX_SIDE} pixels."
        )
    if width * height > MAX_PIXELS:
        raise BadLogo(
            f"The picture has {width} x {height} pixels, which is more than {MAX_PIXELS // 1_000_000} million. Save it "
            "in a smaller size."
        )
