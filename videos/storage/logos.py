"""Takes in the pictures that people upload as their logos, and finds them again by their digest."""

import io
import re
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

from videos.pipeline.errors import StorageFailed, StorageUnavailable

MOST_BYTES = 2_000_000
LEAST_SIDE, MOST_SIDE = 32, 4000
"""Pixels."""

_FORMATS = ("PNG", "JPEG", "WEBP")
_LARGEST = (640, 240)
"""What a slide shows at most: more pixels would only cost."""

_DIGEST = re.compile(r"[0-9a-f]{32}")


class BadLogo(Exception):
    """The file cannot be a logo; the message says why, and what can."""

    code = "invalid_logo"


class LogoLost(StorageFailed):
    """A logo that was uploaded is no longer there."""

    def __init__(self) -> None:
        super().__init__("The logo cannot be read from the storage. Upload it again, and ask for the video anew.")


def take(file: IO[bytes]) -> str:
    """Keep a picture and return its digest. Raises BadLogo.

    What is kept is drawn anew from the pixels: nothing else that the file held comes along.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadLogo(f"A logo may have {MOST_BYTES // 1_000_000} MB at most. Save it smaller.")
    picture = _picture(content)
    digest = blake2b(picture, digest_size=16).hexdigest()
    if not exists(digest):
        default_storage.save(_path(digest), ContentFile(picture))
    return digest


def exists(digest: str) -> bool:
    """Whether a logo with this digest was uploaded."""
    return bool(_DIGEST.fullmatch(digest)) and default_storage.exists(_path(digest))


def read(digest: str) -> bytes:
    """The logo as a PNG file. Raises LogoLost, or StorageAway when that may pass."""
    try:
        with default_storage.open(_path(digest)) as file:
            return bytes(file.read())
    except ConnectionError as error:
        raise StorageUnavailable from error
    except OSError as error:
        raise LogoLost from error


def of_the_service() -> str:
    """The digest of the logo that THEME_LOGO names, or "".

    Raises BadLogo, and ConnectionError where the storage is away.
    """
    if not settings.THEME_LOGO:
        return ""
    path = Path(settings.THEME_LOGO)
    try:
        return _taken(path, path.stat().st_mtime_ns)
    except ConnectionError:
        raise
    except OSError as error:
        raise BadLogo(f"THEME_LOGO names a file that cannot be read: {error}") from error


@cache
def _taken(path: Path, changed: int) -> str:
    """Taken once for each state of the file, and not for each request."""
    with path.open("rb") as file:
        return take(file)


def _picture(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            if not (min(width, height) >= LEAST_SIDE and max(width, height) <= MOST_SIDE):
                raise BadLogo(
                    f"The picture has {width} x {height} pixels; each side of a logo has {LEAST_SIDE} to {MOST_SIDE}."
                )
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadLogo("The file is no picture that can be read. Send a PNG, JPEG or WebP file.") from error
    drawn.thumbnail(_LARGEST)
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()


def _path(digest: str) -> str:
    return f"logos/{digest}.png"
