"""The studio, the first page: a form that requests a video."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from rest_framework.serializers import BooleanField, ChoiceField, FloatField

from videos.api.permissions import is_operator
from videos.api.serializers.options import ThemeSerializer
from videos.api.serializers.requests import GenerateSerializer
from videos.api.throttling import UploadThrottle
from videos.api.user_messages import Explanation, explain
from videos.engines import voices
from videos.jobs import submission
from videos.pages import box, library
from videos.pages.decorators import for_users, seconds_to_wait, unless_too_often
from videos.papers import lookup, standing
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import LONGEST_LIST, entries
from videos.pipeline.options import Format, Options, declared
from videos.storage import logos

RECENT = 5
"""Number of jobs below the form."""

_TOO_MANY_LOGOS = "You have uploaded too many logos today. You can still make the video without one."
_FOLDED = {option.name for option in declared()} | {"theme", "refresh", "formats"}
_OWN_TEMPLATES = {"voice": "voices", "format": "formats"}
_TEMPLATES = {ChoiceField: "choice", FloatField: "input", BooleanField: "tick"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def studio(request: HttpRequest) -> HttpResponseBase:
    """Show the form, filled in from ``?pubmed_id=``, or submit it as the API does."""
    return _generate(request) if request.method == "POST" else _form(request, _empty(request.GET.get("pubmed_id", "")))


@unless_too_often
def _generate(request: HttpRequest) -> HttpResponseBase:
    sent = request.POST.copy()
    if file := request.FILES.get("file"):
        if seconds := seconds_to_wait(request, UploadThrottle):
            return _without_logo(request, sent, 429, _TOO_MANY_LOGOS, seconds)
        try:
            sent["theme.logo"] = logos.store(file)
        except logos.BadLogo as error:
            return _without_logo(request, sent, 400, str(error))
        except logos.Busy as error:
            return _without_logo(request, sent, 503, str(error), logos.BUSY_SECONDS)
    return _submitted(request, sent)


def _submitted(request: HttpRequest, sent: QueryDict) -> HttpResponseBase:
    if "all" in sent:
        made = box.make_all(request, sent, _key(sent))
        return _form(request, made, 400) if isinstance(made, GenerateSerializer) else made
    asked = _judged(sent)
    if asked.errors:
        return _form(request, asked, 400)
    order = asked.video_request()
    owner = request.user if isinstance(request.user, User) else None
    try:
        job, _ = submission.submit(
            order,
            owner,
            f"{_key(sent)}-{order.digest()[:16]}",
            still_stands=standing.still_stands,
            ids_of=standing.ids_of,
        )
    except submission.QueueUnavailable as error:
        response = _form(request, asked, 503, problem=_explain(request, error))
        response["Retry-After"] = str(submission.RETRY_AFTER_SECONDS)
        return response
    except submission.TooManyJobs as error:
        return _form(request, asked, 429, problem=_explain(request, error))
    return redirect("job", job.pk)


def _without_logo(request: HttpRequest, sent: QueryDict, status: int, error: str, seconds: int = 0) -> HttpResponse:
    """The form with what is wrong with the logo; ``seconds`` is when to send it again, if that may help."""
    response = _form(request, _judged(sent), status, logo_error=error)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def _explain(request: HttpRequest, error: submission.QueueUnavailable | submission.TooManyJobs) -> Explanation:
    return explain(error.code, str(error), operator=is_operator(request.user))


def _empty(pasted: str) -> GenerateSerializer:
    form = GenerateSerializer()
    form.fields["pubmed_id"].initial = pasted
    form.fields["review"].initial = True
    theme = form.fields["theme"]
    assert isinstance(theme, ThemeSerializer)  # noqa: S101 - for mypy  # nosec B101
    theme.fields["accent"].initial = settings.THEME_ACCENT
    theme.fields["call_to_action"].initial = settings.THEME_CALL_TO_ACTION
    theme.fields["logo"].initial = logos.default()
    return form


def _judged(sent: Mapping[str, Any]) -> GenerateSerializer:
    form = GenerateSerializer(data=sent)
    form.is_valid()
    return form


def _key(sent: Mapping[str, Any]) -> UUID:
    """Return the form's idempotency key: sending the form twice requests one video, unless its content has changed."""
    try:
        return UUID(sent.get("key", ""))
    except ValueError:
        return uuid4()


def _form(
    request: HttpRequest,
    form: GenerateSerializer,
    status: int = 200,
    problem: Explanation | None = None,
    logo_error: str = "",
) -> HttpResponse:
    errors = form.errors if hasattr(form, "initial_data") else {}
    context = {
        "form": form,
        "longest": LONGEST_LIST,
        "key": _key(request.POST),
        "problem": problem,
        "logo_error": logo_error,
        "unfolded": bool(logo_error or errors.keys() & _FOLDED),
        "options": list(_option_fields(form)),
        "formats": [(shape, shape.label, shape in _chosen_formats(request.POST)) for shape in Format],
        "voices": list(_voices(form["voice"].value)),
        **(_named(request.POST) if "pubmed_id" in errors else {}),
        **library.newest(request, RECENT),
    }
    return render(request, "videos/studio.html", context, status=status)


def _named(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a refused text names, if it is a list or words of a title: the user chooses from it."""
    try:
        found = entries(sent.get("pubmed_id", ""))
    except InvalidId:
        return {}
    may_choose = len(found) > 1 or any(entry.is_title for entry in found)
    return box.named(lookup.look_up_lines(sent["pubmed_id"])) if may_choose else {}


def _chosen_formats(sent: QueryDict) -> list[str]:
    return sent.getlist("formats") or [Options().format]


def _voices(chosen: str | None) -> Iterator[dict[str, Any]]:
    """The voices to choose from. The default is chosen by an empty value, as in a request of the API."""
    for voice in voices.offered():
        yield {
            "id": voice.id,
            "name": voice.name,
            "terms": voice.terms,
            "sample": voice.sample,
            "is_default": voice.id == voices.default(),
            "is_chosen": voice.id == (chosen or voices.default()),
        }


def _option_fields(form: GenerateSerializer) -> Iterator[tuple[str, Any]]:
    """The template and the bound field of each option; a retracted paper is allowed beside the paper itself."""
    for option in declared():
        if (settings.LLM_MODEL or not option.needs_model) and option.name != "allow_retracted":
            template = _OWN_TEMPLATES.get(option.name) or next(
                name for kind, name in _TEMPLATES.items() if isinstance(form.fields[option.name], kind)
            )
            yield f"videos/studio/{template}.html", form["formats" if option.name == "format" else option.name]
