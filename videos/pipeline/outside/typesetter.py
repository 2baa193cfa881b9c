"""The typesetter: typst lays the pages out, PDFium draws them; fonts come from installed wheels only.

So every machine draws the same pictures. Typst could draw them, too, but hands them over as PNG files: to draw, pack
and unpack those takes ten times as long as PDFium takes to draw the PDF, which is made anyway to find missing glyphs.
"""

import ctypes
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import typst

from videos.pipeline.artifacts import Box, Slide
from videos.pipeline.errors import NoRoom, SlidesFailed
from videos.pipeline.options import Format

TEMPLATE = Path(__file__).parent.parent / "templates" / "slides.typ"
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_NO_ROOM = re.compile(r"panicked with: (?P<what>.+)")
_WORD = re.compile(rb"word:(\d+)")
_KEPT = 64
"""Pages, of some 40 kB each: where one sentence of a video is changed, only its page is laid out anew."""


class Typst:
    """Lays out pages in one format. Not for several threads at once; may be used for any number of scripts.

    The template's folder is all that the compiler can read: it must hold nothing but templates, and no links.
    """

    def __init__(self, shape: Format = Format.LANDSCAPE, template: Path = TEMPLATE) -> None:
        self._format = shape
        self._compiler = typst.Compiler(input=template, root=template.parent, font_paths=_fonts())
        self._kept = lru_cache(_KEPT)(self._lay_out)

    def page(self, data: str) -> "Page":
        """The page that the template makes of the JSON text.

        Raises ``NoRoom`` when something does not fit, ``SlidesFailed`` when no font has a glyph for a character.
        """
        return Page(self._kept(data))

    def _lay_out(self, data: str) -> bytes:
        """The page as a PDF. Typst holds on to all that it laid out in its last ten compilations, 5 MB a page."""
        try:
            # Only an archivable PDF is refused for a missing glyph. Nobody reads its tags.
            pdf: Any = self._compiler.compile(
                format="pdf", pdf_standards="a-2b", pdf_tags=False, sys_inputs={"data": data, "format": self._format}
            )
        except typst.TypstError as error:
            raise _failure(error) from error
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            if len(document) != 1:
                raise SlidesFailed(f"A scene gave {len(document)} pages; the template is at fault.")
        return bytes(pdf)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is laid out, as a PDF. A template's point is a pixel."""

    pdf: bytes = field(repr=False)

    def draw(self) -> Slide:
        """The page as a picture. It takes 9 ms."""
        with closing(pypdfium2.PdfDocument(self.pdf)) as document:
            page = document[0]
            pixels = np.ascontiguousarray(page.render(scale=1, rev_byteorder=True).to_numpy())
            return Slide(pixels, _words(document, page))


def _words(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Mapping[int, tuple[Box, ...]]:
    """Where the words stand that the template has marked as links."""
    height = page.get_height()
    boxes: dict[int, list[Box]] = defaultdict(list)
    for link in _links(page):
        if word := _WORD.match(_target(document, link)):
            place = pdfium.FS_RECTF()
            pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(place))
            boxes[int(word[1])].append(
                Box(round(place.left), round(height - place.top), round(place.right), round(height - place.bottom))
            )
    return {word: tuple(places) for word, places in boxes.items()}


def _links(page: pypdfium2.PdfPage) -> Iterator[pdfium.FPDF_LINK]:
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        yield link


def _target(document: pypdfium2.PdfDocument, link: pdfium.FPDF_LINK) -> bytes:
    action = pdfium.FPDFLink_GetAction(link)
    buffer = ctypes.create_string_buffer(pdfium.FPDFAction_GetURIPath(document, action, None, 0))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
    return buffer.value


@cache
def _fonts() -> typst.Fonts:
    folders = [files("fontpkg_inter") / "files", files("manimgx_fonts"), files("manimgx_fonts_cjk")]
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _failure(error: typst.TypstError) -> SlidesFailed:
    if missing := _NO_GLYPH.search(error.message):
        characters = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in missing["text"])
        return SlidesFailed(
            f"No font has a glyph for {missing['text']} ({characters}); a font for its script must be installed."
        )
    if crowded := _NO_ROOM.search(error.message):
        return NoRoom(crowded["what"])
    return SlidesFailed(f"The template could not be compiled: {error.message}")
