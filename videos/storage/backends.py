"""The storage on a disk, and what a storage can do beyond Django's own interface. ``bucket`` holds the other one."""

from collections.abc import Iterator, Mapping
from typing import IO, Protocol, cast

from django.core.files.storage import FileSystemStorage, storages

BLOCK = 64 * 1024


class StorageUnreachable(ConnectionError):
    """The storage cannot be reached, or asks to be left alone for a while."""


class Storage(Protocol):
    """What the videos need of a storage beside Django's interface. All errors are OSErrors, wherever the files lie."""

    def part(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a file from ``start`` to before ``end``, in blocks; no others are read."""

    def second_level(self, root: str) -> Iterator[str]:
        """The folders in the folders of ``root``, as ``root/folder/folder``."""

    def address(self, name: str, method: str, headers: Mapping[str, str]) -> str | None:
        """Where a client can fetch the file by itself for a while, with these headers; None when only from here."""


def default() -> Storage:
    """The storage that the videos are in."""
    return cast(Storage, storages["default"])


class Disk(FileSystemStorage):
    """The files under MEDIA_ROOT."""

    def part(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """See ``Storage``. The file is opened at once, and not only when it is read."""
        return _blocks(self.open(name), start, end)

    def second_level(self, root: str) -> Iterator[str]:
        """See ``Storage``."""
        if self.exists(root):
            for folder in self.listdir(root)[0]:
                yield from (f"{root}/{folder}/{below}" for below in self.listdir(f"{root}/{folder}")[0])

    def address(self, name: str, method: str, headers: Mapping[str, str]) -> None:
        """See ``Storage``."""


def _blocks(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (block := file.read(min(BLOCK, end - start))):
            start += len(block)
            yield block
