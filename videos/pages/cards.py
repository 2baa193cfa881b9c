"""The cards of the library: one for each paper of an owner, with all that was requested of it.

A card shows the newest job that the list has of its project. Jobs without a project, which a process of an earlier
release inserts while an upgrade is under way, have a card of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from videos.models import UNDER_WAY, Job, Status
from videos.pipeline.options import Format


@dataclass(frozen=True, slots=True)
class Card:
    """A job and the ``jobs`` of its project, the newest first; these are empty if it is the only one."""

    job: Job
    jobs: tuple[Job, ...] = ()

    @property
    def renditions(self) -> list[Job]:
        """The newest job of each format, in the order of ``Format``."""
        newest = {job.options.format: job for job in reversed(self.jobs)}
        return [newest[shape] for shape in Format if shape in newest]

    @property
    def is_live(self) -> bool:
        """Whether a job of it will change by itself."""
        return any(job.status in UNDER_WAY for job in (self.job, *self.jobs))

    @property
    def is_running(self) -> bool:
        """Whether a worker has a job of it."""
        return any(job.status == Status.PROCESSING for job in (self.job, *self.jobs))


def newest_of_papers(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Of each project, the newest of these jobs."""
    newer = Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk"))
    same = jobs.select_related(None).order_by().filter(newer, project=OuterRef("project"))
    return jobs.filter(~Exists(same.values("pk")))


def cards_of(jobs: Sequence[Job], visible: QuerySet[Job]) -> list[Card]:
    """The card of each job, with those of its project that are ``visible``. One query."""
    projects = {job.project_id for job in jobs} - {None}
    found: dict[UUID | None, list[Job]] = defaultdict(list)
    columns = ("project", "options", "status", "progress", "created_at")
    for job in visible.filter(project__in=projects).only(*columns) if projects else ():
        found[job.project_id].append(job)
    return [Card(job, tuple(among) if len(among := found[job.project_id]) > 1 else ()) for job in jobs]


def single(jobs: Iterable[Job]) -> list[Card]:
    """A card for each job alone."""
    return [Card(job) for job in jobs]
