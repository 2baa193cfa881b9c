"""Tells FFmpeg's errors, and the disk's, in the pipeline's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import av

from videos.pipeline.errors import DiskFull, EncodingFailed, is_full


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise what fails inside as DiskFull or EncodingFailed."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        if is_full(error):
            raise DiskFull from error
        raise EncodingFailed(f"The encoder stopped: {error.strerror or error}. Make the video again.") from error
