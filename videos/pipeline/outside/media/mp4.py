"""Reads the boxes of a finished MP4 (ISO/IEC 14496-12, 4.2) and hides the chapter track from players."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_UNREAD = b"free"  # every reader skips a box with this name (8.1.2)
_LONG = 1  # a length of 1 means that the real length is in the eight bytes after the name


class Box(NamedTuple):
    """A box with its content from ``start`` to ``end``. In a truncated file, ``end`` is beyond the end of the file."""

    name: bytes
    start: int
    end: int


def boxes(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield the boxes between two offsets of a file, up to the first bytes that are not a box."""
    while end is None or start < end:
        file.seek(start)
        header = file.read(16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        is_long = length == _LONG
        if is_long:
            length = int.from_bytes(header[8:], "big")
        if len(header) < 8 or length < 8:
            return
        yield Box(name, start + (16 if is_long else 8), start + length)
        start += length


def hide_chapter_track(path: Path) -> None:
    """Hide the chapter track of a file, and keep its chapter list (``chpl``).

    FFmpeg writes both. Chromium shows neither, but reads the samples of the track, which are spread over the file. It
    then does not request a part that is not loaded yet, so a viewer who seeks ahead waits for everything in between.
    """
    with path.open("r+b") as file:
        tracks = [track for index in _named(boxes(file), b"moov") for track in _inside(file, index, b"trak")]
        chapters = set()
        for track in tracks:
            for reference in _inside(file, track, b"tref"):
                for kind in boxes(file, reference.start, reference.end):
                    chapters.add(_read(file, kind.start, kind.end))
                _hide(file, reference)
        for track in tracks:
            if any(_track_id(file, header) in chapters for header in _inside(file, track, b"tkhd")):
                _hide(file, track)


def _named(found: Iterator[Box], name: bytes) -> list[Box]:
    return [box for box in found if box.name == name]


def _inside(file: BinaryIO, box: Box, name: bytes) -> list[Box]:
    return _named(boxes(file, box.start, box.end), name)


def _track_id(file: BinaryIO, header: Box) -> bytes:
    """The four bytes after version, flags and two timestamps, which are twice as long in version 1 (8.3.2)."""
    is_version_1 = _read(file, header.start, header.start + 1) == b"\1"
    start = header.start + 4 + (16 if is_version_1 else 8)
    return _read(file, start, start + 4)


def _read(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _hide(file: BinaryIO, box: Box) -> None:
    file.seek(box.start - 4)
    file.write(_UNREAD)
