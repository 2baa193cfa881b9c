"""The typesetter: typst lays the pages out, PDFium draws them; fonts come from installed wheels only.

So every machine draws the same pictures. Typst could draw them, too, but hands them over as PNG files: to draw, pack
and unpack those takes ten times as long as PDFium takes to draw the PDF, which is made anyway to find missing glyphs.
"""

import ctypes
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, overload

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import typst

from videos.pipeline.artifacts import Box, Slide
from videos.pipeline.errors import SlidesFailed
from videos.pipeline.options import Format

TEMPLATE = Path(__file__).parent.parent / "templates" / "slides.typ"
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_NO_ROOM = re.compile(r"panicked with: (?P<what>.+)")
_WORD = re.compile(rb"word:(\d+)")


class Typst:
    """Lays out the pages in one format. Not for several threads at once; may be used for any number of scripts.

    The template's folder is all that the compiler can read: it must hold nothing but templates, and no links.
    """

    def __init__(self, shape: Format = Format.LANDSCAPE, template: Path = TEMPLATE) -> None:
        self._format = shape
        self._compiler = typst.Compiler(input=template, root=template.parent, font_paths=_fonts())

    def pages(self, data: str) -> Sequence[Slide]:
        """One slide a page, drawn when it is asked for: all of them would take 6 MB each, and drawing one takes 5 ms.

        Raises ``SlidesFailed`` when something does not fit, or when no font has a glyph for a character.
        """
        try:
            # Only an archivable PDF is refused for a missing glyph.
            pdf: Any = self._compiler.compile(
                format="pdf", pdf_standards="a-2b", sys_inputs={"data": data, "format": self._format}
            )
        except typst.TypstError as error:
            raise SlidesFailed(_reason(error)) from error
        return _Pages(pdf)


class _Pages(Sequence[Slide]):
    """The pages of a PDF. A template's point is a pixel.

    The two that were drawn last are kept: a scene is shot with the one that it fades into, which is then shot itself.
    """

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._drawn: dict[int, Slide] = {}

    def __len__(self) -> int:
        return len(self._document)

    @overload
    def __getitem__(self, index: int) -> Slide: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Slide]: ...

    def __getitem__(self, index: int | slice) -> Slide | Sequence[Slide]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if number not in self._drawn:
            latest = list(self._drawn.items())[-1:]
            self._drawn = dict([*latest, (number, self._draw(number))])
        return self._drawn[number]

    def _draw(self, number: int) -> Slide:
        page = self._document[number]
        pixels = np.ascontiguousarray(page.render(scale=1, rev_byteorder=True).to_numpy())
        return Slide(pixels, _words(self._document, page))


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


def _reason(error: typst.TypstError) -> str:
    if missing := _NO_GLYPH.search(error.message):
        characters = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in missing["text"])
        return f"No font has a glyph for {missing['text']} ({characters}); a font for its script must be installed."
    if crowded := _NO_ROOM.search(error.message):
        return f"{crowded['what']} does not fit on its slide at a readable size; it must be shortened."
    return f"The template could not be compiled: {error.message}"
