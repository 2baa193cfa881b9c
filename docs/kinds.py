"""Writes a picture of each kind of picture, as docs/explanation/pictures.md shows them, to docs/images/pictures.

Run as ``.venv/bin/python -m docs.kinds`` after a template has changed. The papers are invented ones, of the tests.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from videos.pipeline.artifacts import Layout, RichText, Scene, Script, Sentence, Source
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.pictures.facsimiles import facsimile
from videos.pipeline.slides import typeset
from videos.tests.figures import WAKING, WITH_FIGURES, png
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
        _write(name, page(typst, sentence, picture).draw().pixels)
    _write("facsimile", _facsimile())


def _write(name: str, pixels: npt.NDArray[np.uint8]) -> None:
    small = Image.fromarray(pixels).resize(SIZE, Image.Resampling.LANCZOS).quantize(64)
    small.save(IMAGES / f"{name}.png", optimize=True)


def _facsimile() -> npt.NDArray[np.uint8]:
    """A figure of an invented paper."""
    said = Sentence(WAKING, RichText(WAKING), Source(1, 0, len(WAKING)))
    picture = facsimile(WITH_FIGURES.figures[0], WITH_FIGURES)
    shown = Scene(Layout.PICTURE, "Main result", (said,), picture=picture)
    typst = Typst(Format.LANDSCAPE, figures=lambda digest: png())
    return typeset(Script(WITH_FIGURES, (shown,)), typst)[0].pixels


if __name__ == "__main__":
    main()
