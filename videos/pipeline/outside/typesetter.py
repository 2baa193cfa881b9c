"""The typesetter: typst lays the pages out, PDFium draws them; fonts come from installed wheels only.

So every machine draws the same pictures. Typst could draw them, too, but hands them over as PNG files: to draw, pack
and unpack those takes ten times as long as PDFium takes to draw the PDF, which is made anyway to find missing glyphs.

A character that no font has is written in Latin letters, on its page and nowhere else. Nobody looks for such
characters: typst refuses a page that has one, so that other pages pay nothing.
"""

import ctypes
import json
import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
from anyascii import anyascii

from videos.pipeline.artifacts import Box, Slide
from videos.pipeline.errors import DoesNotFit, SlidesFailed
from videos.pipeline.options import Format

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent.parent / "templates" / "slides.typ"
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LETTERS = re.compile(r"[A-Za-z'` -]*")
_PLAIN_MARKS = frozenset(".,;:!?-")
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

        A character that no font has is shown in Latin letters. Raises ``NoRoom`` when something does not fit.
        """
        return Page(self._kept(data))

    def _lay_out(self, data: str) -> bytes:
        """The page as a PDF; where fonts lack a glyph, that of the text with Latin letters in its place."""
        try:
            return self._compiled(data)
        except typst.TypstError as error:
            mended = _in_latin(data, _lacking(error))
            if mended == data:
                raise _failure(error) from error
        return self._lay_out(mended)

    def _compiled(self, data: str) -> bytes:
        """The page as a PDF. Typst holds on to all that it laid out in its last ten compilations, 5 MB a page."""
        # Only an archivable PDF is refused for a missing glyph. Nobody reads its tags.
        pdf: Any = self._compiler.compile(
            format="pdf", pdf_standards="a-2b", pdf_tags=False, sys_inputs={"data": data, "format": self._format}
        )
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


def _lacking(error: typst.TypstError) -> list[str]:
    """The texts, of a character or one with its marks, that no font has. The message names one, the diagnostic all."""
    found = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(error.diagnostic))
    return list(dict.fromkeys(found))


def _in_latin(data: str, lacking: Iterable[str]) -> str:
    """The JSON text with Latin letters for what is lacking; each replacement takes something away from it."""
    for text in lacking:
        # Signs that are drawn as one may stand apart in the data, each with its own style.
        for found in {text} if text in data else {each for each in text if each in data and not each.isascii()}:
            latin = "".join(map(_latin, found))
            logger.warning("no font has %s: a slide shows “%s” in its place", _named(found), latin)
            data = data.replace(found, json.dumps(latin)[1:-1])
    return data


def _latin(character: str) -> str:
    """The character in Latin letters, as its digit or plain mark, or by its name, in brackets.

    A sign that only colours a letter (a tone, an accent) may come to nothing. A symbol goes by its name: the library
    makes "*" of most, and false numbers of some: "32" of a Tamil tenth, "44" of common time in music.
    """
    latin, category = anyascii(character), unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] in "LM" and _LETTERS.fullmatch(latin) and (latin or category != "Lo"):
        return latin
    return latin if category[0] == "P" and latin in _PLAIN_MARKS else f"[{_name(character).lower()}]"


def _named(text: str) -> str:
    return ", ".join(f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in text)


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")


def _failure(error: typst.TypstError) -> SlidesFailed:
    if crowded := _NO_ROOM.search(error.message):
        return DoesNotFit(crowded["what"])
    return SlidesFailed(f"The template could not be compiled: {error.message}")
