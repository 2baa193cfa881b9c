"""What every request passes through."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from structlog.contextvars import bound_contextvars

from videos.api import problems

logger = logging.getLogger("hiddenhill.requests")

_NEXT = Callable[[HttpRequest], HttpResponse]

_ASKED_ALL_THE_TIME = ("/api/health", "/metrics")


class RequestLog:
    """Writes a line for each request, with an id that the answer tells and that every line written meanwhile carries.

    The id is the X-Request-ID of the request, if it has a usable one: a proxy may have written it into its own log.
    Neither headers nor the query string are written, for there may be secrets in them. The time is that until the
    answer begins. What is asked all the time is told at the level DEBUG, unless it fails.
    """

    _ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write the line."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if self._ID.fullmatch(given) else uuid.uuid4().hex
        began = time.monotonic()
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            facts = {"status": response.status_code, "ms": round((time.monotonic() - began) * 1000, 1)}
            quiet = request.path.startswith(_ASKED_ALL_THE_TIME) and response.status_code < 400
            with bound_contextvars(method=request.method, path=request.path, user=_user_id(request), **facts):
                logger.log(logging.DEBUG if quiet else logging.INFO, "request")
        return response


def _user_id(request: HttpRequest) -> int | None:
    """Who asks, if that was looked up: not for the log's sake, which has to be written without a database, too."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return None
    return getattr(user, "pk", None)


class OptionalTrailingSlash:
    """Serves every path of the API with and without a trailing slash, without a redirect: a POST survives none."""

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the slash off before the URL is resolved."""
        if request.path_info.startswith("/api/"):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)


class BodyLimit:
    """Refuses a body that is too long, or that does not say how long it is, before any of it is read.

    Django bounds only what it parses itself, and takes a body in chunks for an empty one.
    """

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """413 or 411, or what the request asked for."""
        if "Transfer-Encoding" in request.headers:
            return problems.answer("length_required", "The body comes in chunks.", request)
        is_upload = request.content_type == "multipart/form-data"
        most = settings.UPLOAD_MAX_SIZE if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return problems.answer("too_large", f"A request may send {most} bytes at most.", request)
        return self.get_response(request)
