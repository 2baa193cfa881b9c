"""The typesetter: typst, with fonts from installed wheels only, so that every machine draws the same pictures."""

import io
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import typst
from PIL import Image

from videos.pipeline.errors import SlidesFailed
from videos.pipeline.options import Format

TEMPLATE = Path(__file__).parent.parent / "templates" / "slides.typ"
_PIXELS_PER_INCH = 72  # a template's point is a pixel
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_NO_ROOM = re.compile(r"panicked with: (?P<what>.+)")


class Typst:
    """Draws the pages in one format. Not for several threads at once; may be used for any number of scripts.

    The template's folder is all that the compiler can read: it must hold nothing but templates, and no links.
    """

    def __init__(self, shape: Format = Format.LANDSCAPE, template: Path = TEMPLATE) -> None:
        self._format = shape
        self._compiler = typst.Compiler(input=template, root=template.parent, font_paths=_fonts())

    def pages(self, data: str) -> list[npt.NDArray[np.uint8]]:
        """One RGB picture a page, of shape (height, width, 3).

        Raises ``SlidesFailed`` when something does not fit, or when no font has a glyph for a character.
        """
        try:
            # Only an archivable PDF is refused for a missing glyph; it shares the layout with the pictures and
            # costs about 2 ms.
            self._compiler.compile(
                format="pdf", pdf_standards="a-2b", sys_inputs={"data": data, "format": self._format}
            )
            drawn = self._compiler.compile(format="png", ppi=_PIXELS_PER_INCH)
        except typst.TypstError as error:
            raise SlidesFailed(_reason(error)) from error
        pictures = drawn if isinstance(drawn, list) else [drawn]
        return [_pixels(picture) for picture in pictures if picture]


@cache
def _fonts() -> typst.Fonts:
    folders = [files("fontpkg_inter") / "files", files("manimgx_fonts"), files("manimgx_fonts_cjk")]
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _pixels(picture: bytes) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image.convert("RGB"))


def _reason(error: typst.TypstError) -> str:
    if missing := _NO_GLYPH.search(error.message):
        characters = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in missing["text"])
        return f"No font has a glyph for {missing['text']} ({characters}); a font for its script must be installed."
    if crowded := _NO_ROOM.search(error.message):
        return f"{crowded['what']} does not fit on its slide at a readable size; it must be shortened."
    return f"The template could not be compiled: {error.message}"
