"""What is done with several papers of the library at once: download, share, withdraw, delete.

A form names the jobs whose cards are selected. Each stands for all jobs of its paper, or with ``single`` for itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from videos.api import archives
from videos.api.pagination import Pages
from videos.api.permissions import may_change, may_delete, visible_to
from videos.api.problems import Problem
from videos.jobs import retention, sharing
from videos.models import FINAL, Job, Project, Status, Visibility
from videos.pages.decorators import for_users, unless_too_often
from videos.pages.listing import as_uuid

_NOTHING = "Nothing was done: select at least one paper first."


@dataclass(frozen=True)
class Paper:
    """A selected paper: its jobs that the user may see, the newest first."""

    jobs: list[Job]

    @property
    def job(self) -> Job:
        """The newest, by which the paper is named."""
        return self.jobs[0]

    @property
    def project(self) -> Project | None:
        """Its project; None of a job that an earlier release inserted."""
        return self.job.project

    @property
    def finished(self) -> list[Job]:
        """The jobs that have a video."""
        return [job for job in self.jobs if job.status == Status.COMPLETED]


@dataclass(frozen=True)
class Selection:
    """The selected papers, the newest first."""

    papers: list[Paper]
    single: bool

    @property
    def jobs(self) -> list[Job]:
        """All their jobs."""
        return [job for paper in self.papers for job in paper.jobs]

    @property
    def finished(self) -> list[Job]:
        """Those with a video."""
        return [job for paper in self.papers for job in paper.finished]

    @property
    def unfinished(self) -> list[Job]:
        """Those that are still being made, or wait for their review."""
        return [job for job in self.jobs if job.status not in FINAL]

    @cached_property
    def to_share(self) -> list[Paper]:
        """The papers that are private, have a video, and were not taken down."""
        return [paper for paper in self._shareable if paper.project and paper.project.visibility == Visibility.PRIVATE]

    @cached_property
    def shared(self) -> list[Paper]:
        """The papers that others can see."""
        return [paper for paper in self.papers if paper.project and paper.project.visibility != Visibility.PRIVATE]

    @cached_property
    def not_to_share(self) -> int:
        """How many papers have no video yet, or were taken down."""
        return len(self.papers) - len(self.to_share) - len(self.shared)

    @property
    def count_of_videos(self) -> str:
        """Their number with its unit, such as "3 videos"."""
        return _videos(len(self.jobs))

    @property
    def query(self) -> str:
        """What a URL says of it."""
        named = [("job", str(paper.job.pk)) for paper in self.papers]
        return urlencode([*named, ("single", "1")] if self.single else named)

    @property
    def _shareable(self) -> Iterable[Paper]:
        return (paper for paper in self.papers if paper.finished and paper.project and not paper.project.taken_down)


def of(request: HttpRequest, query: QueryDict) -> Selection:
    """The selection that a form sent. Jobs that the user may not see, or that are gone, are not in it. Two queries."""
    named = {job_id for text in query.getlist("job")[: Pages.max_page_size] if (job_id := as_uuid(text))}
    visible, single = visible_to(request.user), bool(query.get("single"))
    chosen = Q(pk__in=named)
    if not single:
        projects = visible.filter(pk__in=named, project__isnull=False).values_list("project", flat=True)
        chosen |= Q(project__in=list(projects))
    jobs = visible.filter(chosen).select_related("owner", "project").defer("paper", "project__words")
    newest_first = sorted(jobs, key=lambda job: (job.created_at, job.pk), reverse=True)
    if single:
        return Selection([Paper([job]) for job in newest_first], single)
    of_paper: dict[UUID, list[Job]] = {}
    for job in newest_first:
        of_paper.setdefault(job.project_id or job.pk, []).append(job)
    return Selection([Paper(jobs) for jobs in of_paper.values()], single)


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def selected(request: HttpRequest, action: str) -> HttpResponseBase:
    """Download the videos of the selection, or ask before it is shared, withdrawn or deleted, and do that."""
    if action not in _ACTIONS:
        raise Http404
    selection = of(request, request.POST if request.method == "POST" else request.GET)
    if not selection.papers:
        messages.warning(request, _NOTHING)
        return redirect("library")
    return _ACTIONS[action](request, selection, action)


def _download(request: HttpRequest, selection: Selection, action: str) -> HttpResponseBase:
    if not selection.finished:
        messages.warning(request, "There is nothing to download: none of the selected papers has a finished video.")
        return redirect("library")
    try:
        return archives.of_jobs(selection.finished, request.build_absolute_uri("/"))
    except Problem as error:
        messages.warning(request, f"{error.detail} Try again in {archives.BUSY_SECONDS} seconds.")
        return redirect("library")


def _changing(
    may: Callable[[Any, Job], bool], do: Callable[[HttpRequest, Selection], HttpResponseBase]
) -> Callable[[HttpRequest, Selection, str], HttpResponseBase]:
    """Ask for confirmation with a page, and do it when the page is sent."""

    def changed(request: HttpRequest, selection: Selection, action: str) -> HttpResponseBase:
        if not all(may(request.user, job) for job in selection.jobs):
            raise PermissionDenied
        if request.method == "POST":
            return unless_too_often(do)(request, selection)
        return render(request, f"videos/library/selected_{action}.html", {"selection": selection})

    return changed


def _delete(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    done = sum(retention.delete(job.pk) for job in selection.jobs)
    messages.success(request, f"Deleted: {_videos(done)} of {_papers(len(selection.papers))}.")
    return redirect("library")


def _share(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    done = _shared(selection.to_share, Visibility.LINK)
    messages.success(request, f"Shared by link: {_papers(done)}.")
    return redirect(f"{reverse('library-selected', args=['links'])}?{selection.query}")


def _withdraw(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    done = _shared(selection.shared, Visibility.PRIVATE)
    messages.success(request, f"Private now: {_papers(done)}. Links that you gave away lead nowhere.")
    return redirect("library")


def _links(request: HttpRequest, selection: Selection, action: str) -> HttpResponseBase:
    links = [
        (paper, request.build_absolute_uri(reverse("shared", args=[paper.project.slug])))
        for paper in selection.shared
        if paper.project
    ]
    return render(request, "videos/library/selected_links.html", {"links": links})


def _shared(papers: Iterable[Paper], visibility: Visibility) -> int:
    """Change who sees papers. Return how many: one may be deleted or taken down at the same time."""
    done = 0
    for paper in papers:
        try:
            if paper.project:
                sharing.share(paper.project.pk, visibility)
                done += 1
        except (Project.DoesNotExist, sharing.TakenDown):
            continue
    return done


def _videos(number: int) -> str:
    return f"{number} video{'' if number == 1 else 's'}"


def _papers(number: int) -> str:
    return f"{number} paper{'' if number == 1 else 's'}"


_ACTIONS: dict[str, Callable[[HttpRequest, Selection, str], HttpResponseBase]] = {
    "download": _download,
    "share": _changing(may_change, _share),
    "withdraw": _changing(may_change, _withdraw),
    "delete": _changing(may_delete, _delete),
    "links": _links,
}
