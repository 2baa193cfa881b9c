"""Removes jobs and their files: on request, when they are too old, and files that belong to no job.

Ends jobs whose review has taken too long.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.utils import timezone

from videos.jobs import lifecycle
from videos.models import FINAL, Batch, Job, Kit, Status, Storyboard
from videos.storage import artefacts, backends, figures, logos

logger = logging.getLogger(__name__)

_AT_ONCE = 200
_LOGO_UNUSED = timedelta(days=1)
_FIGURE_UNUSED = timedelta(days=2)
"""A job that is postponed may have fetched figures, and no storyboard yet."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be in a dry run."""

    jobs: int = 0
    """Jobs that ended more than JOB_KEEP_DAYS ago."""
    stored: int = 0
    """Folders in the storage that belong to no job."""
    logos: int = 0
    """Logos that no job and no kit names, a day after they were uploaded."""
    figures: int = 0
    """Pictures of figures that no storyboard may show, two days after they were last fetched."""
    expired: int = 0
    """Jobs whose storyboard was not approved for JOB_REVIEW_DAYS. They have failed, and are not removed."""


def delete(job_id: UUID) -> bool:
    """Cancel a job if it is unfinished, then remove it and its files. False if there is no such job.

    The row goes first: files without a row are pruned later, but a row without files would promise a missing video.
    """
    folder = Job.objects.filter(pk=job_id).values_list("folder", flat=True).first()
    if folder is None or not lifecycle.delete(job_id):
        return False
    artefacts.remove_unused(folder)
    return True


def prune(*, dry_run: bool = False, most: int | None = None) -> Pruned:
    """Remove jobs that are too old and files that belong to no job, and end reviews. With ``dry_run`` only count them.

    If at least ``most`` jobs are too old, only that many are removed, files are not examined, and the caller should
    call again.
    """
    expired = list(_expired_reviews())
    if not dry_run:
        expired = [job_id for job_id in expired if lifecycle.expire(job_id)]
    jobs = list(_old_jobs()[:most])
    if len(jobs) == most:
        return Pruned(sum(map(delete, jobs)), expired=len(expired))
    stored = list(_orphans())
    lists = _empty_batches()
    unused = list(_unused_logos())
    unseen = list(_unseen_figures())
    if not dry_run:
        jobs = [job_id for job_id in jobs if delete(job_id)]
        for folder in stored:
            artefacts.remove_unused(folder)
        for name in unused:
            logos.remove(name)
        for name in unseen:
            figures.remove(name)
        lists.delete()
        logger.info(
            "pruned %d jobs, %d stored folders, %d logos and %d figures",
            *(len(jobs), len(stored), len(unused), len(unseen)),
        )
    return Pruned(len(jobs), len(stored), len(unused), len(unseen), len(expired))


def _expired_reviews() -> "QuerySet[Job, UUID]":
    """The ids of the jobs whose storyboard was neither changed nor approved for JOB_REVIEW_DAYS."""
    before = Now() - timedelta(days=settings.JOB_REVIEW_DAYS)
    waiting = Job.objects.filter(status=Status.REVIEW, waiting_since__lt=before)
    return (waiting if settings.JOB_REVIEW_DAYS else Job.objects.none()).values_list("pk", flat=True)


def _old_jobs() -> "QuerySet[Job, UUID]":
    """The ids of the jobs that ended more than JOB_KEEP_DAYS ago."""
    before = Now() - timedelta(days=settings.JOB_KEEP_DAYS)
    old = Job.objects.filter(status__in=FINAL, finished_at__lt=before) if settings.JOB_KEEP_DAYS else Job.objects.none()
    return old.values_list("pk", flat=True)


def _empty_batches() -> QuerySet[Batch]:
    """The batches that were requested more than JOB_KEEP_DAYS ago and have no job left."""
    before = Now() - timedelta(days=settings.JOB_KEEP_DAYS)
    old = Batch.objects.filter(created_at__lt=before, jobs=None)
    return old if settings.JOB_KEEP_DAYS else Batch.objects.none()


def _orphans() -> Iterator[str]:
    """Folders of attempts that no row refers to and no running attempt writes to.

    Attempts at work are queried after the storage is listed, and before the folders of rows. One that ends between two
    of these steps has its folder in the row by the last.
    """
    folders = backends.default().second_level(artefacts.ROOT)
    while listed := list(islice(folders, _AT_ONCE)):
        found = {folder: token for folder in listed if _UUID.fullmatch(token := folder.rpartition("/")[2])}
        written = {str(token) for token in Job.objects.filter(token__in=found.values()).values_list("token", flat=True)}
        kept = set(Job.objects.filter(folder__in=found).values_list("folder", flat=True))
        yield from (folder for folder, token in found.items() if folder not in kept and token not in written)


def _unused_logos() -> Iterator[str]:
    """Logos that no job and no kit names and that nobody has uploaded for a day, except the default logo."""
    before = timezone.now() - _LOGO_UNUSED
    if not any(logos.unused_since(before, ())):  # reading the options of all jobs takes seconds
        return iter(())
    try:
        default = logos.default()
    except logos.BadLogo as error:
        logger.warning("no logos are pruned: %s", error)
        return iter(())
    rows: tuple[QuerySet[Any], ...] = (Kit.objects.all(), Job.objects.all())
    named = (each.order_by().values_list(KT("options__theme__logo"), flat=True).distinct() for each in rows)
    return logos.unused_since(before, {default, *chain.from_iterable(named)})


def _unseen_figures() -> Iterator[str]:
    """Pictures of figures that no storyboard may show, and that no job has fetched for two days."""
    before = timezone.now() - _FIGURE_UNUSED
    if not any(figures.unused_since(before, ())):
        return iter(())
    seen = Storyboard.objects.exclude(figures="").order_by().values_list("figures", flat=True).distinct()
    return figures.unused_since(before, {digest for each in seen for digest in each.split()})
