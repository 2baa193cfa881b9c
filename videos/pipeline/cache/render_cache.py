"""Stores what is expensive to make, spoken sentences and encoded scenes, under a digest of what it was made from.

A second video of the same paper then costs only what differs, and so does an attempt that continues a lost one. A file
starts with a digest of its content; a truncated or altered file is treated as missing. The cache is never required: an
entry that cannot be read or written is made again.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from videos.pipeline.cache.codec import pack, unpack
from videos.pipeline.cache.key_locks import alone

T = TypeVar("T")

logger = logging.getLogger(__name__)

_DIGEST_BYTES = 16
_SUFFIX, _LOCK = ".part", ".lock"


class RenderCache:
    """A cache in ``folder``, which need not exist. Without a folder nothing is stored.

    ``made_by`` identifies the software, so that another version does not use these entries.
    """

    def __init__(self, folder: Path | None = None, made_by: str = "") -> None:
        self._folder = folder
        self._made_by = _digest(made_by.encode())

    def get_or_make(self, made_from: bytes, kind: type[T], make: Callable[[], T], patience: float = 0.0) -> T:
        """The entry for ``made_from``, or else the result of ``make``, which must depend on ``made_from`` only.

        If another process is making this entry, wait up to ``patience`` seconds for it.
        """
        if (found := self.get(made_from, kind)) is not None:
            return found
        if not (self._folder and patience):
            return self._made(made_from, make)
        with alone(self._path(made_from).with_suffix(_LOCK), patience):
            found = self.get(made_from, kind)
            return self._made(made_from, make) if found is None else found

    def _made(self, made_from: bytes, make: Callable[[], T]) -> T:
        made = make()
        self.put(made_from, made)
        return made

    def get(self, made_from: bytes, kind: type[T]) -> T | None:
        """The entry for ``made_from``, if there is one."""
        return unpack(_read(self._path(made_from)), kind) if self._folder else None

    def put(self, made_from: bytes, value: object) -> None:
        """Store the entry for ``made_from``."""
        if self._folder:
            _write(self._path(made_from), pack(value))

    def _path(self, made_from: bytes) -> Path:
        return (self._folder or Path()) / f"{_digest(made_from, self._made_by).hex()}{_SUFFIX}"


def trim(folder: Path, most_bytes: int) -> int:
    """Remove the least recently used entries until at most ``most_bytes`` remain. Returns the number removed."""
    files = sorted(_files(folder), key=lambda pair: pair[0].st_mtime)
    over = sum(status.st_size for status, _ in files) - most_bytes
    removed = 0
    for status, path in files:
        if over <= 0:
            break
        path.unlink(missing_ok=True)
        over -= status.st_size
        removed += 1
    return removed


def _files(folder: Path) -> Iterator[tuple[os.stat_result, Path]]:
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # another worker has just renamed or removed the file
            yield path.stat(), path


def _read(path: Path) -> bytes:
    """The stored content; b"", which no value is serialised as, if it is missing or altered."""
    try:
        whole = path.read_bytes()
        os.utime(path)  # marks it as just used
    except OSError:
        return b""
    digest, content = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
    return content if compare_digest(digest, _digest(content)) else b""


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(f".{uuid4().hex}")  # several workers may make the same entry at once
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(_digest(content) + content)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        logger.warning("an entry of the render cache could not be written: %s", error.strerror)


def _digest(content: bytes, key: bytes = b"") -> bytes:
    return blake2b(content, digest_size=_DIGEST_BYTES, key=key).digest()


NO_CACHE = RenderCache()
"""Stores nothing."""
