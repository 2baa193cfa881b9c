"""What the box of the studio names: a paper, papers to choose from, or a list with a verdict on each line."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from videos.api.permissions import owner_of
from videos.jobs import batches
from videos.jobs.batches import BatchRequest
from videos.jobs.request import VideoRequest
from videos.models import UNFINISHED, Batch, Job, Priority, Status
from videos.pages.decorators import for_users, seconds_to_wait
from videos.papers import lookup, preview, standing
from videos.papers.lookup import Line
from videos.papers.preview import Finding
from videos.pipeline.artifacts import NoticeKind
from videos.pipeline.errors import PaperHasNoText, PaperNotFound, PaperRetracted
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Text

_GRAVE = {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN, NoticeKind.CONCERN}
_TOO_OFTEN = preview.Finding(
    error_code="throttled",
    error_message="You have looked up too many papers in a short time. You can still make the video.",
)
_HOPELESS = {PaperNotFound.code, PaperHasNoText.code}
_ROUNDS = 10
"""How often a page asks by itself for the lines of a list that NCBI left out."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def paper(request: HttpRequest) -> HttpResponse:
    """Return what stands below the box while the user types. A list may be too long for a URL, so it is posted.

    With ``typing``, one line that names nothing gets an empty answer: the text is not complete.
    """
    sent = request.POST if request.method == "POST" else request.GET
    pasted = sent.get("pubmed_id", "").strip()
    if not pasted:
        return HttpResponse()
    lines = (Line(pasted, _TOO_OFTEN),) if seconds_to_wait(request) else lookup.look_up_lines(pasted)
    first = lines[0]
    if "typing" in sent and len(lines) == 1 and not first.finding.paper and not first.hits:
        return HttpResponse()
    context = named(lines, _round(sent.get("round", ""))) | {
        "mine": _newest_of(first.finding, owner_of(request.user)),
        "is_plain": sent.get("text") == Text.PLAIN,
    }
    return render(request, "videos/studio/paper.html", context)


def _newest_of(finding: preview.Finding, user: User | None) -> Job | None:
    """The user's newest job for the paper that has or may have a video."""
    ids = standing.ids_of(PaperId(finding.pubmed_id)) if finding.paper else ()
    own = Job.objects.filter(owner=user, pubmed_id__in=ids, status__in=(*UNFINISHED, Status.COMPLETED))
    return own.defer("paper").first()


def impossible(order: VideoRequest) -> preview.Finding | None:
    """Return what was found out about a paper in the last hour, if its job would certainly fail."""
    finding = preview.known(order.pubmed_id)
    return finding if finding and finding.error_code in _certain(order) else None


def _certain(order: VideoRequest) -> set[str]:
    """The errors with which the job of a request would certainly fail."""
    return _HOPELESS if order.options.allow_retracted else _HOPELESS | {PaperRetracted.code}


def submit(order: VideoRequest, user: User | None, key: str) -> Job:
    """Request a video, with the title that is known from a look-up. Raises what ``submission.submit`` raises."""
    finding = preview.known(order.pubmed_id)
    title = finding.paper["title"] if finding and finding.paper else ""
    return standing.submit(order, user, key, title)[0]


def named(lines: Sequence[Line], asked: int = 0) -> dict[str, Any]:
    """Return the template context of what was looked up. ``asked`` is how often the page has asked by itself."""
    finding = lines[0].finding
    notices = finding.paper["notices"] if finding.paper else []
    return {
        "lines": lines,
        "finding": finding,
        "hits": lines[0].hits,
        "good": [line.finding.pubmed_id for line in lines if line.is_good],
        "round": asked + 1 if asked < _ROUNDS and any(line.is_open for line in lines) else 0,
        "grave": [notice for notice in notices if notice["kind"] in _GRAVE],
        "notices": [notice for notice in notices if notice["kind"] not in _GRAVE],
    }


def make_all(names: Sequence[str], how: VideoRequest, user: User | None, key: object) -> Batch:
    """Request the videos of the list that the user has seen, as one batch, which comes after the user's single videos.

    Papers that were found impossible are left out, with the reason. ``key`` identifies the form: sending it twice
    requests each video once. Raises batches.BatchTooLarge or submission.TooManyJobs.
    """
    read = batches.read(names)
    found = preview.all_known([line.paper for line in read if line.paper])
    lines = tuple(_unless_impossible(line, found.get(line.paper or PaperId("")), _certain(how)) for line in read)
    request = BatchRequest(lines, replace(how, pubmed_id=PaperId(""), priority=Priority.LOW))
    return batches.submit(request, user, f"{key}-{request.digest()[:16]}", titles=preview.titles(found))[0]


def _unless_impossible(line: batches.Line, finding: Finding | None, certain: set[str]) -> batches.Line:
    if finding is None or finding.error_code not in certain:
        return line
    return batches.Line(line.text, None, finding.error_code, finding.error_message)


def _round(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0
