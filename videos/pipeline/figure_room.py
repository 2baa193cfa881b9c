"""When a figure of a paper can be read on its slide, in each format.

The letters in a figure cannot be measured, but journals set them alike: at least 7 points (2.5 mm) high, in parts that
fill a column of 85 mm (the instructions of Elsevier, Nature and PLOS for authors ask for 5 to 12 points). So a part
that is w pixels wide has letters of about 0.03 w pixels. On a phone that is 390 px wide a pixel of a portrait or square
slide has 0.36 px, in a window of 1280 px one of a landscape slide 0.67 px. A part of 760 x 580 pixels then has letters
of 8 px on a phone, and one of 540 x 405 pixels letters of 11 px in a window: small, and readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from videos.pipeline.options import Format

MOST_ENLARGED = 1.5
"""A picture that is enlarged further looks blurred."""

LEAST_COVERED = 0.35
"""The share of its room that a figure must fill. A tall figure in a wide room, or a small one, does not."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room for a figure on a slide, in pixels, and the least room for each of its panels in square pixels."""

    width: int
    height: int
    least_panel: int

    def shown(self, width: int, height: int) -> tuple[float, float]:
        """The size at which a picture of this size is shown."""
        scale = min(self.width / width, self.height / height, MOST_ENLARGED)
        return width * scale, height * scale

    def least_area(self, panels: int) -> int:
        """The square pixels that a figure with so many panels must cover."""
        return round(max(LEAST_COVERED * self.width * self.height, panels * self.least_panel))


ROOMS: Mapping[Format, Room] = {
    Format.LANDSCAPE: Room(1696, 660, 220_000),
    Format.PORTRAIT: Room(936, 1100, 440_000),
    Format.SQUARE: Room(952, 600, 320_000),
}
"""In a square there is no room for much more than 570 x 570 pixels, or 6 px on a phone."""

LARGEST = (max(room.width for room in ROOMS.values()), max(room.height for room in ROOMS.values()))
"""No slide shows more pixels of a picture."""
