"""The form for up to 1,000 papers. They are not looked up, unlike those of the shorter list in the studio."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from videos.api.permissions import is_operator, kits_of, owner_of
from videos.api.problem_kinds import KINDS
from videos.api.serializers.batch_requests import BatchRequestSerializer
from videos.api.user_messages import Explanation, explain
from videos.jobs import batches, submission
from videos.models import Batch, Status
from videos.pages import forms, start
from videos.pages.decorators import for_users, seconds_to_wait, too_often
from videos.papers import preview
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import entries
from videos.pipeline.options import Options

LONGEST = 90_000
"""Characters of a list. A form may have 100 kB."""

_NOT_QUEUED_YET = (
    "Videos cannot be queued at the moment. Yours are kept, and begin by themselves when that works again."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that names no paper: its number, from 1, its text and what is wrong."""

    number: int
    text: str
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def new(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or request a batch as the API does."""
    if request.method != "POST":
        return _form(request, BatchRequestSerializer())
    if "use_kit" in request.POST:  # without JavaScript
        return _form(request, BatchRequestSerializer())
    lines = list(_papers(request.POST.get("papers", "")))
    sent = request.POST.copy()
    sent.setlist("ids", [text for _, text in lines])
    sent.setlist("formats", sent.getlist("formats") or [Options().format])
    form = BatchRequestSerializer(data=sent, context={"kits": kits_of(request.user)})
    valid = form.is_valid()
    if seconds := seconds_to_wait(request):
        return forms.later(_form(request, form, 429, problem=Explanation(too_often(seconds))), seconds)
    if not valid:
        return _form(request, form, 400, faults=list(_faults(form.errors.get("ids"), lines)))
    asked = form.batch_request()
    try:
        key = f"{forms.key(request.POST)}-{asked.digest()[:16]}"
        made, _ = batches.submit(
            asked, owner_of(request.user), key, titles=preview.titles(preview.all_known(asked.papers))
        )
    except (batches.BatchTooLarge, submission.TooManyJobs) as error:
        problem = explain(error.code, str(error), operator=is_operator(request.user))
        return _form(request, form, KINDS[error.code].status, problem=problem)
    return opened(request, made)


def opened(request: HttpRequest, made: Batch) -> HttpResponseBase:
    """Lead to the page of a batch that was just requested, and say if the queue is away."""
    if made.jobs.filter(status=Status.PENDING).exists():
        messages.warning(request, _NOT_QUEUED_YET)
    return redirect("batch", made.pk)


def _papers(text: str) -> Iterator[tuple[int, str]]:
    """Each paper with the number of its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield from ((number, entry.id or entry.text) for entry in entries(line))
            except InvalidId:
                yield number, line  # the rules of the API say why


def _faults(errors: Any, lines: list[tuple[int, str]]) -> Iterator[Fault]:
    if isinstance(errors, dict):
        for place, found in errors.items():
            yield Fault(*lines[int(place)], " ".join(map(str, found)))


def _form(
    request: HttpRequest,
    form: BatchRequestSerializer,
    status: int = 200,
    problem: Explanation | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    is_filled_in = hasattr(form, "initial_data")
    errors = form.errors if is_filled_in else {}
    sent = request.POST or request.GET
    begun = start.of(request, {"kit": sent.get("kit", "")} if is_filled_in else sent, last=False)
    if not is_filled_in:
        start.fill(form, begun.options)
    context = {
        "form": form,
        "papers": request.POST.get("papers", ""),
        "key": forms.key(request.POST),
        "longest": LONGEST,
        "most": batches.MOST,
        "problem": problem,
        "faults": faults or [],
        "others": not errors.keys() - {"ids", "kit"},
        "error": " ".join(map(str, errors["ids"])) if isinstance(errors.get("ids"), list) else "",
        "begun": begun,
        "kit_error": " ".join(map(str, errors.get("kit", ()))),
        "unfolded": "use_kit" in sent or "kit" in request.GET,
        "formats": forms.formats(sent.getlist("formats") if is_filled_in else begun.options.get("formats", ())),
    }
    return render(request, "videos/new_batch.html", context, status=status)
