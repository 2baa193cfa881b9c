"""Edits of a storyboard through the editor of the job page: each is saved at once, as a version of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

import msgspec
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from videos.api.permissions import may_change
from videos.jobs import storyboards
from videos.models import Job, Storyboard
from videos.pages import job as job_page
from videos.pages.decorators import by_form, for_users, unless_too_often
from videos.pages.desk import Desk, key_of
from videos.pipeline import editing
from videos.pipeline.errors import StoryboardUnreadable

_NUMBER = re.compile("[1-9][0-9]{0,8}")
_TEXTS = ("heading", "text", "word", "said")
_STEPS: Mapping[str, Callable[..., Storyboard]] = {
    "undo": storyboards.undo,
    "redo": storyboards.redo,
    "reset": storyboards.reset,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for: a step back or forth, or an operation.

    ``at`` is the element of the page where that was, and ``typed`` what was written there, by field.
    """

    version: int
    step: str
    operation: editing.Operation | None
    at: str
    typed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Feedback:
    """Why nothing was changed. ``key`` is the element to say it beside, "" for the top of the page."""

    rule: str
    remedy: str = ""
    sentence: str = ""
    key: str = ""
    at: str = ""
    typed: dict[str, str] = field(default_factory=dict)


_UNKNOWN = Feedback("This page sent an edit that does not exist.", "Reload it, and try again.")


class _UnknownEdit(Exception):
    """No operation, or one with a value that it cannot have."""


@for_users
@by_form
@unless_too_often
def edit(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Save one edit, and show the storyboard as it then is; if it is refused, as it was, and why."""
    job = job_page.permitted(request, job_id, may_change)
    asked = _asked(request.POST)
    try:
        _change(job, asked, request.user.pk if isinstance(request.user, User) else None)
    except editing.EditRefused as error:
        return _shown(request, job, _refusal(job, asked, error.refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    except _UnknownEdit:
        return _shown(request, job, _UNKNOWN, HTTPStatus.UNPROCESSABLE_ENTITY)
    except storyboards.NothingToUndo as error:
        return _shown(request, job, Feedback(str(error)), HTTPStatus.CONFLICT)
    except storyboards.VersionConflict:
        return _shown(request, job, _conflict(job, asked), HTTPStatus.CONFLICT)
    except StoryboardUnreadable as error:
        return _elsewhere(request, job, asked, str(error))
    except storyboards.NotInReview:
        return _elsewhere(request, job, asked, "This video does not wait for a review any more.")
    if request.headers.get("HX-Request"):
        return _shown(request, job, done=asked.operation)
    return redirect(f"{reverse('job', args=[job.pk])}#{asked.at or _place(job, asked.operation)}")


def _asked(sent: QueryDict) -> Asked:
    typed = {name: " ".join(str(sent[name]).split()) for name in _TEXTS if name in sent}
    return Asked(
        _number(sent.get("version", "")), sent.get("step", ""), _operation(sent, typed), sent.get("at", ""), typed
    )


def _number(text: str) -> int:
    """A version; 0 if it is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def _operation(sent: QueryDict, typed: dict[str, str]) -> editing.Operation | None:
    """The operation of a button, with what was typed beside it; None if there is no such operation."""
    try:
        fields = msgspec.json.decode(sent.get("operation", "").encode(), type=dict[str, object])
        operation: editing.Operation = msgspec.convert(fields | typed, editing.Operation)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return operation


def _change(job: Job, asked: Asked, author_id: int | None) -> Storyboard:
    if asked.step in _STEPS:
        return _STEPS[asked.step](job, asked.version, author_id)
    if asked.operation is None:
        raise _UnknownEdit
    return storyboards.edit(job, [asked.operation], asked.version, author_id)


def _refusal(job: Job, asked: Asked, refusal: editing.Refusal) -> Feedback:
    problem = refusal.problem
    key = asked.at or _place(job, asked.operation)
    return Feedback(problem.rule, problem.remedy, refusal.sentence, key, asked.at, asked.typed)


def _place(job: Job, operation: editing.Operation | None) -> str:
    """The element of the page that an operation is about, "" for the whole."""
    match operation:
        case editing.AddSentence(index):
            return f"abstract{index}"
        case editing.SetSubtitle() | editing.SetGlance():
            return "title"
    version, position = storyboards.current(job), getattr(operation, "to", getattr(operation, "position", -1))
    items = storyboards.board(version).items if version else ()
    return key_of(items, position) if 0 <= position < len(items) else ""


def _conflict(job: Job, asked: Asked) -> Feedback:
    version = storyboards.current(job)
    if version is None:
        raise Job.DoesNotExist
    by = f" by {version.author.get_username()}" if version.author else ""
    rule = (
        f"The storyboard was changed meanwhile{by}: it is now version {version.number}, and yours was {asked.version}."
    )
    remedy = f"Your change was not made. This is version {version.number}: {version.note}"
    return Feedback(rule, remedy, at=asked.at, typed=asked.typed)


def _elsewhere(request: HttpRequest, job: Job, asked: Asked, why: str) -> HttpResponse:
    """The job page, which says why nothing was changed, and what had been typed."""
    typed = "".join(f" You had written: “{text}”." for text in asked.typed.values() if text)
    messages.warning(request, f"Nothing was changed. {why}{typed}")
    return HttpResponseClientRefresh() if request.headers.get("HX-Request") else redirect("job", job.pk)


def _shown(
    request: HttpRequest,
    job: Job,
    feedback: Feedback | None = None,
    status: int = HTTPStatus.OK,
    done: editing.Operation | None = None,
) -> HttpResponse:
    """The storyboard as it is, with ``feedback`` if nothing was ``done``."""
    if not request.headers.get("HX-Request"):
        return job_page.page(request, job, status, feedback=feedback)
    context = job_page.context(request, job)
    if "desk" not in context:
        return HttpResponseClientRefresh()
    context |= {"feedback": feedback, "done": _announcement(done, context["desk"])}
    return render(request, "videos/editor/changed.html", context, status=status)


def _announcement(done: editing.Operation | None, desk: Desk) -> str:
    """What a screen reader says after an edit. A move is about what was moved."""
    note = desk.version.note.rstrip(".")
    if isinstance(done, editing.MoveItem):
        moved = desk.items[done.to].item
        note = f"“{editing.opening(moved.text)}” is now number {moved.position + 1} of {desk.places}"
    return f"{note}. Saved as version {desk.version.number}."
