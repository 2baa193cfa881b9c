"""The folder of an attempt, and the checkpoints of earlier attempts at the same video.

The result of a finished stage is a checkpoint: a file from which any later attempt can continue. Two attempts may run
at once, since a worker that was thought dead can come back. So a file appears under its name only when it is complete,
and an attempt reads it once and keeps the value, even if the file is replaced afterwards.

A file starts with a digest of its content. The key of the digest is made from the software, the request and the digest
of the previous stage, so a script is used only with its own paper. A checkpoint that is truncated, altered or made from
something else is treated as missing.
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
    """The folders of an attempt: ``private`` is its own, ``shared`` has the checkpoints of all attempts at one video.

    Both must exist, on the same file system. Without ``shared`` there are no checkpoints. ``made_from`` identifies
    everything that decides what the video becomes. Load and save the stages in their order.
    """

    def __init__(self, private: Path, shared: Path | None = None, made_from: str = "") -> None:
        self.private = private
        self._shared = shared
        self._made_from = blake2b(made_from.encode(), digest_size=_DIGEST_BYTES).digest()

    def load(self, stage: Stage, kind: type[T]) -> T | None:
        """The result of this stage from an earlier attempt, or None if there is no valid checkpoint."""
        if self._shared is None:
            return None
        try:
            whole = (self._shared / _name(stage)).read_bytes()
        except OSError:  # the stage is then done again
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
        """Save the result of a stage for later attempts. Raises DiskFull."""
        if self._shared is None:
            return
        content = pack(value)
        self._made_from = self._digest(content)
        partial = self.private / f"{_name(stage)}.part"
        # No fsync: if a power failure truncates the file, its digest shows it.
        partial.write_bytes(self._made_from + content)
        partial.replace(self._shared / _name(stage))

    def _digest(self, content: bytes | memoryview) -> bytes:
        return blake2b(content, digest_size=_DIGEST_BYTES, key=self._made_from).digest()


def _name(stage: Stage) -> str:
    return f"{stage}.kept"
