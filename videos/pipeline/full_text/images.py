"""Checks and prepares the picture of a figure, so that it can be read on its slide.

A video shows a figure whole, never cropped. One that would be too small, too blurred or too crowded there is not shown.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from videos.pipeline import raster
from videos.pipeline.options import Format

MAX_BYTES = 10_000_000
MAX_PIXELS = 12_000_000
"""While it is drawn, a picture takes up to 10 bytes for each pixel."""

_FORMATS = ("JPEG", "PNG")
"""What archives offer as the large form of a figure. Their GIF files are thumbnails, and TIFF is for printers."""

_MOST_ENLARGED = 1.5
"""A picture that is enlarged further looks blurred."""

_LEAST_COVERED = 0.35
"""The share of its room that a figure must fill. A tall figure in a wide room, or a small one, does not."""

_PALEST = 245
"""Brightness of the darkest pixel, of 255, above which a figure is blank."""

_PANEL = re.compile(r"\(([A-Za-z])\)|(?:^|[.;]\s)([A-H])[,:.)](?=\s)|\b([A-H])(?=\)\s)")
_PANELS = re.compile(r"\(?\b([A-Ha-h])\s?(?:[-–—]|to|and|,)\s?([A-Ha-h])\b\)?")


@dataclass(frozen=True, slots=True)
class Room:
    """The room for a figure on a slide, in pixels, and the least room for each of its panels in square pixels."""

    width: int
    height: int
    least_panel: int


ROOMS: Mapping[Format, Room] = {
    Format.LANDSCAPE: Room(1720, 720, 220_000),
    Format.PORTRAIT: Room(960, 1100, 250_000),
    Format.SQUARE: Room(960, 600, 200_000),
}
"""Portrait videos are watched on phones, where a panel needs more of the slide."""


class UnusablePicture(Exception):
    """The picture cannot be shown. The message completes the sentence "Figure 2 ..."."""


@dataclass(frozen=True, slots=True)
class FigurePicture:
    """A picture as a PNG file that contains nothing but its pixels, on white, and the size at which it is shown."""

    png: bytes
    width: int
    height: int


def prepare(content: bytes, caption: str, room: Room) -> FigurePicture:
    """The picture in the file ``content`` as it is shown in ``room``. Raises UnusablePicture."""
    if len(content) > MAX_BYTES:
        raise UnusablePicture(f"is in a file of more than {MAX_BYTES // 1_000_000} MB")

    def check(width: int, height: int) -> None:
        # A photo may lie on its side until its orientation is applied: either way must be good.
        _check_size(width, height, panels(caption), room)

    try:
        decoded = raster.decode(content, _FORMATS, check, (room.width, room.height))
    except raster.UndecodablePicture as error:
        raise UnusablePicture("is in a file that cannot be read as a JPEG or PNG picture") from error
    return _drawn(decoded, room)


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


def _shown(width: int, height: int, room: Room) -> tuple[float, float]:
    """The size at which a picture is shown."""
    scale = min(room.width / width, room.height / height, _MOST_ENLARGED)
    return width * scale, height * scale


def _check_size(width: int, height: int, parts: int, room: Room) -> None:
    size = f"{width} x {height} pixels"
    if width * height > MAX_PIXELS:
        raise UnusablePicture(f"has {size}, which is more than {MAX_PIXELS // 1_000_000} million")
    shown_width, shown_height = _shown(width, height, room)
    area = shown_width * shown_height
    if area < _LEAST_COVERED * room.width * room.height:
        is_small = max(shown_width / room.width, shown_height / room.height) < 1
        why = "too small to be sharp" if is_small else "too narrow or too flat to be read"
        raise UnusablePicture(f"has {size}, which is {why} on a slide of this format")
    if area < parts * room.least_panel:
        raise UnusablePicture(f"has {parts} parts, too many to be read on a slide of this format")


def _drawn(decoded: Image.Image, room: Room) -> FigurePicture:
    width, height = (round(side) for side in _shown(*decoded.size, room))
    decoded.thumbnail((room.width, room.height))
    drawn = Image.new("RGB", decoded.size, "white")
    drawn.paste(decoded, mask=decoded.getchannel("A"))
    if not any(drawn.convert("L").histogram()[: _PALEST + 1]):
        raise UnusablePicture("is blank")
    png = io.BytesIO()
    drawn.save(png, "PNG")
    return FigurePicture(png.getvalue(), width, height)
