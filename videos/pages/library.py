"""The library: a card for each paper of the user, with search, progress and deletion."""

from collections.abc import Iterable, Mapping, Sequence
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
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from videos.api.pagination import Pages
from videos.api.permissions import may_change, may_delete, visible_to
from videos.jobs import lifecycle, retention
from videos.models import FINAL, Job
from videos.pages.cards import Card, cards_of, newest_of_papers, single
from videos.pages.decorators import for_users, unless_too_often
from videos.pages.job_context import heading
from videos.pages.listing import SORTS, Filter, LibraryPages, Listing, as_uuid

_MAY = {"cancel": may_change, "delete": may_delete}
_DONE = {"cancel": "Cancelled", "delete": "Deleted"}
_SOON, _LATER = 2, 5
"""Seconds until the next poll, if a job of the page is running, and if others are unfinished."""


@gzip_page  # 50 cards have 90 kB, and 12 kB compressed; Django adds random bytes, so that the length says nothing
@require_safe
@for_users
def library(request: HttpRequest) -> HttpResponseBase:
    """Show the papers with their videos. ``?q=`` searches, ``?status=`` filters, and ``?sort=`` orders them.

    ``?project=`` shows each video of one paper. Three queries: the page, other videos of its papers, and how many
    papers each filter has.
    """
    listing = Listing.asked(request.GET)
    jobs = _listed(request)
    paginator = LibraryPages(listing)
    try:
        page = paginator.paginate_queryset(listing.cards(jobs), Request(request)) or []
    except (NotFound, ValidationError) as error:
        raise Http404("The library has no such page. Start at the first.") from error
    cards = single(page) if listing.project else cards_of(page, visible_to(request.user))
    context = {
        "listing": listing,
        "newer": paginator.get_previous_link(),
        "older": paginator.get_next_link(),
        "sorts": {value: name for value, (name, _) in SORTS.items()},
        **_live(cards, listing, listing.filters(visible_to(request.user), reverse("library"))),
    }
    return render(request, "videos/library.html", context)


@require_GET
@for_users
def live(request: HttpRequest) -> HttpResponseBase:
    """Return the cards of the jobs named by ``?job=`` as they are now, to replace those on the page.

    A card whose paper is no longer in the list is removed; one whose paper has another job there shows that. The
    numbers of the filters are replaced. ``?known=`` is the number of papers that the page knows of.
    """
    listing, shape = Listing.asked(request.GET), "row" if request.GET.get("shape") == "row" else "card"
    requested = {job_id for text in request.GET.getlist("job")[: Pages.max_page_size] if (job_id := as_uuid(text))}
    jobs, visible = _listed(request), visible_to(request.user)
    shown = dict(visible.filter(pk__in=requested).values_list("pk", "project"))
    projects = {project for project in shown.values() if project} if listing.project is None else set()
    found = list(listing.cards(jobs, Q(pk__in=shown) | Q(project__in=projects)))
    cards = single(found) if listing.project else cards_of(found, visible)
    replaced = _places(cards, shown)
    filters = [] if shape == "row" else listing.filters(visible, reverse("library"))
    context = {
        "replaced": replaced,
        "gone": requested - {place for place, _ in replaced},
        "shape": shape,
        "swap": True,
        "known": request.GET.get("known", ""),
        "listing": listing,
        **_live(cards, listing, filters),
    }
    return render(request, "videos/library/live.html", context)


def _places(cards: Iterable[Card], shown: Mapping[UUID, UUID | None]) -> list[tuple[UUID, Card]]:
    """Return each card with the job whose card it replaces: its own, or another of its paper."""
    of_project = {project: job_id for job_id, project in shown.items() if project}
    return [
        (card.job.pk if card.job.pk in shown or card.job.project_id is None else of_project[card.job.project_id], card)
        for card in cards
    ]


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
    return _live(cards, Listing(), [])


def _listed(request: HttpRequest) -> QuerySet[Job]:
    """Return the visible jobs without their papers, which may have a thousand authors."""
    jobs = visible_to(request.user).defer("paper").annotate(journal=KT("paper__journal"))
    return jobs.select_related("owner") if request.user.is_staff else jobs


def _live(cards: Sequence[Card], listing: Listing, filters: Sequence[Filter]) -> dict[str, Any]:
    """Return cards, the jobs of those to poll, after how many seconds, and the filters.

    Filters are polled while any job is unfinished, also one that is on another page.
    """
    numbers = {each.value: each.number for each in filters}
    live = [card.job.pk for card in cards if card.is_live]
    return {
        "cards": cards,
        "filters": filters,
        "number": numbers.get(listing.status),
        "live": live,
        "polled": bool(live or numbers.get("unfinished")),
        "seconds": _SOON if any(card.is_running for card in cards) else _LATER,
        "single": listing.project is not None,
    }
