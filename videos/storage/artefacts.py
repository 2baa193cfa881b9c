"""Stores and removes the artefacts of jobs, in Django's storage."""

import logging
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage

from videos.models import Job
from videos.pipeline.errors import DiskFull, StorageFailed, StorageUnavailable, is_full
from videos.pipeline.products import ARTEFACTS, CONTENT_TYPES, VIDEO
from videos.pipeline.progress import Report

logger = logging.getLogger(__name__)

ROOT = "videos"


class _TypedFile(File):  # type: ignore[type-arg]
    """A file with the ``content_type`` that S3 storage looks for."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"))
        self.content_type = CONTENT_TYPES[path.name]


def store(made: Path, names: Sequence[str], folder: str, report: Report) -> None:
    """Copy the files of a video from ``made`` into ``folder`` of the storage. A failed copy leaves nothing behind.

    Each attempt has its own folder, so that a worker that has lost its claim cannot change another's result. Raises
    StorageFailed, StorageUnavailable or DiskFull, and what ``report`` raises.
    """
    try:
        _copy(made, names, folder, report)
    except BaseException:
        remove(folder)
        raise


def remove(folder: str) -> None:
    """Remove the files of a folder. Failures are only logged, because pruning removes the rest later."""
    for name in ARTEFACTS:
        try:
            default_storage.delete(f"{folder}/{name}")
        except ConnectionError as error:
            logger.warning("%s could not be removed: %s", folder, error)
            return  # each of the others would take as long to fail
        except OSError as error:
            logger.warning("%s/%s could not be removed: %s", folder, name, error)
    for empty in (folder, folder.rpartition("/")[0]):
        try:
            default_storage.delete(empty)
        except OSError:  # it also holds the folder of another attempt, or the storage has no folders
            break


def remove_leftovers(job_id: UUID) -> None:
    """Remove what attempts at a job have stored but not recorded in its row."""
    path = f"{ROOT}/{job_id}"
    try:
        folders, _ = default_storage.listdir(path)
    except FileNotFoundError:
        return
    except OSError as error:
        logger.warning("%s could not be listed: %s", path, error)
        return
    for name in folders:
        remove_unused(f"{path}/{name}")


def remove_unused(folder: str) -> None:
    """Remove the files of a folder unless a job uses them: several jobs may share a video."""
    if folder and not Job.objects.filter(folder=folder).exists():
        remove(folder)


def video_exists(folder: str) -> bool:
    """Whether the video of a folder exists. False if the storage cannot be reached."""
    try:
        return default_storage.exists(f"{folder}/{VIDEO}")
    except OSError as error:
        logger.warning("could not find out whether %s has a video: %s", folder, error)
        return False


def folder_of(job_id: UUID, token: UUID) -> str:
    """The storage folder of the attempt that holds ``token``."""
    return f"{ROOT}/{job_id}/{token}"


def path(job: Job, name: str) -> str:
    """The storage name of one of the ``files`` of a completed job."""
    return f"{job.folder}/{name}"


def _copy(made: Path, names: Sequence[str], folder: str, report: Report) -> None:
    for done, name in enumerate(names):
        report(done / len(names))
        try:
            _save(made / name, f"{folder}/{name}")
        except ConnectionError as error:
            logger.warning("%s could not be stored: %s", name, error)
            raise StorageUnavailable from error
        except OSError as error:
            if is_full(error):
                raise DiskFull from error
            raise StorageFailed(
                f"The finished video could not be stored ({error.strerror or error}). Check the free space and the "
                "permissions of MEDIA_ROOT or of the bucket, then retry the job."
            ) from error


def _save(path: Path, name: str) -> None:
    """Store a file, and check that it arrived in full. Raises OSError."""
    with _TypedFile(path) as file:
        saved = default_storage.save(name, file)
    size, saved_size = path.stat().st_size, default_storage.size(saved)
    if saved != name or saved_size != size:
        raise OSError(f"{name} has {size} bytes, and {saved} has {saved_size}")
