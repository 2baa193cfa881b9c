"""Refuses to start a video while too little disk space is free."""

from collections.abc import Callable

from django.conf import settings

from hiddenhill.runtime import private_folders
from videos.pipeline.cache import render_cache
from videos.pipeline.errors import DiskFull
from videos.storage import disks


class LowDiskSpace(DiskFull):
    """Less than MIN_FREE_MB is free, so no video is started."""


def check(free_mb: Callable[[], dict[str, int]] = disks.free_mb) -> None:
    """Raise LowDiskSpace if a disk has less than MIN_FREE_MB free, even after the render cache is emptied."""
    private_folders.make(settings.WORK_DIR)
    private_folders.make(settings.PARTS_DIR)
    render_cache.trim(settings.PARTS_DIR, settings.PARTS_MB * 1_000_000)
    if min(free_mb().values()) < settings.MIN_FREE_MB:
        render_cache.trim(settings.PARTS_DIR, 0)
    for folder, free in free_mb().items():
        if free < settings.MIN_FREE_MB:
            raise LowDiskSpace(
                f"Only {free} MB are free at {folder}, and a video needs {settings.MIN_FREE_MB} MB to start "
                "(MIN_FREE_MB). Free some space, for example with manage.py prune. The job is retried automatically."
            )
