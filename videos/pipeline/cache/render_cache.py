"""Keeps what is costly to make, a sentence's speech or a scene's pictures, under the name of what it was made from.

So a second video of one paper costs only what is different in it, and so does an attempt that goes on where another
died. A file opens with a digest of its content: what was cut short or altered counts as not there. Parts are a help,
never a need: what cannot be kept or read is made.
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

T = TypeVar("T")

logger = logging.getLogger(__name__)

_DIGEST_BYTES = 16
_SUFFIX = ".part"


class RenderCache:
    """The parts in ``folder``, which need not exist; without a folder nothing is kept.

    ``made_by`` names the software: another version finds nothing of this one's.
    """

    def __init__(self, folder: Path | None = None, made_by: str = "") -> None:
        self._folder = folder
        self._made_by = _digest(made_by.encode())

    def get_or_make(self, made_from: bytes, kind: type[T], make: Callable[[], T]) -> T:
        """What ``make`` gives, which is the same whenever ``made_from`` is: made now, or an earlier time."""
        if self._folder is None:
            return make()
        path = self._folder / f"{_digest(made_from, self._made_by).hex()}{_SUFFIX}"
        if (found := unpack(_read(path), kind)) is not None:
            return found
        made = make()
        _write(path, pack(made))
        return made


def trim(folder: Path, most_bytes: int) -> int:
    """Remove the parts that were not used for longest until the others take no more than so many bytes; how many."""
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
        with suppress(FileNotFoundError):  # another worker has just finished, or removed, this one
            yield path.stat(), path


def _read(path: Path) -> bytes:
    """What was kept; b"", which is no packed value, when there is nothing or when it was altered."""
    try:
        whole = path.read_bytes()
        os.utime(path)  # used just now
    except OSError:
        return b""
    digest, content = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
    return content if compare_digest(digest, _digest(content)) else b""


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(f".{uuid4().hex}")  # several workers may make one part at the same time
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(_digest(content) + content)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        logger.warning("a part of the video could not be kept for the next time: %s", error.strerror)


def _digest(content: bytes, key: bytes = b"") -> bytes:
    return blake2b(content, digest_size=_DIGEST_BYTES, key=key).digest()
