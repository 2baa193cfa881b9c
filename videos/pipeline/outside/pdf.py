"""Reads the first pages of a PDF file that somebody has uploaded, in a process of its own (``pdf_child``)."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from pathlib import Path
from typing import IO, Any

from videos.pipeline.identifiers.pages import Beginning, Page

_CHILD = Path(__file__).with_name("pdf_child.py")

_SECONDS = 10.0
"""The longest time for one file. A paper takes 0.2 seconds; the child limits its seconds of a processor as well."""

_AT_ONCE = 2
"""Files that one process reads at the same time. Each may take as much memory as ``pdf_child`` says."""

_PATIENCE = 2.0
"""The longest wait in seconds for the files of others. While requests wait, they occupy threads."""

_LONGEST_ANSWER = 4_000_000  # bytes

BUSY_SECONDS = 5
"""Seconds after which it makes sense to send a file again."""

_slots = threading.BoundedSemaphore(_AT_ONCE)

_REFUSALS = {
    "no_pdf": ("not_a_pdf", "The file is not a PDF."),
    "encrypted": ("pdf_encrypted", "The PDF is encrypted: it cannot be read without its password."),
    "broken": ("pdf_broken", "The PDF is damaged or incomplete: it cannot be opened."),
    "costly": ("pdf_too_complex", "The PDF takes too much time or memory to read."),
    "no_text": (
        "pdf_without_text",
        "The first pages of the PDF contain no text. They are probably pictures of a scanned paper.",
    ),
    "no_id": ("pdf_without_id", "No DOI, PMID or PMC id stands on the first three pages of the PDF."),
}


class PdfRefused(Exception):
    """The file does not lead to a paper. ``code`` and the message say why."""

    def __init__(self, failure: str) -> None:
        self.code, text = _REFUSALS[failure]
        super().__init__(text)


class PdfBusy(Exception):
    """Too many other files are being read in this process."""

    code = "service_busy"

    def __init__(self) -> None:
        super().__init__("Many PDFs are being read at the moment. Upload this one again in a few seconds.")


def read(file: IO[bytes]) -> Beginning:
    """The first three pages at most. Raises PdfRefused, and PdfBusy if others are being read for two seconds."""
    with _slot():
        answer = _answer(file)
    if failure := answer.get("failure"):
        raise PdfRefused(failure)
    return Beginning(tuple(Page(**page) for page in answer["pages"]), tuple(answer["about"]))


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_PATIENCE):
        raise PdfBusy
    try:
        yield
    finally:
        _slots.release()


def _answer(file: IO[bytes]) -> dict[str, Any]:
    """What the child writes. It goes to a file, whose size the child limits: a pipe would have no end."""
    file.seek(0)
    with tempfile.TemporaryFile() as written:
        try:
            done = subprocess.run(
                [sys.executable, "-I", _CHILD],
                **_input(file),
                stdout=written,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failure": "costly"}
        if done.returncode:  # PDFium ends with a signal where it gets no memory
            return {"failure": "costly"}
        written.seek(0)
        answer: dict[str, Any] = json.loads(written.read(_LONGEST_ANSWER))
        return answer


def _input(file: IO[bytes]) -> dict[str, Any]:
    """How the file reaches the child: as it is on the disk, or, if it is a small one in memory, through a pipe."""
    try:
        return {"stdin": file.fileno()}
    except UnsupportedOperation:
        return {"input": file.read()}
