"""What a storage offers beyond Django's interface, and the storage on a disk. ``s3`` has the storage in a bucket."""

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import IO, Protocol, cast

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

BLOCK = 64 * 1024


class StorageUnreachable(ConnectionError):
    """The storage cannot be reached, or asks clients to slow down."""


class Storage(Protocol):
    """What videos need from a storage beyond Django's interface. All errors are OSErrors, also those of a bucket."""

    def part(self, name: str, start: int, end: int) -> Iterable[bytes]:
        """The bytes of a file from ``start`` up to but not including ``end``, in blocks. Only these are read."""

    def keep(self, name: str, content: bytes) -> None:
        """Store a file whose name says what it contains; if it is there, it counts as modified now."""

    def files(self, root: str) -> Iterator[tuple[str, datetime]]:
        """The names of all files in the folder ``root``, and when each was modified."""

    def second_level(self, root: str) -> Iterator[str]:
        """All folders two levels below ``root``, as ``root/folder/folder``."""

    def direct_url(self, name: str, method: str, headers: Mapping[str, str], seconds: int) -> str | None:
        """A URL that serves the file with these headers for ``seconds``; None if only this service can send it."""


def default() -> Storage:
    """The storage that holds the videos."""
    return cast(Storage, storages["default"])


class Disk(FileSystemStorage):
    """The files under MEDIA_ROOT."""

    def part(self, name: str, start: int, end: int) -> Iterable[bytes]:
        """See ``Storage``. The file is opened at once, not only when the first block is read."""
        return _Part(self.open(name), start, end)

    def keep(self, name: str, content: bytes) -> None:
        """See ``Storage``."""
        try:
            os.utime(self.path(name))
        except FileNotFoundError:
            self.save(name, ContentFile(content))

    def files(self, root: str) -> Iterator[tuple[str, datetime]]:
        """See ``Storage``."""
        if self.exists(root):
            for name in self.listdir(root)[1]:
                with suppress(FileNotFoundError):  # another process has just removed it
                    yield name, self.get_modified_time(f"{root}/{name}")

    def second_level(self, root: str) -> Iterator[str]:
        """See ``Storage``."""
        if self.exists(root):
            for folder in self.listdir(root)[0]:
                yield from (f"{root}/{folder}/{below}" for below in self.listdir(f"{root}/{folder}")[0])

    def direct_url(self, name: str, method: str, headers: Mapping[str, str], seconds: int) -> None:
        """See ``Storage``."""


class _Part(io.RawIOBase):
    """The bytes of a file from ``start`` up to but not including ``end``, as a file.

    The web server sends files without occupying a thread.
    """

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        file.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: self._start, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._end}[whence]
        return self._file.seek(origin + offset) - self._start

    def read(self, size: int = -1) -> bytes:
        rest = max(self._end - self._file.tell(), 0)
        return self._file.read(rest if size < 0 else min(size, rest))

    def __next__(self) -> bytes:
        if block := self.read(BLOCK):
            return block
        raise StopIteration

    def close(self) -> None:
        self._file.close()
        super().close()
