"""Sends requests, repeats those that may be repeated, and raises problems as errors."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from hiddenhill_client.errors import Problem, UnexpectedAnswer, Unreachable, problem

T = TypeVar("T")

_MEDIA_TYPE = "application/problem+json"
_LONGEST_PAUSE = 60.0
"""Seconds. Who is asked to wait for longer should know it."""


class Transport:
    """One service, with a token and a number of retries. ``sleep`` is handed in for tests."""

    def __init__(
        self, http: httpx.Client, retries: int, *, is_own: bool, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._http, self._retries, self._is_own, self.sleep = http, retries, is_own, sleep

    def close(self) -> None:
        """Close the connections, unless they are those of a client that was handed in."""
        if self._is_own:
            self._http.close()

    def call(
        self, of: type[T], method: str, path: str, *, json: object = None, query: Any = None, key: str | None = None
    ) -> T:
        """Send a request, and return its JSON as ``of``. ``key`` is its Idempotency-Key. Raises HiddenHillError."""
        headers = {"Idempotency-Key": key} if key else {}
        request = self._http.build_request(method, path, json=json, params=query, headers=headers)
        answer = self._answer(request, may_repeat=method == "GET" or key is not None)
        try:
            return msgspec.json.decode(answer.content or b"null", type=of)
        except msgspec.DecodeError as error:
            raise UnexpectedAnswer(answer.status_code, str(error)) from error

    @contextmanager
    def stream(self, url: str) -> Iterator[httpx.Response]:
        """Open a file of the service, or in its bucket. Raises HiddenHillError, also while it is read."""
        request = self._http.build_request("GET", own_path(url))
        answer = self._answer(request, may_repeat=True, stream=True)
        try:
            yield answer
        except httpx.TransportError as error:
            raise Unreachable(f"The file broke off: {error}") from error
        finally:
            answer.close()

    def _answer(self, request: httpx.Request, *, may_repeat: bool, stream: bool = False) -> httpx.Response:
        for attempt in range(self._retries):
            try:
                return self._once(request, stream)
            except Unreachable:
                if not may_repeat:
                    raise
                pause = min(2.0**attempt, _LONGEST_PAUSE)
            except Problem as refusal:
                pause = _pause(refusal)
            self.sleep(pause)
        return self._once(request, stream)

    def _once(self, request: httpx.Request, stream: bool) -> httpx.Response:
        try:
            answer = self._http.send(request, stream=stream, follow_redirects=True)
        except httpx.TransportError as error:
            raise Unreachable(f"{request.url} does not answer: {error or type(error).__name__}") from error
        if not answer.is_success:
            raise _refusal(answer)
        return answer


def own_path(url: str) -> str:
    """Return the path and query of a URL that the service gave: its host may have another name for the client."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _pause(refusal: Problem) -> float:
    """Return the seconds after which to repeat the request. Raises the refusal if it states none, or too many."""
    pause = refusal.retry_after
    if refusal.status not in (429, 503) or pause is None or pause > _LONGEST_PAUSE:
        raise refusal
    return pause


def _refusal(answer: httpx.Response) -> Problem:
    """Return an answer as an error. Raises UnexpectedAnswer if it is no problem document."""
    try:
        content = answer.read()
    except httpx.TransportError as error:
        raise Unreachable(f"The answer broke off: {error}") from error
    finally:
        answer.close()
    given = answer.headers.get("Content-Type", "").partition(";")[0]
    if given != _MEDIA_TYPE:
        raise UnexpectedAnswer(answer.status_code, f"its body is {given or 'of no type'}, not {_MEDIA_TYPE}")
    wait = answer.headers.get("Retry-After", "")
    return problem(msgspec.json.decode(content), float(wait) if wait.isdecimal() else None)
