"""Writes a picture of each kind of picture, as docs/explanation/pictures.md shows them, to docs/images/pictures.

Run as ``.venv/bin/python -m docs.kinds`` after a template has changed. The papers are invented ones, of the tests.
"""

from pathlib import Path

from PIL import Image

from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.tests.pipeline.drawn_pictures import page
from videos.tests.pipeline.invented_pictures import PICTURES

IMAGES = Path(__file__).parent / "images" / "pictures"
SHOWN = (
    *("share", "few", "groups", "bars", "difference", "rows", "change", "harms", "number", "study", "points"),
    *("conclusion", "organs"),
)
SIZE = (640, 360)


def main() -> None:
    """Draw each kind in landscape."""
    IMAGES.mkdir(exist_ok=True)
    typst = Typst(Format.LANDSCAPE)
    for name in SHOWN:
        sentence, picture = PICTURES[name]
        drawn = Image.fromarray(page(typst, sentence, picture).draw().pixels)
        small = drawn.resize(SIZE, Image.Resampling.LANCZOS).quantize(64)
        small.save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
