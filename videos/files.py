"""The finished files of a job in Django's storage."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import File
from django.core.files.storage import default_storage

from videos.lifecycle import Claim
from videos.models import Job
from videos.pipeline.assembly import ARTEFACTS, MadeVideo, Observer
from videos.pipeline.errors import PipelineError
from videos.pipeline.progress import Stage

logger = logging.getLogger(__name__)


class StorageFailed(PipelineError):
    """The finished files could not be kept."""

    code = "storage_failed"
    transient = True


@contextmanager
def stored(claim: Claim, video: MadeVideo, observer: Observer) -> Iterator[str]:
    """Copy the files of a video into the storage and yield their folder; if the block fails they are taken away.

    Each attempt has a folder of its own, so that a worker that lost its claim cannot touch the result of another.
    Raises StorageFailed.
    """
    folder = f"videos/{claim.job_id}/{claim.token}"
    try:
        _copy(video, folder, observer)
        yield folder
    except BaseException:
        remove(folder)
        raise


def remove(folder: str) -> None:
    """Take away the files of a folder; those that are gone already, or cannot be reached, are no error."""
    for name in ARTEFACTS:
        try:
            default_storage.delete(f"{folder}/{name}")
        except OSError as error:
            logger.warning("%s/%s could not be removed: %s", folder, name, error)


def path(job: Job, name: str) -> str:
    """The name in the storage of one of the ``ARTEFACTS`` of a completed job."""
    return f"{job.folder}/{name}"


def _copy(video: MadeVideo, folder: str, observer: Observer) -> None:
    for done, name in enumerate(ARTEFACTS):
        observer.progress(Stage.STORE, done / len(ARTEFACTS))
        try:
            with (video.folder / name).open("rb") as file:
                default_storage.save(f"{folder}/{name}", File(file))
        except OSError as error:
            raise StorageFailed(
                f"The finished video could not be stored ({error.strerror or error}). Check the space and the rights "
                "of MEDIA_ROOT, then retry the job."
            ) from error
