"""The project of a job, and its group: the jobs of one request that names several formats.

A transaction that locks several rows locks users before jobs, and jobs before projects.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from videos import search
from videos.models import FINAL, Job, Project, Status
from videos.pipeline.options import Format


def join(jobs: Sequence[Job]) -> None:
    """Put new jobs, all of one owner, into the projects of their papers, which are made if there are none.

    All are found first, then locked in one order, so that two requests with the same papers never wait for each other.
    They stay locked until the end of the transaction: otherwise one could be deleted before its jobs are inserted.
    """
    owner_id, first_of = jobs[0].owner_id, {job.pubmed_id: job for job in reversed(jobs)}
    found: dict[str, uuid.UUID] = {}
    while len(found) < len(first_of):  # again, if one was made or deleted by another meanwhile
        found = _found(owner_id, first_of.keys())
        made = [_project_for(first_of[name]) for name in sorted(first_of.keys() - found.keys())]
        Project.objects.bulk_create(made, ignore_conflicts=True)
        found |= {project.pubmed_id: project.pk for project in made}
        locked = Project.objects.select_for_update().filter(pk__in=set(found.values())).order_by("pk")
        held = set(locked.values_list("pk", flat=True))
        found = {name: project_id for name, project_id in found.items() if project_id in held}
    for job in jobs:
        job.project_id = found[job.pubmed_id]


def identify(job_id: uuid.UUID, title: str, paper: Mapping[str, Any]) -> None:
    """Note which paper the project of a job is of, and move its jobs if the owner has another project of that paper.

    ``paper`` has the "pmid", "pmcid" and "doi" of the record. A project that is known to be of another paper stays as
    it is. Call it outside a transaction. It may be repeated, also by several processes at once.
    """
    project = Project.objects.filter(jobs=job_id).first()
    if project is None:
        return
    pmid = paper.get("pmid")
    known = description(project.pubmed_id, title, paper)
    if pmid:
        known |= {"pmid": pmid, "pmcid": paper.get("pmcid", ""), "doi": paper.get("doi", "").lower(), "title": title}
    if all(getattr(project, name) == value for name, value in known.items()):
        return
    try:
        with transaction.atomic():
            Project.objects.filter(Q(pmid=None) | Q(pmid=pmid), pk=project.pk).update(**known)
    except IntegrityError:  # project_once_by_pmid
        target = Project.objects.filter(owner_id=project.owner_id, pmid=pmid).first()
        if target is None or not _move(project, target):  # deleted meanwhile
            identify(job_id, title, paper)


def description(name: str, title: str, paper: Mapping[str, Any]) -> dict[str, str]:
    """By what a paper is found, as fields of its project; ``name`` is its id as it was first requested."""
    topics = paper.get("topics") or ()
    others = [*paper.get("authors", ()), paper.get("journal", ""), *topics]
    ids = [name, *(paper.get(kind) or "" for kind in ("pmid", "pmcid", "doi"))]
    words = search.words_of(title, others, ids)
    return {"words": words, "topics": "\n" + "".join(f"{topic}\n" for topic in topics) if topics else ""}


def _project_for(job: Job) -> Project:
    """The project of a new paper, which is not stored yet."""
    known = description(job.pubmed_id, job.title, job.paper or {})
    return Project(owner_id=job.owner_id, pubmed_id=job.pubmed_id, title=job.title, **known)


def _found(owner_id: int | None, names: Set[str]) -> dict[str, uuid.UUID]:
    """The projects of papers by each id that the paper's record or their jobs have.

    The one whose record was read comes first.
    """
    by_id = Q(pmid__in=names) | Q(pmcid__in=names) | Q(doi__in=names) | Q(pubmed_id__in=names)
    projects = Project.objects.filter(by_id, owner_id=owner_id).order_by(F("pmid").desc(nulls_first=True), "-pk")
    found: dict[str, uuid.UUID] = {}
    for project_id, *ids in projects.values_list("pk", "pubmed_id", "pmid", "pmcid", "doi"):
        found |= dict.fromkeys(names & set(ids), project_id)
    if unknown := names - found.keys():
        jobs = Job.objects.filter(owner_id=owner_id, pubmed_id__in=unknown, project__isnull=False)
        found |= dict(jobs.order_by().values_list("pubmed_id", "project_id").distinct())
    return found


def _move(project: Project, target: Project) -> bool:
    """Move the jobs of a project to another one and delete it. False if the other one was deleted meanwhile.

    Each job has a transaction of its own, which locks it before the projects, as all do.
    """
    for job_id in list(project.jobs.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            job = Job.objects.select_for_update().filter(pk=job_id, project=project).first()
            if job is None:
                continue
            if _locked(Q(pk=target.pk)) is None:
                return False
            Job.objects.filter(pk=job_id).update(project=target)
    with transaction.atomic():
        leave(project.pk)
    return True


def _locked(which: Q) -> Project | None:
    return Project.objects.select_for_update().filter(which).first()


def leave(project_id: uuid.UUID | None) -> None:
    """Delete a project whose last job has been deleted in this transaction."""
    project = project_id and _locked(Q(pk=project_id))
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
