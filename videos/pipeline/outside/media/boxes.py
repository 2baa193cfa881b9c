"""Walks the boxes of a finished MP4 (ISO/IEC 14496-12, 4.2) and blots out what its readers are better without."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_UNREAD = b"free"  # a box of this name is skipped by every reader (8.1.2)


class Box(NamedTuple):
    """Where the content of a box starts and ends."""

    name: bytes
    start: int
    end: int


def boxes(content: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes between two places, one after the other. None of them is as long as 4 GB."""
    end = len(content) if end is None else end
    while start < end:
        length = int.from_bytes(content[start : start + 4], "big")
        yield Box(bytes(content[start + 4 : start + 8]), start + 8, start + length)
        start += length


def hide_chapter_track(path: Path) -> None:
    """Keep the list of chapters (``chpl``) of a file that starts with its index, and hide the track that repeats it.

    FFmpeg writes both. Chromium, which shows neither, reads the track's samples, which lie far from one another; it
    then sends no request for a part that has not been loaded yet, and a viewer who jumps ahead waits for all that
    lies between.
    """
    with path.open("r+b") as file:
        name, length = b"", 0
        while name != b"moov":
            file.seek(length, 1)
            header = file.read(8)
            length, name = int.from_bytes(header[:4], "big") - 8, header[4:]
        start = file.tell()
        index = bytearray(file.read(length))
        _hide_chapter_track(index)
        file.seek(start)
        file.write(index)


def _hide_chapter_track(index: bytearray) -> None:
    tracks = [track for track in boxes(index) if track.name == b"trak"]
    chapters = set()
    for track in tracks:
        for reference in _inside(index, track, b"tref"):
            chapters |= {bytes(index[kind.start : kind.end]) for kind in boxes(index, reference.start, reference.end)}
            _hide(index, reference)
    for track in tracks:
        (header,) = _inside(index, track, b"tkhd")
        if _track_id(index, header) in chapters:
            _hide(index, track)


def _inside(index: bytearray, box: Box, name: bytes) -> list[Box]:
    return [found for found in boxes(index, box.start, box.end) if found.name == name]


def _track_id(index: bytearray, header: Box) -> bytes:
    """The four bytes after version, flags and the two times, which in version 1 are twice as long (8.3.2)."""
    start = header.start + 4 + (16 if index[header.start] == 1 else 8)
    return bytes(index[start : start + 4])


def _hide(index: bytearray, box: Box) -> None:
    index[box.start - 4 : box.start] = _UNREAD
