"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

_NEXT = Callable[[HttpRequest], HttpResponse]


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
            return _refusal(411, "length_required", "Send the body in one piece, with a Content-Length header.")
        is_upload = request.content_type == "multipart/form-data"
        most = settings.UPLOAD_MAX_SIZE if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return _refusal(413, "too_large", f"A request may send {most} bytes at most.")
        return self.get_response(request)


def _refusal(status: int, code: str, detail: str) -> HttpResponse:
    return JsonResponse({"detail": detail, "code": code, "status": status}, status=status)


class PermissionsPolicy:
    """Tells browsers that no page here needs camera, microphone, place or payment."""

    def __init__(self, get_response: _NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response
