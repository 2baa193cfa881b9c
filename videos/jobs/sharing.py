"""Who may see the videos of a project besides its owner, by which link, and how often it was opened."""

import datetime
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.crypto import get_random_string

from videos.models import DailyViews, Job, Project, Status, Visibility
from videos.pipeline.options import Format

_SLUG_LENGTH = 22
"""Letters and digits with 131 random bits, as many as in a UUID. No programme cuts them off the end of a link."""

_MOST = 100
"""Finished videos of a project among which the latest of each format is looked for."""

_DAYS = 30
_MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|embedly|monitor|headless|lighthouse|"
    r"curl|wget|python|httpx|okhttp|java/|go-http|libwww|node-fetch|axios",
    re.IGNORECASE,
)
"""What the User-Agent of programs that open pages without a person contains."""


@dataclass(frozen=True, slots=True)
class Day:
    """How often a page was opened on a day."""

    day: datetime.date
    views: int


@dataclass(frozen=True, slots=True)
class Views:
    """How often the page of a project was opened: in all, and on each of the last 30 days on which it was."""

    total: int
    days: tuple[Day, ...]


class TakenDown(Exception):
    """Staff have taken the page of the project down. The message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The staff of this service have taken the page of these videos down: {reason}")


def share(project_id: uuid.UUID, visibility: Visibility, *, new_link: bool = False) -> Project:
    """Change who may see the videos of a project. Raises Project.DoesNotExist or TakenDown.

    A link stays the same between "link" and "public", unless a new one is requested. Once it is private, or has a new
    link, the old one leads nowhere, for ever.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project_id)
        if project.taken_down and visibility != Visibility.PRIVATE:
            raise TakenDown(project.taken_down)
        if visibility == Visibility.PRIVATE:
            project.slug = None
        elif project.slug is None or new_link:
            project.slug = get_random_string(_SLUG_LENGTH)
        if visibility != Visibility.PUBLIC:
            project.listed_at = None
        elif project.listed_at is None:
            project.listed_at = timezone.now()
        project.visibility = visibility
        project.save(update_fields=("visibility", "slug", "listed_at"))
    return project


def take_down(project_id: uuid.UUID, reason: str) -> bool:
    """Let the links of a project lead nowhere until it is restored, and its owner know why. False if it is gone."""
    return bool(Project.objects.filter(pk=project_id).update(taken_down=reason))


def restore(project_id: uuid.UUID) -> bool:
    """Let the link of a project that was taken down lead to it again. False if it was not taken down."""
    return bool(Project.objects.filter(pk=project_id).exclude(taken_down="").update(taken_down=""))


def find(slug: str) -> Project | None:
    """The project to which a link leads now; None if there is none."""
    return Project.objects.filter(slug=slug, taken_down="").exclude(visibility=Visibility.PRIVATE).first()


def videos(project: Project) -> dict[Format, Job]:
    """The latest finished video of a project in each format, in the order of ``Format``."""
    return videos_of([project])[project.pk]


def videos_of(several: Sequence[Project]) -> dict[uuid.UUID, dict[Format, Job]]:
    """The latest finished videos of several projects, by their ids."""
    finished = Job.objects.filter(project__in=several, status=Status.COMPLETED).order_by("-created_at", "-pk")
    latest: dict[uuid.UUID | None, dict[Format, uuid.UUID]] = {project.pk: {} for project in several}
    rows = finished.values_list("project_id", "pk", "options")[: _MOST * len(several)]
    for project_id, job_id, options in rows:
        latest[project_id].setdefault(options.format, job_id)
    ids = [job_id for found in latest.values() for job_id in found.values()]
    jobs = Job.objects.filter(status=Status.COMPLETED).in_bulk(ids)
    return {
        project.pk: {shape: jobs[found[shape]] for shape in Format if shape in found and found[shape] in jobs}
        for project in several
        for found in [latest[project.pk]]
    }


def listed() -> QuerySet[Project]:
    """The public projects with a finished video, the newest first."""
    finished = Job.objects.filter(project=OuterRef("pk"), status=Status.COMPLETED)
    public = Project.objects.filter(Exists(finished), visibility=Visibility.PUBLIC, taken_down="")
    return public.order_by("-listed_at", "-id")


def is_a_view(method: str | None, headers: Mapping[str, str], page: str) -> bool:
    """Whether a request for a page comes from a person who opens it.

    A program, a prefetch, a part of a file and a step within ``page``, such as to another format, do not count.
    """
    agent = headers.get("User-Agent", "")
    ahead = "prefetch" in headers.get("Sec-Purpose", "") or headers.get("Purpose") == "prefetch"
    within = headers.get("Referer", "").partition("?")[0].endswith(page)
    return method == "GET" and "Range" not in headers and not (ahead or within) and _is_of_a_person(agent)


def count_view(project: Project) -> None:
    """Count that the page of a project was opened today."""
    today = {"project": project, "day": timezone.now().date()}
    if DailyViews.objects.filter(**today).update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            DailyViews.objects.create(**today, number=1)
    except IntegrityError:  # another request was the first of the day, or the project has just been deleted
        DailyViews.objects.filter(**today).update(number=F("number") + 1)


def views(project: Project) -> Views:
    """How often the page of a project was opened, under all its links."""
    since = timezone.now().date() - datetime.timedelta(days=_DAYS - 1)
    total = project.daily_views.aggregate(total=Sum("number"))["total"] or 0
    recent = project.daily_views.filter(day__gte=since).order_by("day").values_list("day", "number")
    return Views(total, tuple(Day(day, number) for day, number in recent))


def _is_of_a_person(agent: str) -> bool:
    return agent.startswith("Mozilla/") and not _MACHINES.search(agent)
