"""Checks and prepares the picture of a figure, so that it can be read on a slide.

A video shows a figure whole, never cropped. One that would be too small, too blurred or too crowded on every slide is
not kept; which slides it can be shown on is decided where they are laid out, by the same limits (``figure_room``).
"""

import io
import re
from dataclasses import dataclass

from PIL import Image

from videos.pipeline import raster
from videos.pipeline.figure_room import LARGEST, ROOMS, Room

MAX_BYTES = 10_000_000
MAX_PIXELS = 24_000_000
MAX_DECODED = 12_000_000
"""While it is drawn, a picture takes up to 10 bytes for each pixel. Most JPEG files are decoded at half their size."""

_FORMATS = ("JPEG", "PNG")
"""What archives offer as the large form of a figure. Their GIF files are thumbnails, and TIFF is for printers."""

_PALEST = 245
"""Brightness of the darkest pixel, of 255, above which a figure is blank."""

_PANEL = re.compile(r"\(([A-Za-z])\)|(?:^|[.;]\s)([A-H])[,:.)](?=\s)|\b([A-H])(?=\)\s)")
_PANELS = re.compile(r"\(?\b([A-Ha-h])\s?(?:[-–—]|to|and|,)\s?([A-Ha-h])\b\)?")
_QUICK = 3
"""Takes half the time of PNG's default, 6, for 5 % more bytes."""


class UnusablePicture(Exception):
    """The picture cannot be shown. The message completes the sentence "Figure 2 ..."."""


@dataclass(frozen=True, slots=True)
class FigurePicture:
    """A picture as a PNG file that contains nothing but its pixels, on white, its size, and how many parts it has."""

    png: bytes
    width: int
    height: int
    panels: int = 1


def prepare(content: bytes, caption: str) -> FigurePicture:
    """The picture in the file ``content``, no larger than slides can show. Raises UnusablePicture."""
    if len(content) > MAX_BYTES:
        raise UnusablePicture(f"is in a file of more than {MAX_BYTES // 1_000_000} MB")
    parts = panels(caption)

    def check(width: int, height: int) -> None:
        # A photo may lie on its side until its orientation is applied: either way must be good.
        _check_size(width, height, parts)

    try:
        decoded = raster.decode(content, _FORMATS, check, LARGEST, MAX_DECODED)
    except raster.TooManyPixels as error:
        raise UnusablePicture(f"has more than {MAX_DECODED // 1_000_000} million pixels") from error
    except raster.UndecodablePicture as error:
        raise UnusablePicture("is in a file that cannot be read as a JPEG or PNG picture") from error
    return _drawn(decoded, parts)


def panels(caption: str) -> int:
    """How many parts a figure has by the letters in its caption: (A), (B), ... without a gap; at least 1."""
    letters = {next(filter(None, match.groups())).upper() for match in _PANEL.finditer(caption)}
    for match in _PANELS.finditer(caption):
        first, last = (letter.upper() for letter in match.groups())
        letters |= {chr(code) for code in range(ord(first), ord(last) + 1)}
    count = 0
    while chr(ord("A") + count) in letters:
        count += 1
    return max(1, count)


def _check_size(width: int, height: int, parts: int) -> None:
    if width * height > MAX_PIXELS:
        size = f"{width} x {height} pixels"
        raise UnusablePicture(f"has {size}, which is more than {MAX_PIXELS // 1_000_000} million")
    reasons = [_unreadable(width, height, parts, room) for room in ROOMS.values()]
    if all(reasons):
        raise UnusablePicture(reasons[0])


def _unreadable(width: int, height: int, parts: int, room: Room) -> str:
    """Why a picture cannot be read in a room, or ""."""
    shown_width, shown_height = room.shown(width, height)
    area = shown_width * shown_height
    if area < room.least_area(0):
        is_small = max(shown_width / room.width, shown_height / room.height) < 1
        why = "too small to be sharp" if is_small else "too narrow or too flat to be read"
        return f"has {width} x {height} pixels, which is {why} on a slide"
    if area < room.least_area(parts):
        return f"has {parts} parts, too many to be read on a slide"
    return ""


def _drawn(decoded: Image.Image, parts: int) -> FigurePicture:
    decoded.thumbnail(LARGEST)
    drawn = Image.new("RGB", decoded.size, "white")
    drawn.paste(decoded, mask=decoded.getchannel("A"))
    if not any(drawn.convert("L").histogram()[: _PALEST + 1]):
        raise UnusablePicture("is blank")
    png = io.BytesIO()
    drawn.save(png, "PNG", compress_level=_QUICK)
    return FigurePicture(png.getvalue(), *drawn.size, parts)
