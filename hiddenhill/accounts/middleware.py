"""The page for a password that was refused before it was looked at, for every view that uses one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hiddenhill.accounts.locks import SignInRefused, refusal


class RefusedSignIns:
    """Turns SignInRefused into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, for this error."""
        return refusal(request, error) if isinstance(error, SignInRefused) else None
