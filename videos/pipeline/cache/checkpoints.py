"""The folder that an attempt works in, and what earlier attempts at the same video have left for it.

The result of a finished stage is kept in a file that every later attempt may take over. Two attempts may be alive at
once, since a worker that was thought dead can come back. So a file appears under its name only when it is whole, and
an attempt reads it once and goes on with what it has read, whatever takes the file's place afterwards.

A file opens with a digest of what follows, keyed with what that was made from: the software, the request, and through
the digest of the stage before, all that came earlier. So a script goes with the paper that it tells, and no other.
What was cut short or altered, or was made from something else, counts as not there.
"""

from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import TypeVar

from videos.pipeline.cache.codec import pack, unpack
from videos.pipeline.errors import disk_full_errors
from videos.pipeline.progress import Stage

T = TypeVar("T")

_DIGEST_BYTES = 32


class Workspace:
    """``private`` is this attempt's own folder; ``shared`` is where the attempts at one video meet, if they do.

    Both exist, on one file system. ``made_from`` names everything that decides what the video becomes. Stages are taken
    and kept in their order.
    """

    def __init__(self, private: Path, shared: Path | None = None, made_from: str = "") -> None:
        self.private = private
        self._shared = shared
        self._made_from = blake2b(made_from.encode(), digest_size=_DIGEST_BYTES).digest()

    def load(self, stage: Stage, kind: type[T]) -> T | None:
        """What an earlier attempt left of this stage, or None when there is nothing that can be trusted."""
        if self._shared is None:
            return None
        try:
            whole = (self._shared / _name(stage)).read_bytes()
        except OSError:  # what cannot be read is made anew
            return None
        digest, content = whole[:_DIGEST_BYTES], memoryview(whole)[_DIGEST_BYTES:]
        if not compare_digest(digest, self._digest(content)):
            return None
        value = unpack(content, kind)
        if value is not None:
            self._made_from = digest
        return value

    @disk_full_errors()
    def save(self, stage: Stage, value: object) -> None:
        """Leave the result of a stage for later attempts. Raises DiskFull."""
        if self._shared is None:
            return
        content = pack(value)
        self._made_from = self._digest(content)
        partial = self.private / f"{_name(stage)}.part"
        # Not forced to the disk: what a power failure cuts short is found out by its digest.
        partial.write_bytes(self._made_from + content)
        partial.replace(self._shared / _name(stage))

    def _digest(self, content: bytes | memoryview) -> bytes:
        return blake2b(content, digest_size=_DIGEST_BYTES, key=self._made_from).digest()


def _name(stage: Stage) -> str:
    return f"{stage}.kept"
