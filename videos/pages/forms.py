"""What the forms that request videos share."""

from uuid import UUID, uuid4

from django.http import HttpResponse, QueryDict

from videos.pipeline.options import Format, Options


def key(sent: QueryDict) -> UUID:
    """Return the form's idempotency key: sending it twice requests one thing, unless its content has changed."""
    try:
        return UUID(sent.get("key", ""))
    except ValueError:
        return uuid4()


def formats(sent: QueryDict) -> list[tuple[Format, str, bool]]:
    """Return each format, its name, and whether it is chosen: that of a video without options if nothing is."""
    chosen = sent.getlist("formats") or [Options().format]
    return [(shape, shape.label, shape in chosen) for shape in Format]


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    """Return the response, with the seconds after which the form may be sent again."""
    response["Retry-After"] = str(seconds)
    return response
