"""The library: a card for each paper of the user, newest first, with search, progress and deletion."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from videos.api.pagination import Pages
from videos.api.permissions import may_change, may_delete, visible_to
from videos.jobs import lifecycle, retention
from videos.models import FINAL, UNDER_WAY, Job, Status
from videos.pages.cards import Card, cards_of, newest_of_papers, single
from videos.pages.decorators import for_users, unless_too_often
from videos.pages.job_context import heading
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id

PER_PAGE = 24
"""A multiple of two, three and four, so that rows are full."""

_STATUSES = {
    "": ("All", tuple(Status)),
    "completed": ("Finished", (Status.COMPLETED,)),
    "unfinished": ("In progress", UNDER_WAY),
    "review": ("To review", (Status.REVIEW,)),
    "failed": ("Failed", (Status.FAILED,)),
    "cancelled": ("Cancelled", (Status.CANCELLED,)),
}
_MAY = {"cancel": may_change, "delete": may_delete}
_DONE = {"cancel": "Cancelled", "delete": "Deleted"}
_SOON, _LATER = 2, 5
"""Seconds until the next poll, if a job is running, and if all are waiting."""


class _LibraryPages(Pages):
    page_size = PER_PAGE


@require_safe
@for_users
def library(request: HttpRequest) -> HttpResponseBase:
    """Show the papers with their videos. ``?q=`` searches titles, or an id in any form; ``?status=`` filters.

    ``?project=`` shows each video of one paper.
    """
    words = request.GET.get("q", "").strip()[:200]
    status = request.GET.get("status", "")
    if status not in _STATUSES:
        status = ""
    jobs = search(_listed(request), words)
    if status:
        jobs = jobs.filter(status__in=_STATUSES[status][1])
    project = _uuid(request.GET.get("project", ""))
    jobs = jobs.filter(project=project) if project else newest_of_papers(jobs)
    paginator = _LibraryPages()
    try:
        page = paginator.paginate_queryset(jobs, Request(request))
    except (NotFound, ValidationError) as error:
        raise Http404("The library has no such page. Start at the first.") from error
    cards = single(page or []) if project else cards_of(page or [], visible_to(request.user))
    context = {
        "cards": cards,
        "project": project,
        "newer": paginator.get_previous_link(),
        "older": paginator.get_next_link(),
        "words": words,
        "status": status,
        "statuses": {value: name for value, (name, _) in _STATUSES.items()},
        **_live(cards, alone=bool(project)),
    }
    return render(request, "videos/library.html", context)


@require_GET
@for_users
def live(request: HttpRequest) -> HttpResponseBase:
    """Return the jobs named by ``?job=`` as they are now, to replace those on the page."""
    requested = [job_id for job_id in map(_uuid, request.GET.getlist("job")[:PER_PAGE]) if job_id]
    jobs = list(_listed(request).filter(pk__in=requested))
    gone = set(requested) - {job.pk for job in jobs}
    shape = "row" if request.GET.get("shape") == "row" else "card"
    alone = bool(request.GET.get("single"))
    cards = single(jobs) if alone else cards_of(jobs, visible_to(request.user))
    context = {"cards": cards, "gone": gone, "shape": shape, "swap": True, **_live(cards, alone=alone)}
    return render(request, "videos/library/live.html", context)


@require_safe
@for_users
def confirm(request: HttpRequest, job_id: UUID, action: str) -> HttpResponseBase:
    """Ask for confirmation before a job is cancelled or deleted."""
    job = get_object_or_404(_listed(request), pk=job_id)
    if not _MAY[action](request.user, job):
        raise PermissionDenied
    return render(request, f"videos/library/{action}.html", {"job": job, "ended": job.status in FINAL})


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def whole(request: HttpRequest, project_id: UUID, action: str) -> HttpResponseBase:
    """Cancel or delete all jobs of a paper that this can be done to, after asking for confirmation."""
    jobs = list(_listed(request).filter(project=project_id))
    if not jobs:
        raise Http404("The library has no such paper.")
    if not all(_MAY[action](request.user, job) for job in jobs):
        raise PermissionDenied
    wanted = [job for job in jobs if action == "delete" or job.status not in FINAL]
    if request.method == "POST":
        return _act(request, wanted, action)
    unfinished = [job for job in jobs if job.status not in FINAL]
    context = {"job": jobs[0], "jobs": wanted, "unfinished": unfinished, "action": action, "project": project_id}
    return render(request, "videos/library/whole.html", context)


@unless_too_often
def _act(request: HttpRequest, jobs: list[Job], action: str) -> HttpResponseBase:
    """Cancel or delete jobs, and say how many. One that ended meanwhile is not cancelled."""
    by = request.user.get_username()
    act = partial(lifecycle.cancel, by=by) if action == "cancel" else retention.delete
    done = sum(act(job.pk) for job in jobs)
    if done:
        messages.success(request, f"{_DONE[action]}: {done} video{'' if done == 1 else 's'} of {heading(jobs[0])}")
    else:
        messages.warning(request, "Nothing was changed: the videos had already ended.")
    return redirect("library")


def newest(request: HttpRequest, number: int) -> dict[str, Any]:
    """Return the context of a live list of the newest papers."""
    cards = cards_of(list(newest_of_papers(_listed(request))[:number]), visible_to(request.user))
    return {"cards": cards, **_live(cards)}


def search(jobs: QuerySet[Job], words: str) -> QuerySet[Job]:
    """Return the jobs whose title contains the words, or whose paper has the id."""
    if not words:
        return jobs
    matches = Q(title__icontains=words) | Q(pubmed_id__istartswith=words)
    try:
        name = parse_id(words)
    except InvalidId:
        return jobs.filter(matches)
    of_paper = Q(paper__pmid=name) | Q(paper__pmcid=name) | Q(paper__doi__iexact=name)
    return jobs.filter(matches | Q(pubmed_id=name) | of_paper)


def _listed(request: HttpRequest) -> QuerySet[Job]:
    """Return the visible jobs without their papers, which may have a thousand authors."""
    jobs = visible_to(request.user).defer("paper").annotate(journal=KT("paper__journal"))
    return jobs.select_related("owner") if request.user.is_staff else jobs


def _live(cards: Sequence[Card], *, alone: bool = False) -> dict[str, Any]:
    """Return the jobs of the cards to poll, after how many seconds, and whether each card is a job alone."""
    running = any(card.is_running for card in cards)
    live = [card.job.pk for card in cards if card.is_live]
    return {"live": live, "seconds": _SOON if running else _LATER, "single": alone}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
