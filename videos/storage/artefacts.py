"""The finished files of a job in Django's storage."""

import logging
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


class _Typed(File):  # type: ignore[type-arg]
    """A file that tells a storage which asks what it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"))
        self.content_type = CONTENT_TYPES[path.name]


def store(made: Path, folder: str, report: Report) -> None:
    """Copy the files of a video from ``made`` into ``folder`` of the storage; a failed copy leaves nothing behind.

    Each attempt has a folder of its own, so that a worker that lost its claim cannot touch the result of another.
    Raises StorageFailed, StorageUnavailable or DiskFull, and passes on what ``report`` raises.
    """
    try:
        _copy(made, folder, report)
    except BaseException:
        remove(folder)
        raise


def remove(folder: str) -> None:
    """Take away the files of a folder; those that are gone already, or cannot be reached, are no error.

    What is left of them is pruned one day.
    """
    for name in ARTEFACTS:
        try:
            default_storage.delete(f"{folder}/{name}")
        except ConnectionError as error:
            logger.warning("%s could not be removed: %s", folder, error)
            return  # each of the others would wait as long
        except OSError as error:
            logger.warning("%s/%s could not be removed: %s", folder, name, error)
    for empty in (folder, folder.rpartition("/")[0]):
        try:
            default_storage.delete(empty)
        except OSError:  # another attempt's folder lies beside it, or the storage knows no folders
            break


def remove_leftovers(job_id: UUID) -> None:
    """Take away what attempts at a job have stored that did not live to tell the row."""
    path = f"{ROOT}/{job_id}"
    try:
        folders, _ = default_storage.listdir(path)
    except FileNotFoundError:
        return
    except OSError as error:
        logger.warning("%s could not be looked through: %s", path, error)
        return
    for name in folders:
        remove_unused(f"{path}/{name}")


def remove_unused(folder: str) -> None:
    """Take away the files of a folder unless a job has them: several may share the video of one paper."""
    if folder and not Job.objects.filter(folder=folder).exists():
        remove(folder)


def exist(folder: str) -> bool:
    """Whether the video of a folder is there, and can be reached."""
    try:
        return default_storage.exists(f"{folder}/{VIDEO}")
    except OSError as error:
        logger.warning("it is not known whether %s has a video: %s", folder, error)
        return False


def folder_of(job_id: UUID, token: UUID) -> str:
    """The folder in the storage of the attempt that holds ``token``."""
    return f"{ROOT}/{job_id}/{token}"


def path(job: Job, name: str) -> str:
    """The name in the storage of one of the ``ARTEFACTS`` of a completed job."""
    return f"{job.folder}/{name}"


def _copy(made: Path, folder: str, report: Report) -> None:
    for done, name in enumerate(ARTEFACTS):
        report(done / len(ARTEFACTS))
        try:
            _keep(made / name, f"{folder}/{name}")
        except ConnectionError as error:
            logger.warning("%s could not be stored: %s", name, error)
            raise StorageUnavailable from error
        except OSError as error:
            if is_full(error):
                raise DiskFull from error
            raise StorageFailed(
                f"The finished video could not be stored ({error.strerror or error}). Check the space and the rights "
                "of MEDIA_ROOT, or of the bucket, then retry the job."
            ) from error


def _keep(path: Path, name: str) -> None:
    """Store a file, and look whether it is there. Raises OSError."""
    with _Typed(path) as file:
        kept = default_storage.save(name, file)
    size, kept_size = path.stat().st_size, default_storage.size(kept)
    if kept != name or kept_size != size:
        raise OSError(f"{name} has {size} bytes, and {kept} has {kept_size}")
