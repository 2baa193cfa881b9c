"""What the forms that request videos share."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from rest_framework.fields import Field
from rest_framework.serializers import BooleanField, ChoiceField, FloatField

from videos.api.throttling import UploadThrottle
from videos.engines import voices
from videos.pages.decorators import seconds_to_wait
from videos.pipeline.options import Format, Options
from videos.storage import logos

_OWN_TEMPLATES = {"voice": "voices", "format": "formats", "formats": "formats"}
_TEMPLATES = {ChoiceField: "choice", FloatField: "input", BooleanField: "tick"}


def key(sent: QueryDict) -> UUID:
    """Return the form's idempotency key: sending it twice requests one thing, unless its content has changed."""
    try:
        return UUID(sent.get("key", ""))
    except ValueError:
        return uuid4()


def template(name: str, field: "Field[Any, Any, Any, Any]") -> str:
    """Return the template that draws the field of the option with this name."""
    kind = _OWN_TEMPLATES.get(name) or next(each for kind, each in _TEMPLATES.items() if isinstance(field, kind))
    return f"videos/studio/{kind}.html"


def offered_voices(chosen: str | None) -> Iterator[dict[str, Any]]:
    """Return the voices to choose from. The default is chosen by an empty value, as in a request of the API."""
    for voice in voices.offered():
        yield {
            "id": voice.id,
            "name": voice.name,
            "terms": voice.terms,
            "sample": voice.sample,
            "is_default": voice.id == voices.default(),
            "is_chosen": voice.id == (chosen or voices.default()),
        }


def formats(chosen: Iterable[str]) -> list[tuple[Format, str, bool]]:
    """Return each format, its name, and whether it is chosen: that of a video without options if nothing is."""
    chosen = tuple(chosen) or (Options().format,)
    return [(shape, shape.label, shape in chosen) for shape in Format]


class NoLogo(Exception):
    """The logo that a form holds was not stored. ``seconds``: when it may be sent again, 0 if that does not help."""

    def __init__(self, why: str, status: int, seconds: int = 0) -> None:
        super().__init__(why)
        self.status, self.seconds = status, seconds


def uploaded_logo(request: HttpRequest) -> str | None:
    """Store the logo that a form holds as its ``file`` and return its id; None without one. Raises NoLogo."""
    file = request.FILES.get("file")
    if file is None:
        return None
    if seconds := seconds_to_wait(request, UploadThrottle):
        raise NoLogo("You have uploaded too many logos today. You can go on without this one.", 429, seconds)
    try:
        return logos.store(file)
    except logos.BadLogo as error:
        raise NoLogo(str(error), 400) from error
    except logos.Busy as error:
        raise NoLogo(str(error), 503, logos.BUSY_SECONDS) from error


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    """Return the response, with the seconds after which the form may be sent again, unless they are 0."""
    if seconds:
        response["Retry-After"] = str(seconds)
    return response
