"""Creates and removes the work folders of attempts."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from videos.engines.fingerprint import fingerprint
from videos.jobs.claims import Claim
from videos.models import UNFINISHED, Job
from videos.pipeline.cache.checkpoints import Workspace


def enter(claim: Claim) -> Workspace:
    """Create the work folder of this attempt. Checkpoints of earlier attempts are kept, their work folders removed."""
    shared = _folder(claim)
    shared.mkdir(parents=True, exist_ok=True)
    for other in shared.iterdir():
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
    private = shared / str(claim.token)
    private.mkdir()
    return Workspace(private, shared, made_from=f"{fingerprint(claim.options)} {claim.pubmed_id}")


def leave(claim: Claim, *, completed: bool = False) -> None:
    """Remove the work folder of this attempt; if the job has ended, the whole folder of the job.

    If it was not ``completed`` by this attempt, the row says whether it has ended.
    """
    folder = _folder(claim)
    if not completed and _is_unfinished(folder.name):
        folder /= str(claim.token)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of ended jobs from this machine: a killed worker leaves its folder behind."""
    if not settings.WORK_DIR.is_dir():
        return
    for folder in settings.WORK_DIR.iterdir():
        if not _is_unfinished(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _folder(claim: Claim) -> Path:
    # The run is part of the name: after a cancel and a retry, the old attempt's process may still be writing.
    return Path(settings.WORK_DIR) / f"{claim.job_id}.{claim.run}"


def _is_unfinished(name: str) -> bool:
    """Whether the job of a folder is unfinished and still on the same run.

    True as well if the database cannot be reached, or if the name is not that of a job's folder.
    """
    job_id, _, run = name.partition(".")
    try:
        return Job.objects.filter(pk=UUID(job_id), celery_task_id=run, status__in=UNFINISHED).exists()
    except (ValueError, DatabaseError, InterfaceError):
        return True
