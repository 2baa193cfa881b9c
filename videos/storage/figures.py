"""Keeps pictures of figures in Django's storage, under their digests, for as long as a storyboard may show them."""

import logging
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from hashlib import blake2b

from django.core.files.storage import default_storage

from videos.pipeline.errors import DiskFull, FigureLost, StorageFailed, StorageUnavailable, is_full
from videos.storage import backends

logger = logging.getLogger(__name__)

_ROOT = "figures"
_FILE = re.compile(r"(?P<digest>[0-9a-f]{32})(_\w+)?\.png")
"""Two processes that store the same figure at the same time get two names."""


def store(png: bytes) -> str:
    """Keep a PNG file and return its digest. Raises StorageFailed, StorageUnavailable or DiskFull."""
    digest = blake2b(png, digest_size=16).hexdigest()
    try:
        backends.default().keep(_path(digest), png)
    except ConnectionError as error:
        raise StorageUnavailable from error
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise StorageFailed(f"The picture of a figure could not be stored ({error.strerror or error}).") from error
    return digest


def read(digest: str) -> bytes:
    """The file with this digest. Raises FigureLost, or StorageUnavailable if the storage cannot be reached."""
    try:
        with default_storage.open(_path(digest)) as file:
            return bytes(file.read())
    except ConnectionError as error:
        raise StorageUnavailable from error
    except OSError as error:
        raise FigureLost from error


def unused_since(time: datetime, used: Collection[str]) -> Iterator[str]:
    """The names of the files last stored before ``time`` that are not among the digests ``used``."""
    for name, stored in backends.default().files(_ROOT):
        found = _FILE.fullmatch(name)
        if found and stored < time and found["digest"] not in used:
            yield name


def remove(name: str) -> None:
    """Remove a file. A failure is only logged, because pruning tries again."""
    try:
        default_storage.delete(f"{_ROOT}/{name}")
    except OSError as error:
        logger.warning("the figure %s could not be removed: %s", name, error)


def _path(digest: str) -> str:
    return f"{_ROOT}/{digest}.png"
