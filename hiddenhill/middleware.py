"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OptionalTrailingSlash:
    """Serves every path of the API with and without a trailing slash, without a redirect: a POST survives none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the slash off before the URL is resolved."""
        if request.path_info.startswith("/api/"):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)
