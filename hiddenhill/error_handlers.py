"""Responses to errors outside of views: problem details below ``/api``, pages elsewhere."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from videos.api import problems


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that Django rejects, such as one for an unknown host; 413 for a body that is too large."""
    if not _is_for_api(request):
        return defaults.bad_request(request, exception)
    code = "too_large" if isinstance(exception, RequestDataTooBig) else "bad_request"
    return problems.answer(code, str(exception) or "The request cannot be understood.", request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for an action that the user may not take."""
    if not _is_for_api(request):
        return defaults.permission_denied(request, exception)
    return problems.answer("permission_denied", str(exception) or "This is not allowed.", request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an unknown URL."""
    if not _is_for_api(request):
        return defaults.page_not_found(request, exception)
    return problems.answer("not_found", "The API has no such URL.", request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for an unexpected error, which Django has logged."""
    if not _is_for_api(request):
        return defaults.server_error(request)
    return problems.answer("internal_error", "An unexpected error occurred. It has been logged.", request)


def _is_for_api(request: HttpRequest) -> bool:
    return f"{request.path_info}/".startswith("/api/")
