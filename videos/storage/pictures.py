"""Keeps PNG files in a folder of Django's storage, under their digests."""

import logging
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.core.files.storage import default_storage

from videos.pipeline.errors import PipelineError, StorageUnavailable
from videos.storage import backends

logger = logging.getLogger(__name__)

_FILE = re.compile(r"(?P<digest>[0-9a-f]{32})(_\w+)?\.png")
"""Two processes that store the same picture at the same time get two names."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures in the folder ``root``: each is a ``what``. ``lost`` is the error if one is gone."""

    root: str
    what: str
    lost: type[PipelineError]

    def keep(self, png: bytes) -> str:
        """Store a PNG file and return its digest. Raises OSError, ConnectionError if the storage cannot be reached."""
        digest = blake2b(png, digest_size=16).hexdigest()
        backends.default().keep(self._path(digest), png)
        return digest

    def exists(self, digest: str) -> bool:
        """Whether there is a picture with this digest."""
        return default_storage.exists(self._path(digest))

    def read(self, digest: str) -> bytes:
        """The file with this digest. Raises ``lost``, or StorageUnavailable if the storage cannot be reached."""
        try:
            with default_storage.open(self._path(digest)) as file:
                return bytes(file.read())
        except ConnectionError as error:
            raise StorageUnavailable from error
        except OSError as error:
            raise self.lost from error

    def unused_since(self, time: datetime, used: Collection[str]) -> Iterator[str]:
        """The names of the files last stored before ``time`` that are not among the digests ``used``."""
        for name, stored in backends.default().files(self.root):
            found = _FILE.fullmatch(name)
            if found and stored < time and found["digest"] not in used:
                yield name

    def remove(self, name: str) -> None:
        """Remove a file. A failure is only logged, because pruning tries again."""
        try:
            default_storage.delete(f"{self.root}/{name}")
        except OSError as error:
            logger.warning("the %s %s could not be removed: %s", self.what, name, error)

    def _path(self, digest: str) -> str:
        return f"{self.root}/{digest}.png"
