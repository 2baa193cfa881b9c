"""The answers to what no view answers: problem details below ``/api``, pages elsewhere."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from videos.api import problems


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django holds to be suspicious, such as a host that is not served or a body that is too large."""
    if not _of_the_api(request):
        return defaults.bad_request(request, exception)
    code = "too_large" if isinstance(exception, RequestDataTooBig) else "bad_request"
    return problems.answer(code, str(exception) or "The request cannot be understood.", request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What who asks may not do."""
    if not _of_the_api(request):
        return defaults.permission_denied(request, exception)
    return problems.answer("permission_denied", str(exception) or "This is not allowed.", request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist."""
    if not _of_the_api(request):
        return defaults.page_not_found(request, exception)
    return problems.answer("not_found", "The API has no such address.", request)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error that nobody foresaw; Django has logged it."""
    if not _of_the_api(request):
        return defaults.server_error(request)
    return problems.answer("internal_error", "An unforeseen error happened, and was logged.", request)


def _of_the_api(request: HttpRequest) -> bool:
    return f"{request.path_info}/".startswith("/api/")
