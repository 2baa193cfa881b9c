"""The typesetter: typst lays out the pages, and PDFium draws them. All fonts come from installed wheels.

So every machine draws the same pictures. Typst can also draw, but only PNG files: drawing, compressing and
decompressing them takes ten times as long as drawing the PDF with PDFium. The PDF is needed anyway to find missing
glyphs.

A character that no font has is replaced by Latin letters, on its own page only. Typst refuses a page with such a
character, so pages without one need no search for it.
"""

import ctypes
import io
import json
import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium
import typst
from anyascii import anyascii
from PIL import Image

from videos.pipeline.artifacts import Box
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.cache.render_cache import NO_CACHE, RenderCache
from videos.pipeline.errors import DoesNotFit, SlidesFailed
from videos.pipeline.options import Format

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent.parent / "templates" / "slides.typ"
STILL = TEMPLATE.with_name("still.typ")
"""The template of the visual abstract, in the shapes "wide" and "tall"."""

_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LETTERS = re.compile(r"[A-Za-z'` -]*")
_PLAIN_MARKS = frozenset(".,;:!?-")
_NO_ROOM = re.compile(r"panicked with: (?P<what>.+)")
_WORD = re.compile(rb"word:(\d+)")
_FIGURE = re.compile(rb"figure:([0-9a-f]+)")
_KEPT = 64
"""Pages of about 40 kB each. When one sentence of a video changes, only its page is laid out again."""


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A page as a PDF, and its size in pixels; or, in ``no_room``, what did not fit."""

    pdf: bytes = b""
    size: tuple[int, int] = (0, 0)
    no_room: str = ""


Figures = Callable[[str], bytes]
"""Returns the PNG file with a digest. Raises StorageFailed."""


def _no_figures(digest: str) -> bytes:
    raise SlidesFailed(f"The picture {digest} of a figure is not there.")


class Typst:
    """Lays out the pages of any number of scripts in one format. Not thread-safe.

    The compiler can read only the template's folder, which must contain nothing but templates, and no links. What was
    laid out before is in the ``cache``, also that something did not fit: an edited video needs only its new pages.
    ``figures`` has the picture of each figure that a page shows, as a PNG file, by its digest. The template leaves its
    place empty, so that no layout holds its pixels.
    """

    def __init__(
        self,
        shape: str = Format.LANDSCAPE,
        template: Path = TEMPLATE,
        cache: RenderCache = NO_CACHE,
        figures: Figures = _no_figures,
    ) -> None:
        self.shape = shape
        self._named = f"page {template.name} {shape} "
        self._cache, self._figures = cache, figures
        self._compiler = typst.Compiler(input=template, root=template.parent, font_paths=_fonts())
        self._kept = lru_cache(_KEPT)(self._known)

    def page(self, data: str) -> "Page":
        """Lay out the page of a JSON text.

        Characters that no font has are replaced by Latin letters. Raises DoesNotFit if something does not fit, and
        SlidesFailed if the template cannot be compiled.
        """
        page = self._kept(data)
        if page.no_room:
            raise DoesNotFit(page.no_room)
        return Page(page.pdf, sha256(f"{self.shape} {data}".encode()).digest(), page.size, self._figures)

    def _known(self, data: str) -> _LaidOut:
        return self._cache.get_or_make((self._named + data).encode(), _LaidOut, lambda: self._tried(data))

    def _tried(self, data: str) -> _LaidOut:
        try:
            return _LaidOut(*self._lay_out(data))
        except DoesNotFit as error:
            return _LaidOut(no_room=error.what)

    def _lay_out(self, data: str) -> tuple[bytes, tuple[int, int]]:
        """The page as a PDF, and its size, with Latin letters in place of characters that no font has."""
        try:
            return self._compiled(data)
        except typst.TypstError as error:
            replaced = _in_latin(data, _missing(error))
            if replaced == data:
                raise _failure(error) from error
        return self._lay_out(replaced)

    def _compiled(self, data: str) -> tuple[bytes, tuple[int, int]]:
        """The page as a PDF, and its size. Typst keeps the layouts of its last ten pages in memory, 5 MB each."""
        # Typst reports missing glyphs only for PDF/A. The tags are not used.
        pdf: Any = self._compiler.compile(
            format="pdf", pdf_standards="a-2b", pdf_tags=False, sys_inputs={"data": data, "format": self.shape}
        )
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            if len(document) != 1:
                raise SlidesFailed(
                    f"A scene produced {len(document)} pages instead of one. This is an error in the template."
                )
            width, height = document.get_page_size(0)
        return bytes(pdf), (ceil(width), ceil(height))


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a PDF, a digest of its data, and its size in pixels, each of which is a point of the template."""

    pdf: bytes = field(repr=False)
    made_from: bytes = field(repr=False)
    size: tuple[int, int]
    figures: Figures = field(default=_no_figures, repr=False)

    def draw(self) -> Slide:
        """Draw the page, which takes 9 ms, and 30 ms more for a figure. Raises what ``figures`` raises."""
        with closing(pypdfium2.PdfDocument(self.pdf)) as document:
            page = document[0]
            pixels = np.array(page.render(scale=1, rev_byteorder=True).to_numpy(), order="C")
            words: dict[int, list[Box]] = defaultdict(list)
            for target, box in _marked(document, page):
                if word := _WORD.match(target):
                    words[int(word[1])].append(box)
                elif figure := _FIGURE.match(target):
                    _draw_figure(pixels, box, self.figures(figure[1].decode()))
            return Slide(pixels, {word: tuple(boxes) for word, boxes in words.items()})


def _draw_figure(pixels: npt.NDArray[np.uint8], box: Box, png: bytes) -> None:
    """Draw a picture into its place, with all of its pixels."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        drawn = picture.convert("RGB").resize((box.right - box.left, box.bottom - box.top), Image.Resampling.LANCZOS)
    pixels[box.top : box.bottom, box.left : box.right] = np.asarray(drawn)


def _marked(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[tuple[bytes, Box]]:
    """What the template has marked as links, and where: words, and the places of figures."""
    height = page.get_height()
    for link in _links(page):
        place = pdfium.FS_RECTF()
        pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(place))
        yield (
            _target(document, link),
            Box(round(place.left), round(height - place.top), round(place.right), round(height - place.bottom)),
        )


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


def _missing(error: typst.TypstError) -> list[str]:
    """The characters, with their combining marks, that no font has. The message names one, the diagnostic all."""
    found = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(error.diagnostic))
    return list(dict.fromkeys(found))


def _in_latin(data: str, missing: Iterable[str]) -> str:
    """The JSON text with Latin letters for missing characters. Each replacement removes at least one of them."""
    for text in missing:
        # Characters that are drawn as one sign may be apart in the data, each with its own style.
        for found in {text} if text in data else {each for each in text if each in data and not each.isascii()}:
            latin = "".join(map(_latin, found))
            logger.warning("no font has %s: a slide shows “%s” instead", _named(found), latin)
            data = data.replace(found, json.dumps(latin)[1:-1])
    return data


def _latin(character: str) -> str:
    """The character in Latin letters, as a digit or a plain punctuation mark, or its Unicode name in brackets.

    A mark that only modifies a letter (a tone, an accent) may be dropped. Symbols are replaced by their names, since
    the library returns "*" for most and false numbers for some: "32" for a Tamil tenth, "44" for common time in music.
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
