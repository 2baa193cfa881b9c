"""The folder that an attempt works in, and what earlier attempts at the same video have left for it.

A finished stage is kept in a file that every later attempt may take over. Two attempts may be alive at once, since a
worker that was thought dead can come back. So what is kept appears under its name only when it is whole, and each
attempt reads a file once and goes on with what it has read, whatever takes the file's place afterwards.

A file is taken over only if it is what it should be: it opens with a digest of its content, keyed with what it was
made from, which is the software, the request and the digest of the stage before. What was cut short or altered, or
was made from something else, counts as not there.
"""

import shutil
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from videos.pipeline.progress import Stage

T = TypeVar("T")

_DIGEST_BYTES = 32


class Workspace:
    """``private`` is this attempt's own and empty; ``shared`` is where the attempts at one video meet.

    ``made_from`` names everything that decides what the video becomes.
    """

    def __init__(self, private: Path, shared: Path | None = None, made_from: str = "") -> None:
        self.private = private
        self._shared = shared
        self._made_from = blake2b(made_from.encode(), digest_size=_DIGEST_BYTES).digest()

    def take(self, stage: Stage, kind: type[T]) -> T | None:
        """What an earlier attempt left of this stage, or None. Stages are taken and kept in their order."""
        kept = self._read(_name(stage))
        if kept is None:
            return None
        self._made_from = kept[0]
        return msgspec.msgpack.decode(kept[1], type=kind, dec_hook=_array)

    def keep(self, stage: Stage, value: object) -> None:
        """Leave the result of a stage for later attempts."""
        content = msgspec.msgpack.encode(value, enc_hook=_parts)
        digest = self._digest(content)
        self._publish(_name(stage), digest + content)
        self._made_from = digest

    def take_file(self, name: str) -> bool:
        """Whether an earlier attempt left this file; it then stands in the private folder, too."""
        kept = self._read(f"{name}.digest")
        if kept is None or self._shared is None:
            return False
        try:
            shutil.copyfile(self._shared / name, self.private / name)
        except FileNotFoundError:
            return False
        return compare_digest(kept[1], self._digest((self.private / name).read_bytes()))

    def keep_file(self, name: str) -> None:
        """Leave a file of the private folder for later attempts."""
        if self._shared is None:
            return
        content = (self.private / name).read_bytes()
        digest = self._digest(content)
        self._publish(name, content)
        self._publish(f"{name}.digest", self._digest(digest) + digest)

    def _read(self, name: str) -> tuple[bytes, bytes] | None:
        """The digest and the content of a kept file, once they are found to agree."""
        if self._shared is None:
            return None
        try:
            whole = (self._shared / name).read_bytes()
        except FileNotFoundError:
            return None
        digest, content = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
        return (digest, content) if compare_digest(digest, self._digest(content)) else None

    def _digest(self, content: bytes) -> bytes:
        return blake2b(content, digest_size=_DIGEST_BYTES, key=self._made_from).digest()

    def _publish(self, name: str, content: bytes) -> None:
        if self._shared is None:
            return
        partial = self.private / f"{name}.part"
        partial.write_bytes(content)
        partial.replace(self._shared / name)


def _name(stage: Stage) -> str:
    return f"{stage.value}.kept"


def _parts(value: object) -> object:
    """An array as msgpack can hold it."""
    if isinstance(value, np.ndarray):
        return [value.dtype.str, value.shape, value.tobytes()]
    raise NotImplementedError(f"{type(value).__name__} cannot be kept")


def _array(kind: type, parts: Any) -> object:
    """The array that ``_parts`` has taken apart."""
    dtype, shape, content = parts
    return np.frombuffer(content, dtype=np.dtype(dtype)).reshape(shape)
