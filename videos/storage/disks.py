"""Free space on this machine's disks, where videos are made and stored."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages


def free_mb() -> dict[str, int]:
    """Free megabytes by folder: WORK_DIR, and MEDIA_ROOT if the storage is a disk."""
    kept = [settings.MEDIA_ROOT] if isinstance(storages["default"], FileSystemStorage) else []
    return {
        str(folder): shutil.disk_usage(_existing(Path(folder))).free // 1_000_000
        for folder in (settings.WORK_DIR, *kept)
    }


def _existing(folder: Path) -> Path:
    """The folder, or its nearest parent that exists, so that nothing has to be created."""
    return next(path for path in (folder, *folder.parents) if path.exists())
