"""Room on the disk: the folders that attempts work in, and whether there is space for another video."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, InterfaceError

from videos.lifecycle import Claim
from videos.models import UNFINISHED, Job
from videos.pipeline import parts
from videos.pipeline.errors import DiskFull
from videos.pipeline.workspace import Workspace
from videos.recipe import recipe

logger = logging.getLogger(__name__)


class NoRoom(DiskFull):
    """There is too little room to begin with."""


def check() -> None:
    """Raise NoRoom when less than MIN_FREE_MB are free where videos are made or kept, even without the parts."""
    settings.WORK_DIR.mkdir(parents=True, exist_ok=True)
    parts.trim(settings.PARTS_DIR, settings.PARTS_MB * 1_000_000)
    for folder in _disks():
        if _free(folder) < settings.MIN_FREE_MB:
            parts.trim(settings.PARTS_DIR, 0)
        if (free := _free(folder)) < settings.MIN_FREE_MB:
            raise NoRoom(
                f"Only {free} MB are free at {folder}, and a video is begun only with {settings.MIN_FREE_MB} "
                "(MIN_FREE_MB). Make room, for instance with manage.py prune; the job is tried again by itself."
            )


def enter(claim: Claim) -> Workspace:
    """The work folder of this attempt. What earlier attempts finished is there; what they left half done is removed."""
    shared = _folder(claim)
    shared.mkdir(parents=True, exist_ok=True)
    for other in shared.iterdir():
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
    private = shared / str(claim.token)
    private.mkdir()
    return Workspace(private, shared, made_from=f"{recipe(claim.options)} {claim.pubmed_id}")


def leave(claim: Claim) -> None:
    """Remove the folder of this attempt, and that of the job once it has ended."""
    folder = _folder(claim)
    if _is_unfinished(folder.name):
        folder /= str(claim.token)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Remove the work folders of jobs that have ended, whose workers did not live to do so; returns them."""
    left = list(abandoned_folders())
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return left


def abandoned_folders() -> Iterator[Path]:
    """The work folders on this machine of jobs that have ended."""
    if settings.WORK_DIR.is_dir():
        yield from (folder for folder in settings.WORK_DIR.iterdir() if not _is_unfinished(folder.name))


def _folder(claim: Claim) -> Path:
    # Named for the run, too: a job that is cancelled and retried shares nothing with what may still be dying.
    return Path(settings.WORK_DIR) / f"{claim.job_id}.{claim.run}"


def _is_unfinished(name: str) -> bool:
    """Whether the job and run of a work folder can still be gone on with.

    Yes, when the database does not tell, or when the name is none of ours.
    """
    job_id, _, run = name.partition(".")
    try:
        return Job.objects.filter(pk=UUID(job_id), celery_task_id=run, status__in=UNFINISHED).exists()
    except (ValueError, DatabaseError, InterfaceError):
        return True


def _free(folder: Path) -> int:
    """Megabytes."""
    return shutil.disk_usage(folder).free // 1_000_000


def _disks() -> Iterator[Path]:
    yield Path(settings.WORK_DIR)
    if isinstance(storages["default"], FileSystemStorage):
        media = Path(settings.MEDIA_ROOT)
        yield next(folder for folder in (media, *media.parents) if folder.exists())
