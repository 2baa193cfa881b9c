"""What removes jobs and files: on request, when they are too old, and when no job has them."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from videos.jobs import lifecycle
from videos.models import FINAL, Job
from videos.storage import artefacts, backends

logger = logging.getLogger(__name__)

_AT_ONCE = 200
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be."""

    jobs: int = 0
    """Finished longer ago than JOB_KEEP_DAYS."""
    stored: int = 0
    """Folders in the storage that no job has."""


def delete(job_id: UUID) -> bool:
    """Remove a job and its files, cancelling it first. False when there is none.

    The row goes first: files without a row are pruned one day, a row without files would be a lie.
    """
    folder = Job.objects.filter(pk=job_id).values_list("folder", flat=True).first()
    if folder is None or not lifecycle.delete(job_id):
        return False
    artefacts.remove_unused(folder)
    return True


def prune(*, dry_run: bool = False, most: int | None = None) -> Pruned:
    """Remove what is too old and what nobody has; with ``dry_run`` only count it.

    Where ``most`` jobs are too old, or more, so many of them are removed and nothing else is looked at: come again.
    """
    jobs = list(_old_jobs()[:most])
    if len(jobs) == most:
        return Pruned(sum(map(delete, jobs)))
    stored = list(_orphans())
    if not dry_run:
        jobs = [job_id for job_id in jobs if delete(job_id)]
        for folder in stored:
            artefacts.remove(folder)
        logger.info("pruned %d jobs and %d stored folders", len(jobs), len(stored))
    return Pruned(len(jobs), len(stored))


def _old_jobs() -> "QuerySet[Job, UUID]":
    """The ids of the jobs that ended longer ago than they are kept."""
    before = Now() - timedelta(days=settings.JOB_KEEP_DAYS)
    old = Job.objects.filter(status__in=FINAL, finished_at__lt=before) if settings.JOB_KEEP_DAYS else Job.objects.none()
    return old.values_list("pk", flat=True)


def _orphans() -> Iterator[str]:
    """The folders of attempts that no row names and no running attempt writes to.

    The storage is listed before the rows are asked: a folder that was there then, and is wanted, has a row by now.
    """
    folders = backends.default().second_level(artefacts.ROOT)
    while listed := list(islice(folders, _AT_ONCE)):
        found = {folder: token for folder in listed if _UUID.fullmatch(token := folder.rpartition("/")[2])}
        kept = set(Job.objects.filter(folder__in=found).values_list("folder", flat=True))
        written = {str(token) for token in Job.objects.filter(token__in=found.values()).values_list("token", flat=True)}
        yield from (folder for folder, token in found.items() if folder not in kept and token not in written)
