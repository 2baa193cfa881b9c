"""The project of a job, and its group: the jobs of one request that names several formats.

A transaction that locks several rows locks users before jobs, and jobs before projects.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from videos.models import FINAL, Job, Project, Status
from videos.pipeline.options import Format


def join(jobs: Sequence[Job]) -> None:
    """Put new jobs, all of one owner and paper, into their project, which is made if there is none.

    It stays locked until the end of the transaction: otherwise it could be deleted before the jobs are inserted.
    """
    paper = {"owner_id": jobs[0].owner_id, "pubmed_id": jobs[0].pubmed_id}
    project, _ = Project.objects.select_for_update().get_or_create(**paper, defaults={"title": jobs[0].title})
    for job in jobs:
        job.project = project


def leave(project_id: uuid.UUID | None) -> None:
    """Delete a project whose last job has been deleted in this transaction."""
    project = project_id and Project.objects.select_for_update().filter(pk=project_id).first()
    if project and not project.jobs.exists():  # a new query: it sees a job that was inserted while this one waited
        project.delete()


def another(job: Job, shape: Format, **own: Any) -> Job:
    """A new job, which is not stored yet, with the paper, the owner and the options of a job, in the format ``shape``.

    ``own`` are the fields that differ.
    """
    return Job(
        pubmed_id=job.pubmed_id,
        priority=job.priority,
        owner_id=job.owner_id,
        options=replace(job.options, format=shape),
        webhook_url=job.webhook_url,
        title=job.title,
        paper=job.paper,
        celery_task_id=str(uuid.uuid4()),
        **own,
    )


def renditions(job: Job) -> list[Job]:
    """The jobs of the request that a job belongs to, in the order of ``Format``: itself alone if that names one."""
    if job.group is None:
        return [job]
    return sorted(Job.objects.filter(group=job.group), key=lambda each: list(Format).index(each.options.format))


def latest(project: Project) -> list[Job]:
    """The jobs of the newest request of a project."""
    newest = project.jobs.order_by("-created_at", "-pk").first()
    return renditions(newest) if newest else []


def to_come(jobs: Iterable[Job]) -> list[Format]:
    """The formats that are made once a storyboard is approved."""
    return [Format[name.upper()] for job in jobs for name in job.further_formats or ()]


def progress(jobs: Sequence[Job]) -> int:
    """The percentage of a request that is done. A job that has ended is done, and one to come has not begun."""
    done = sum(100 if job.status in FINAL else job.progress for job in jobs)
    return done // max(len(jobs) + len(to_come(jobs)), 1)


def finished(jobs: Iterable[Job]) -> list[Format]:
    """The formats in which there is a video, each once, in the order of ``Format``."""
    found = {job.options.format for job in jobs if job.status == Status.COMPLETED}
    return [shape for shape in Format if shape in found]
