"""The folders that attempts work in, and their removal."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from videos.engines.fingerprint import fingerprint
from videos.jobs.lifecycle import Claim
from videos.models import UNFINISHED, Job
from videos.pipeline.cache.checkpoints import Workspace


def enter(claim: Claim) -> Workspace:
    """The work folder of this attempt. What earlier attempts finished is there; what they left half done is removed."""
    shared = _folder(claim)
    shared.mkdir(parents=True, exist_ok=True)
    for other in shared.iterdir():
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
    private = shared / str(claim.token)
    private.mkdir()
    return Workspace(private, shared, made_from=f"{fingerprint(claim.options)} {claim.pubmed_id}")


def leave(claim: Claim) -> None:
    """Remove the folder of this attempt, and that of the job once it has ended."""
    folder = _folder(claim)
    if _is_unfinished(folder.name):
        folder /= str(claim.token)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the work folders on this machine of jobs that have ended: a killed worker leaves its folder behind."""
    if not settings.WORK_DIR.is_dir():
        return
    for folder in settings.WORK_DIR.iterdir():
        if not _is_unfinished(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


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
