"""Batches: their list, and the page of one with its progress, its lines, and what can be done about them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from videos.api.job_errors import HOPELESS
from videos.api.pagination import Pages
from videos.api.permissions import batches_visible_to, may_change, may_delete
from videos.api.user_messages import user_text
from videos.jobs import batch_progress, lifecycle, submission
from videos.jobs import batches as jobs_of_lists
from videos.jobs.batch_progress import Row, State
from videos.models import UNDER_WAY, Batch, BatchItem, Status
from videos.pages.decorators import for_users, unless_too_often
from videos.pipeline.readable import facts

PER_PAGE = 50

_SECONDS = 3
"""Seconds until the next poll."""

_SHOWN = {
    "": ("All lines", ()),
    "completed": ("Finished", (Status.COMPLETED,)),
    "unfinished": ("In progress", UNDER_WAY),
    "review": ("To review", (Status.REVIEW,)),
    "failed": ("Failed", (Status.FAILED,)),
    "cancelled": ("Cancelled", (Status.CANCELLED,)),
    batch_progress.REFUSED: ("Left out", ()),
}
"""What the page may show: the words for it, and the statuses of the jobs of those lines."""

_May = Callable[[User | AnonymousUser, Batch], bool]


class _BatchPages(Pages):
    page_size = 25


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of the lines that the page can show."""

    value: str
    name: str
    number: int


@require_safe
@for_users
def batches(request: HttpRequest) -> HttpResponseBase:
    """Show the batches, newest first, each with its progress."""
    paginator = _BatchPages()
    seen = batches_visible_to(request.user)
    try:
        page = paginator.paginate_queryset(seen.select_related("owner"), Request(request)) or []
    except (NotFound, ValidationError) as error:
        raise Http404("There is no such page. Start at the first.") from error
    context = {
        "batches": batch_progress.shown(page),
        "newer": paginator.get_previous_link(),
        "older": paginator.get_next_link(),
    }
    return render(request, "videos/batches.html", context)


@require_safe
@for_users
@cache_control(private=True, no_cache=True)
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """Show a batch. ``?show=`` selects lines by the status of their jobs, ``?page=`` is counted from 1."""
    found = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    show = _chosen(request)
    page = Paginator(_lines(found, show), PER_PAGE).get_page(request.GET.get("page"))
    rows = batch_progress.rows(found, list(page.object_list))
    context = {"rows": rows, "page": page, "facts": facts(found.options)}
    return render(request, "videos/batch.html", context | _summary(found, show, rows))


@require_safe
@for_users
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """Update the page: its summary, the lines that ``?line=`` names, and the actions if ``?seen=`` says others."""
    if not request.headers.get("HX-Request"):
        return redirect("batch", batch_id)
    found = batches_visible_to(request.user).filter(pk=batch_id).first()
    if found is None:
        refresh = HttpResponseClientRefresh()  # the reloaded page is a 404
        refresh.status_code = 404
        return refresh
    named = {int(text) for text in request.GET.getlist("line")[:PER_PAGE] if text.isascii() and text.isdecimal()}
    items = list(found.items.filter(position__in={number for number in named if number <= jobs_of_lists.MOST}))
    rows = batch_progress.rows(found, items)
    context = _summary(found, _chosen(request), rows)
    changed = request.GET.get("seen") != context["seen"]
    return render(request, "videos/batch/live.html", context | {"rows": rows, "swap": True, "changed": changed})


def _by_form(
    do: Callable[[HttpRequest, Batch], HttpResponseBase], may: _May, asks: str = ""
) -> Callable[..., HttpResponseBase]:
    """Accept what a form sends about a batch. The URL opened as a page asks first, or leads to the batch."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_users
    def accepted(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
        found = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
        if not may(request.user, found):
            raise PermissionDenied
        if request.method == "POST":
            return unless_too_often(do)(request, found)
        if not asks:
            return redirect("batch", batch_id)
        return render(request, f"videos/batch/{asks}.html", {"batch": found, "state": batch_progress.of(found)})

    return accepted


def _retry(request: HttpRequest, found: Batch) -> HttpResponseBase:
    try:
        number = jobs_of_lists.retry(found, HOPELESS, by=request.user.get_username())
    except submission.TooManyJobs as error:
        messages.error(request, user_text(error.code, str(error)))
    else:
        said = f"{number} video{'s' if number > 1 else ''} queued again." if number else "A retry would help none."
        messages.success(request, said)
    return redirect("batch", found.pk)


def _cancel(request: HttpRequest, found: Batch) -> HttpResponseBase:
    lifecycle.cancel_all(found, by=request.user.get_username())
    return redirect("batch", found.pk)


def _delete(request: HttpRequest, found: Batch) -> HttpResponseBase:
    jobs_of_lists.delete(found, by=request.user.get_username())
    messages.success(request, "The batch was deleted. Its finished videos are in the library.")
    return redirect("batches")


retry = _by_form(_retry, may_change)
cancel = _by_form(_cancel, may_change, asks="cancel")
delete = _by_form(_delete, may_delete, asks="delete")


def _chosen(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in _SHOWN else ""


def _lines(found: Batch, show: str) -> QuerySet[BatchItem]:
    if show == batch_progress.REFUSED:
        return found.items.exclude(error_code="")
    statuses = _SHOWN[show][1]
    return batch_progress.items_with(found, statuses) if statuses else found.items.all()


def _summary(found: Batch, show: str, rows: list[Row]) -> dict[str, Any]:
    state = batch_progress.of(found)
    live = [row.item.position for row in rows if any(job.status in UNDER_WAY for job in row.jobs)]
    seen = "".join("-x"[bool(number)] for number in (state.goes_on, *state.counts.values()))
    query = urlencode([("show", show), ("seen", seen), *(("line", number) for number in live)])
    choices = [Choice(value, name, _number(state, value)) for value, (name, _) in _SHOWN.items()]
    return {
        "batch": found,
        "state": state,
        "show": show,
        "choices": [choice for choice in choices if choice.number or choice.value in ("", show)],
        "seen": seen,
        "poll": f"{reverse('batch-progress', args=[found.pk])}?{query}" if state.goes_on else "",
        "seconds": _SECONDS,
    }


def _number(state: State, show: str) -> int:
    """The number of jobs or lines that a choice shows."""
    if show == batch_progress.REFUSED:
        return state.refused
    return sum(state.counts[status] for status in _SHOWN[show][1]) if show else state.lines
