"""The first page: one field for a paper, and the button that has its video made."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.serializers import BooleanField, ChoiceField, FloatField

from videos.api.serializers.options import ThemeSerializer
from videos.api.serializers.requests import GenerateSerializer
from videos.jobs import submission
from videos.pages import library
from videos.pages.decorators import for_users, seconds_to_wait, unless_too_often
from videos.papers import preview
from videos.pipeline.artifacts import NoticeKind
from videos.pipeline.options import declared
from videos.storage import logos

RECENT = 5
"""Jobs below the form."""

_GRAVE = {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN, NoticeKind.CONCERN}
_TOO_OFTEN = preview.Finding(
    error_code="throttled",
    error_message="You have looked up as many papers as one may in a minute. The video can be asked for all the same.",
)
_FOLDED = {option.name for option in declared()} | {"theme", "refresh"}
_TEMPLATES = {ChoiceField: "choice", FloatField: "input", BooleanField: "tick"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def studio(request: HttpRequest) -> HttpResponseBase:
    """The form; ``?pubmed_id=`` fills it. What is posted is taken as the API takes it."""
    return _generate(request) if request.method == "POST" else _form(request, _empty(request.GET.get("pubmed_id", "")))


@require_GET
@for_users
def paper(request: HttpRequest) -> HttpResponseBase:
    """What is told below the field of the paper that it names, while one types."""
    pasted = request.GET.get("pubmed_id", "").strip()
    return _found(request, pasted) if pasted else HttpResponse()


def _found(request: HttpRequest, pasted: str) -> HttpResponse:
    finding = _TOO_OFTEN if seconds_to_wait(request) else preview.look_up(pasted)
    notices = finding.paper["notices"] if finding.paper else []
    context = {
        "finding": finding,
        "grave": [notice for notice in notices if notice["kind"] in _GRAVE],
        "notices": [notice for notice in notices if notice["kind"] not in _GRAVE],
        "allow_retracted": GenerateSerializer()["allow_retracted"],
    }
    return render(request, "videos/studio/paper.html", context)


@unless_too_often
def _generate(request: HttpRequest) -> HttpResponseBase:
    sent = request.POST.copy()
    try:
        if file := request.FILES.get("file"):
            sent["theme.logo"] = logos.take(file)
    except logos.BadLogo as error:
        return _form(request, _judged(sent), 400, logo_error=str(error))
    asked = _judged(sent)
    if asked.errors:
        return _form(request, asked, 400)
    order = asked.video_request()
    owner = request.user if isinstance(request.user, User) else None
    try:
        job, _ = submission.submit(order, owner, f"{_key(sent)}-{order.digest()[:16]}")
    except submission.QueueUnavailable as error:
        answer = _form(request, asked, 503, problem=str(error))
        answer["Retry-After"] = str(submission.RETRY_AFTER_SECONDS)
        return answer
    except submission.TooManyJobs as error:
        return _form(request, asked, 429, problem=str(error))
    return redirect("job", job.pk)


def _empty(pasted: str) -> GenerateSerializer:
    form = GenerateSerializer()
    form.fields["pubmed_id"].initial = pasted
    theme = form.fields["theme"]
    assert isinstance(theme, ThemeSerializer)  # noqa: S101 - told to mypy  # nosec B101
    theme.fields["accent"].initial = settings.THEME_ACCENT
    theme.fields["call_to_action"].initial = settings.THEME_CALL_TO_ACTION
    theme.fields["logo"].initial = logos.of_the_service()
    return form


def _judged(sent: Mapping[str, Any]) -> GenerateSerializer:
    form = GenerateSerializer(data=sent)
    form.is_valid()
    return form


def _key(sent: Mapping[str, Any]) -> UUID:
    """The form's own key: sent twice, it asks for one video. Sent with another paper, after going back, for another."""
    try:
        return UUID(sent.get("key", ""))
    except ValueError:
        return uuid4()


def _form(
    request: HttpRequest, form: GenerateSerializer, status: int = 200, problem: str = "", logo_error: str = ""
) -> HttpResponse:
    errors = form.errors if hasattr(form, "initial_data") else {}
    context = {
        "form": form,
        "key": _key(request.POST),
        "problem": problem,
        "logo_error": logo_error,
        "unfolded": bool(logo_error or errors.keys() & _FOLDED),
        "options": list(_option_fields(form)),
        **library.newest(request, RECENT),
    }
    return render(request, "videos/studio.html", context, status=status)


def _option_fields(form: GenerateSerializer) -> Iterator[tuple[str, Any]]:
    """The template and the bound field of each option; a retracted paper is allowed beside the paper itself."""
    for option in declared():
        if (settings.LLM_MODEL or not option.needs_model) and option.name != "allow_retracted":
            template = next(name for kind, name in _TEMPLATES.items() if isinstance(form.fields[option.name], kind))
            yield f"videos/studio/{template}.html", form[option.name]
