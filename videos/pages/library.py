"""The page of all one's videos, newest first: to find one, to see how others come along, to be rid of some."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from videos.api.pagination import Pages
from videos.api.permissions import visible_to
from videos.models import FINAL, UNFINISHED, Job, Status
from videos.pages.decorators import for_users
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id

PER_PAGE = 24
"""Fills rows of two, three and four."""

_STATUSES = {
    "": ("All", tuple(Status)),
    "completed": ("Finished", (Status.COMPLETED,)),
    "unfinished": ("In the making", UNFINISHED),
    "failed": ("Failed", (Status.FAILED,)),
    "cancelled": ("Cancelled", (Status.CANCELLED,)),
}
_SOON, _LATER = 2, 5
"""Seconds to the next look at jobs of which one is at work, or all wait."""


class _Shelf(Pages):
    page_size = PER_PAGE


@require_safe
@for_users
def library(request: HttpRequest) -> HttpResponseBase:
    """The videos; ``?q=`` finds words of titles, or an id in any form, and ``?status=`` keeps some."""
    words = request.GET.get("q", "").strip()[:200]
    status = request.GET.get("status", "")
    if status not in _STATUSES:
        status = ""
    jobs = found(_shown(request), words)
    if status:
        jobs = jobs.filter(status__in=_STATUSES[status][1])
    shelf = _Shelf()
    try:
        page = shelf.paginate_queryset(jobs, Request(request))
    except NotFound as error:
        raise Http404("This page of the library is not to be had: begin at the first.") from error
    context = {
        "jobs": page,
        "newer": shelf.get_previous_link(),
        "older": shelf.get_next_link(),
        "words": words,
        "status": status,
        "statuses": {value: name for value, (name, _) in _STATUSES.items()},
        **_live(page or []),
    }
    return render(request, "videos/library.html", context)


@require_GET
@for_users
def live(request: HttpRequest) -> HttpResponseBase:
    """How the jobs that ``?job=`` names stand now, each in the place that it has on the page."""
    wanted = [job_id for job_id in map(_uuid, request.GET.getlist("job")[:PER_PAGE]) if job_id]
    jobs = list(_shown(request).filter(pk__in=wanted))
    gone = set(wanted) - {job.pk for job in jobs}
    shape = "row" if request.GET.get("shape") == "row" else "card"
    context = {"jobs": jobs, "gone": gone, "shape": shape, "swap": True, **_live(jobs)}
    return render(request, "videos/library/live.html", context)


@require_safe
@for_users
def confirm(request: HttpRequest, job_id: UUID, action: str) -> HttpResponseBase:
    """Ask once more before a job is cancelled or deleted."""
    job = get_object_or_404(_shown(request), pk=job_id)
    return render(request, f"videos/library/{action}.html", {"job": job, "ended": job.status in FINAL})


def newest(request: HttpRequest, number: int) -> dict[str, Any]:
    """The latest jobs, for a list that is kept up to date."""
    jobs = list(_shown(request)[:number])
    return {"jobs": jobs, **_live(jobs)}


def found(jobs: QuerySet[Job], words: str) -> QuerySet[Job]:
    """Those whose title holds the words, or whose paper has the id."""
    if not words:
        return jobs
    wanted = Q(title__icontains=words) | Q(pubmed_id__istartswith=words)
    try:
        name = parse_id(words)
    except InvalidId:
        return jobs.filter(wanted)
    return jobs.filter(wanted | Q(pubmed_id=name) | Q(paper__pmid=name) | Q(paper__pmcid=name))


def _shown(request: HttpRequest) -> QuerySet[Job]:
    """Without the whole of the paper, which may have a thousand authors."""
    jobs = visible_to(request.user).defer("paper").annotate(journal=KT("paper__journal"))
    return jobs.select_related("owner") if request.user.is_staff else jobs


def _live(jobs: list[Job]) -> dict[str, Any]:
    """Which of the jobs are to be looked at again, and when."""
    running = any(job.status == Status.PROCESSING for job in jobs)
    return {"live": [job.pk for job in jobs if job.status in UNFINISHED], "seconds": _SOON if running else _LATER}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
