"""Requests to a service of which only the answers matter: limited in time and size, retried, never redirected.

Error messages never contain the request's URL, since it may contain an API key.
"""

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import httpx
import tenacity

from videos.pipeline.errors import PipelineError

# httpx logs every URL at INFO, with the API key.
logging.getLogger("httpx").setLevel(logging.WARNING)

_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_TICK = 1.0  # seconds between two calls to ``waiting``

T = TypeVar("T")

Waiting = Callable[[], None]
"""Called every second while a request waits. An exception from it ends the request."""


def ignore() -> None:
    """Do nothing while waiting."""


class Pace:
    """Spaces out the requests of all threads of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = float("-inf")

    def wait(self, gap: float) -> float:
        """Reserve the next slot and return the seconds until it. Slots are ``gap`` seconds apart."""
        with self._lock:
            now = self._clock()
            slot = max(now, self._free_at)
            self._free_at = slot + gap
            return slot - now


class Access(Protocol):
    """The limits of requests to a service, and the name sent to it."""

    @property
    def tool(self) -> str:
        """Name of this program, sent as its User-Agent."""

    @property
    def timeout(self) -> float:
        """Seconds for one of ``tries``, from the first packet to the last."""

    @property
    def tries(self) -> int:
        """Number of tries."""

    @property
    def longest_pause(self) -> float:
        """Longest pause between two tries in seconds. It also limits the Retry-After of a response."""

    @property
    def gap(self) -> float:
        """Seconds between two requests."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is asked: its name in messages, the settings to check if its URL is wrong, and its limits.

    ``unreachable`` is raised if the same request may succeed later, ``unavailable`` otherwise.
    """

    name: str
    settings: str
    access: Access
    unavailable: type[PipelineError]
    unreachable: type[PipelineError]


@dataclass(frozen=True, slots=True)
class Response:
    """The status and the whole body of a response, and the seconds of its Retry-After."""

    status: int
    body: bytes
    retry_after: float = 0.0

    @property
    def redirects(self) -> bool:
        """Whether it points to another URL, which is never followed."""
        return 300 <= self.status < 400


def refusal(response: Response, name: str, settings: str) -> str:
    """What to say of a status of the service ``name`` that means neither success nor a passing failure."""
    if response.redirects:
        return (
            f"{name}'s service redirected to another URL (status {response.status}), which is not followed. "
            f"Check {settings}."
        )
    return f"{name} refused the request with status {response.status}. Try again later."


class TransientError(Exception):
    """An error worth a retry. The message completes the sentence "NCBI ..."."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Downloads:
    """Downloads from one service. Its methods block, and must not be called from a running event loop."""

    def __init__(
        self,
        service: Service,
        *,
        pace: Callable[[float], float],
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot. Several processes may share one."""
        self._service = service
        self._transport = transport
        self._sleep = sleep
        self._pace = pace
        self._tls = _certificates()

    def get(
        self,
        url: str,
        params: Mapping[str, str],
        waiting: Waiting,
        longest: int,
        check: Callable[[Response], T],
    ) -> T:
        """What ``check`` makes of the response, of at most ``longest`` bytes. ``check`` may raise TransientError.

        Raises the ``unreachable`` and ``unavailable`` of the service.
        """
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=tenacity.stop_after_attempt(self._service.access.tries),
            wait=self._pause,
            sleep=partial(self._wait, waiting=waiting),
            reraise=True,
        )
        try:
            made: T = tries(self._try, url, params, waiting, longest, check)
        except TransientError as error:
            raise self._service.unreachable(f"{self._service.name} {error}. Try again later.") from error
        return made

    def _try(
        self, url: str, params: Mapping[str, str], waiting: Waiting, longest: int, check: Callable[[Response], T]
    ) -> T:
        self._wait(self._pace(self._service.access.gap), waiting)
        try:
            response = _run(self._download(url, params, longest), waiting)
        except TimeoutError as error:
            seconds = f"{self._service.access.timeout:g} seconds"
            raise TransientError(f"did not respond completely within {seconds}") from error
        except httpx.TransportError as error:
            raise TransientError(f"could not be reached ({type(error).__name__})") from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise self._service.unavailable(
                f"The URL of an {self._service.name} service is invalid. Check {self._service.settings}."
            ) from error
        if response.status in _TRANSIENT:
            raise TransientError(f"responded with status {response.status}", response.retry_after)
        return check(response)

    def _wait(self, seconds: float, waiting: Waiting) -> None:
        while seconds > 0:
            self._sleep(min(seconds, _TICK))
            waiting()
            seconds -= _TICK

    async def _download(self, url: str, params: Mapping[str, str], longest: int) -> Response:
        # httpx limits each read. Only a limit around the whole ends a response that arrives byte by byte. Without
        # compression, the size that is counted is the size in memory.
        headers = {"Accept-Encoding": "identity", "User-Agent": self._service.access.tool}
        timeout = self._service.access.timeout
        async with (
            asyncio.timeout(timeout),
            httpx.AsyncClient(transport=self._transport, verify=self._tls, timeout=timeout) as client,
            client.stream("GET", url, params=params, headers=headers) as response,
        ):
            body = await self._body(response, longest)
            return Response(response.status_code, body, _seconds(response.headers.get("Retry-After", "")))

    async def _body(self, response: httpx.Response, longest: int) -> bytes:
        name = self._service.name
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise self._service.unavailable(f"{name} sent an unrequested compressed response. Try again later.")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > longest:
                raise self._service.unavailable(f"{name}'s response is longer than {longest} bytes and was not read.")
        return bytes(body)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        longest = self._service.access.longest_pause
        backoff = tenacity.wait_random_exponential(multiplier=1, max=longest)(state)
        requested = error.retry_after if isinstance(error, TransientError) else 0.0
        return min(max(backoff, requested), longest)

    def refused(self, response: Response) -> PipelineError:
        """The error for a response whose status is not that of an answer."""
        return self._service.unavailable(refusal(response, self._service.name, self._service.settings))

    def require_ok(self, response: Response) -> bytes:
        """The body of a response with the status 200; raises ``refused`` for any other."""
        if response.status != HTTPStatus.OK:
            raise self.refused(response)
        return response.body


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted. To load them takes 50 ms, so all services share them."""
    return httpx.create_ssl_context()


class _Abandonable(ThreadPoolExecutor):
    """The threads for asyncio's DNS lookups. A lookup cannot be interrupted, and asyncio would wait for it."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def _run(work: Coroutine[Any, Any, T], waiting: Waiting) -> T:
    """Run ``work`` and call ``waiting`` meanwhile. An exception from ``waiting`` cancels the work and is passed on.

    The event loop is not running during these calls, so ``waiting`` may use Django's ORM, for example.
    """
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(_Abandonable())
        task = loop.create_task(work)
        try:
            while not loop.run_until_complete(asyncio.wait({task}, timeout=_TICK))[0]:
                waiting()
        finally:
            task.cancel()
            loop.run_until_complete(asyncio.wait({task}))
        return task.result()


def _seconds(retry_after: str) -> float:
    """Retry-After in seconds. A date, its other form, is ignored."""
    return float(retry_after) if retry_after.isdecimal() else 0.0
