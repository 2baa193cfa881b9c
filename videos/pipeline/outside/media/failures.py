"""Translates errors of FFmpeg and of the disk into the pipeline's own."""

from collections.abc import Iterator
from contextlib import contextmanager

import av

from videos.pipeline.errors import DiskFull, EncodingFailed, is_full


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise an error of FFmpeg or the operating system as DiskFull or EncodingFailed."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        if is_full(error):
            raise DiskFull from error
        raise EncodingFailed(f"The encoder stopped: {error.strerror or error}. Retry the job.") from error
