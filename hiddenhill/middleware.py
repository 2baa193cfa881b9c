"""Middleware: the request log, optional trailing slashes, and a limit for bodies."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from structlog.contextvars import bound_contextvars

from hiddenhill.runtime.body_limit import longest_body
from videos.api import problems

logger = logging.getLogger("hiddenhill.requests")

_NEXT = Callable[[HttpRequest], HttpResponse]

_FREQUENT = ("/api/health", "/metrics")


class RequestLog:
    """Logs one line for each request. The response and all lines logged during the request carry the request id.

    The id is the X-Request-ID of the request, if it has a usable one: a proxy may have logged it. Headers, the query
    string and the links of e-mails may contain secrets, and are not logged. The time ends when the response begins.
    Health checks and scrapes of the metrics are logged at DEBUG level unless they fail.
    """

    _KEY = re.compile(r"^(/accounts/(?:password/choose/[^/]*|email/confirm)/).+")
    _ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond, and log the line."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if self._ID.fullmatch(given) else uuid.uuid4().hex
        began = time.monotonic()
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            facts = {"status": response.status_code, "ms": round((time.monotonic() - began) * 1000, 1)}
            quiet = request.path.startswith(_FREQUENT) and response.status_code < 400
            path = self._KEY.sub(r"\1…", request.path)
            with bound_contextvars(method=request.method, path=path, user=_user_id(request), **facts):
                logger.log(logging.DEBUG if quiet else logging.INFO, "request")
        return response


def _user_id(request: HttpRequest) -> int | None:
    """The user's id, if a view has loaded the user. The log does not load one: it must work without a database."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return None
    return getattr(user, "pk", None)


class OptionalTrailingSlash:
    """Serves each path of the API with and without a trailing slash. A redirect would drop the body of a POST."""

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remove the slash before the URL is resolved."""
        if request.path_info.startswith("/api/"):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)


class NoNul:
    """Refuses URLs with the character NUL. No text may contain it: PostgreSQL stores none, and raises an error."""

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond with 404 or 400, or pass the request on."""
        if "\0" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            raise BadRequest("The query contains the character NUL.")
        return self.get_response(request)


class SingleUser:
    """In single-user mode, refuses what a proxy passes on, and what a page of another site loads.

    Everyone who reaches the instance may then do everything, so only the machine's own user may reach it. A page of
    another site cannot read an answer, but may cause many that cost something. Health checks are for everyone.
    """

    _PROXY = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond with 403 and what to do, or pass the request on."""
        is_checked = settings.API_ALLOW_ANONYMOUS and not f"{request.path_info}/".startswith("/api/health/")
        reason = self._reason(request) if is_checked else ""
        if not reason:
            return self.get_response(request)
        if f"{request.path_info}/".startswith("/api/"):
            return problems.answer("single_user_mode", reason, request)
        return HttpResponse(reason + "\n", status=403, content_type="text/plain")

    def _reason(self, request: HttpRequest) -> str:
        added = next((name for name in self._PROXY if name in request.headers), None)
        if added and not settings.TRUSTED_PROXIES:
            return (
                "In single-user mode, everyone who reaches this instance may do everything, and this request came "
                f"through a proxy: it has the header {added}. Set API_ALLOW_ANONYMOUS=false and create users. If only "
                "you can reach the proxy, set TRUSTED_PROXIES to the number of proxies instead."
            )
        if _is_embedded(request) and request.headers.get("Origin") not in settings.CORS_ALLOWED_ORIGINS:
            return (
                "In single-user mode, pages of other sites cannot load anything from this instance. If the site is "
                "yours, add its origin to CORS_ALLOWED_ORIGINS."
            )
        return ""


def _is_embedded(request: HttpRequest) -> bool:
    """Whether a page of another site sent the request, and not a person who follows a link."""
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        return False
    return (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")) != ("navigate", "document")


class BodyLimit:
    """Refuses a body that is too long, or of unknown length, before any of it is read.

    Django limits only the bodies that it parses itself, and treats a chunked body as empty.
    """

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond with 413 or 411, or pass the request on."""
        if "Transfer-Encoding" in request.headers:
            return problems.answer("length_required", "The body is chunked, so its length is unknown.", request)
        upload = request.content_type == "multipart/form-data"
        most = longest_body(request.path_info) if upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return problems.answer("too_large", f"A request may send {most} bytes at most.", request)
        return self.get_response(request)
