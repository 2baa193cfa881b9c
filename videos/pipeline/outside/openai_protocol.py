"""Requests to any endpoint with OpenAI's protocol, for text and for speech.

OpenAI's own client is not used: with what it needs it takes 45 MB of an image, and the protocol is one POST request.
"""

import time
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import httpx
import tenacity

_TRANSIENT = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_LONGEST_REASON = 300


class Problem(Enum):
    """Why there is no response that can be used."""

    SLOW = auto()
    UNREACHABLE = auto()
    BUSY = auto()  # a status after which a later try may succeed
    KEY = auto()
    REFUSED = auto()
    ADDRESS = auto()
    SIZE = auto()


class EndpointError(Exception):
    """A failed request, with the ``status`` of the response, if there was one. Its text is for operators."""

    def __init__(self, problem: Problem, text: str = "", status: int | None = None) -> None:
        super().__init__(text)
        self.problem = problem
        self.status = status

    def said(self, sentences: Mapping[Problem, str]) -> str:
        """The sentence for this problem, with the status."""
        return sentences[self.problem] + (f" (status {self.status})" if self.status else "")

    @property
    def transient(self) -> bool:
        """Whether a later try may succeed."""
        return self.problem in (Problem.SLOW, Problem.UNREACHABLE, Problem.BUSY)


class Endpoint:
    """An endpoint at ``base_url`` ("https://api.openai.com/v1"). ``key`` may be empty.

    Each of ``tries`` may take ``timeout`` seconds in all. They are few, since a job must not be silent for long.
    """

    def __init__(self, base_url: str, key: str, timeout: float, tries: int, most_bytes: int) -> None:
        self._url = base_url.rstrip("/")
        self._timeout = timeout
        self._most_bytes = most_bytes
        # Without compression, the size that is counted is the size in memory.
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(timeout=timeout, headers={"Accept-Encoding": "identity", **headers})
        self._patient = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, EndpointError) and error.transient),
            stop=tenacity.stop_after_attempt(tries),
            wait=tenacity.wait_exponential(multiplier=0.25),
            reraise=True,
        )

    def post(self, path: str, body: dict[str, Any]) -> tuple[bytes, str]:
        """The content of the response, and its content type. Raises EndpointError."""
        return self._patient(self._post, path, body)

    def _post(self, path: str, body: dict[str, Any]) -> tuple[bytes, str]:
        deadline = time.monotonic() + self._timeout
        try:
            with self._client.stream("POST", f"{self._url}{path}", json=body) as response:
                content = b"".join(self._within_limits(response.iter_bytes(), deadline))
                _check(response.status_code, content)
                return content, response.headers.get("Content-Type", "")
        except httpx.TimeoutException as error:
            raise EndpointError(Problem.SLOW) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.DecodingError) as error:
            raise EndpointError(Problem.ADDRESS, str(error)) from error
        except httpx.TransportError as error:
            raise EndpointError(Problem.UNREACHABLE, str(error)) from error

    def _within_limits(self, parts: Iterator[bytes], deadline: float) -> Iterator[bytes]:
        size = 0
        for part in parts:
            size += len(part)
            if size > self._most_bytes:
                raise EndpointError(Problem.SIZE)
            if time.monotonic() > deadline:
                raise EndpointError(Problem.SLOW)
            yield part


def _check(status: int, content: bytes) -> None:
    """Raise the error that a status means."""
    if status == HTTPStatus.OK:
        return
    is_transient = status in _TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    problem = Problem.BUSY if is_transient else Problem.KEY if status in _KEY else Problem.REFUSED
    raise EndpointError(problem, content[:_LONGEST_REASON].decode(errors="replace"), status)
