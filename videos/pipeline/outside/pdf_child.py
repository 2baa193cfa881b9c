"""Reads the text of the first pages of a PDF file, as a process of its own: ``outside/pdf`` starts it.

PDFium is C++, and the file comes from anybody. So this process bounds what it may take before it reads a byte, has no
environment, and imports nothing of the project. The file is its standard input; its standard output is JSON: either
{"failure": name} or {"pages": [{"text", "large", "margins"}], "about": [text]}.
"""

import ctypes
import json
import re
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_PAGES = 3
_CHARACTERS = 20_000
"""Of one page, and of the rest of what is said about the file. A full page has about 6,000."""

_LIMITS = {
    resource.RLIMIT_AS: 256_000_000,  # bytes: the largest file that is accepted takes 90 million
    resource.RLIMIT_CPU: 8,  # seconds
    resource.RLIMIT_FSIZE: 4_000_000,  # bytes: the answer is written to a file
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}

_LOCKED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}

_LARGE = 1.15
"""How much larger than most of the page a title is printed, at least."""

_MARGIN = 0.09
"""Header and footer, as shares of the page's height."""

_HEAD_BYTES = 1024
"""Within which "%PDF-" must stand: Adobe's readers allow other bytes before it, and no more."""

_KEYS = ("Title", "Subject", "Keywords", "doi", "DOI", "WPS-ARTICLEDOI")
_PACKET, _END_OF_PACKET = b"<x:xmpmeta", b"</x:xmpmeta>"
_LONGEST_PACKET = 100_000  # bytes
_MOST_IDENTIFIERS = 20
_MOST_PACKETS = 10
"""Pictures have packets of their own, which may stand before that of the file."""

_XMP = re.compile(
    r"(?:prism:doi|pdfx:doi|crossmark:DOI|dc:identifier)(?:=[\"']|>(?:\s{0,50}<rdf:\w{1,5}>){0,2})([^<>\"']{1,300})"
)


def _limit() -> None:
    for kind, most in _LIMITS.items():
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard),) * 2)


def _read(content: bytes) -> dict[str, Any]:
    if b"%PDF-" not in content[:_HEAD_BYTES]:
        return {"failure": "no_pdf"}
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"failure": "encrypted" if error.err_code in _LOCKED else "broken"}
    if not len(document):
        return {"failure": "broken"}
    try:
        pages = [_page(document[number]) for number in range(min(len(document), _PAGES))]
    except pypdfium2.PdfiumError:
        return {"failure": "broken"}
    about = [document.get_metadata_value(key)[:_CHARACTERS] for key in _KEYS]
    return {"pages": pages, "about": [*filter(None, about), *islice(_identifiers(content), _MOST_IDENTIFIERS)]}


def _page(page: Any) -> dict[str, str]:
    text = page.get_textpage()
    _, bottom, _, top = page.get_bbox()
    margin = (top - bottom) * _MARGIN
    margins = [text.get_text_bounded(bottom=top - margin), text.get_text_bounded(top=bottom + margin)]
    count = min(max(text.count_chars(), 0), _CHARACTERS)
    return {
        "text": text.get_text_range(0, count) if count else "",
        "large": _large(text, count),
        "margins": "\n".join(margins)[:_CHARACTERS],
    }


def _large(text: Any, count: int) -> str:
    """The characters that are printed larger than most of the page, with a blank wherever others stand between."""
    box = pdfium.FS_RECTF()
    printed = []
    for index in range(count):
        known = pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
        printed.append((chr(pdfium.FPDFText_GetUnicode(text, index)), round(box.top - box.bottom, 1) if known else 0))
    sizes = [size for character, size in printed if size and character.isalnum()]
    least = median(sizes) * _LARGE if sizes else 0
    return "".join(character if size >= least else " " for character, size in printed)


def _identifiers(content: bytes) -> Iterator[str]:
    """What the metadata in XMP says are the file's ids."""
    place = 0
    for _ in range(_MOST_PACKETS):
        place = content.find(_PACKET, place) + 1
        end = content.find(_END_OF_PACKET, place, place + _LONGEST_PACKET)
        if not place:
            return
        packet = content[place : max(end, place)].decode("utf-8", "replace")
        yield from (match[1] for match in _XMP.finditer(packet))


def main() -> None:
    """Read standard input, and write the answer."""
    _limit()
    try:
        answer = _read(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"failure": "costly"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
