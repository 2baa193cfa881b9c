"""Keeps pictures of figures in Django's storage, for as long as a storyboard may show them."""

from videos.pipeline.errors import DiskFull, FigureLost, StorageFailed, StorageUnavailable, is_full
from videos.storage.pictures import Pictures

_kept = Pictures("figures", "figure", FigureLost)
read, remove, unused_since = _kept.read, _kept.remove, _kept.unused_since


def store(png: bytes) -> str:
    """Keep a PNG file and return its digest. Raises StorageFailed, StorageUnavailable or DiskFull."""
    try:
        return _kept.keep(png)
    except ConnectionError as error:
        raise StorageUnavailable from error
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise StorageFailed(f"The picture of a figure could not be stored ({error.strerror or error}).") from error
