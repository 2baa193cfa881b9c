"""The NCBI client: searches PubMed and gets its records by E-utilities, and PMIDs from PMC's ID converter.

Responses are limited in time and size, transient errors are retried, and redirects are not followed. Error messages
never contain the request's URL, since it contains the API key.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import tenacity

from videos.pipeline.errors import NcbiUnreachable, PaperNotFound, PaperUnavailable
from videos.pipeline.outside.ncbi_answers import Response, conversions, converted, found, refused

# httpx logs every URL at INFO, with the API key.
logging.getLogger("httpx").setLevel(logging.WARNING)

_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_NO_SUCH_RECORD = (b"ID list is empty", b"cannot get document summary")
_OVERLOADED = (b"API rate limit exceeded", b"Search Backend failed")  # with status 200
_SHORT_RESPONSE = 2000  # bytes; NCBI's error messages are shorter, records longer
_LONGEST_ANSWER = 100_000  # bytes; an answer of the search or of the ID converter about one paper has a few hundred
_TICK = 1.0  # seconds between two calls to ``waiting``

T = TypeVar("T")


def _ignore() -> None:
    """Do nothing while waiting."""


@dataclass(frozen=True, slots=True)
class NcbiAccess:
    """The URLs of NCBI's services, the identity sent to them, and the limits of a request."""

    eutils_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    idconv_url: str = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
    tool: str = "hiddenhill"
    email: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 8.0
    """Seconds for one try, from the first packet to the last. Three tries end within 30 s."""
    tries: int = 3
    longest_pause: float = 5.0
    """The longest pause between two tries in seconds. It also limits the Retry-After of a response."""
    max_bytes: int = 20_000_000
    """The largest known record, of a paper with thousands of authors, has a few million bytes."""

    @property
    def gap(self) -> float:
        """Seconds between two requests. NCBI allows 3 requests a second, or 10 with an API key.

        The gap is a fifth longer than that, since requests sent at even intervals arrive at uneven ones.
        """
        return 0.12 if self.api_key else 0.4


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


PROCESS_PACE = Pace()


class _TransientError(Exception):
    """An error worth a retry. The message completes the sentence "NCBI ..."."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Ncbi:
    """A client for PubMed records. Its methods block, and must not be called from a running event loop."""

    def __init__(
        self,
        access: NcbiAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot. Several processes may share one."""
        self._access = access
        self._transport = transport
        self._sleep = sleep
        self._pace = pace
        self._tls = httpx.create_ssl_context()

    def record(self, pmid: str, waiting: Callable[[], None] = _ignore) -> bytes:
        """The record of ``pmid`` as efetch returns it, a ``PubmedArticleSet``, which may be empty.

        ``waiting`` is called every second while the request waits; an exception from it ends the request. Raises
        PaperNotFound if NCBI has no such record, and PaperUnavailable if NCBI gives no usable response.
        """
        url = self._access.eutils_url.rstrip("/") + "/efetch.fcgi"
        wanted = {"db": "pubmed", "id": pmid, "retmode": "xml", "api_key": self._access.api_key}
        response = self._get(url, wanted, waiting, self._access.max_bytes)
        if len(response.body) < _SHORT_RESPONSE and any(phrase in response.body for phrase in _NO_SUCH_RECORD):
            raise PaperNotFound(f"PubMed has no record with PMID {pmid}. Check the number.")
        if response.status != HTTPStatus.OK:
            raise refused(response)
        return response.body

    def records(self, pmids: Sequence[str], waiting: Callable[[], None] = _ignore) -> bytes:
        """The records of several papers in one response, otherwise like ``record``. Unknown ones are left out."""
        return self.record(",".join(pmids), waiting)

    def search(self, term: str, waiting: Callable[[], None] = _ignore, most: int = 2) -> list[str]:
        """The PMIDs of at most ``most`` records that PubMed finds for a term such as ``10.5555/abc[doi]``.

        Those that fit best come first. ``waiting`` is as in ``record``. Raises PaperUnavailable.
        """
        url = self._access.eutils_url.rstrip("/") + "/esearch.fcgi"
        wanted = {"db": "pubmed", "term": term, "retmode": "json", "retmax": str(most), "sort": "relevance"}
        return found(self._get(url, {**wanted, "api_key": self._access.api_key}, waiting, _LONGEST_ANSWER))[:most]

    def pmid_of(self, name: str, waiting: Callable[[], None] = _ignore) -> str:
        """The PMID of an article by its PMC id or DOI, from the ID converter, which knows only articles in PMC.

        ``waiting`` is as in ``record``. Raises PaperNotFound if the converter does not know the article or its PMID.
        """
        kind = "doi" if name.startswith("10.") else "pmcid"
        wanted = {"ids": name, "idtype": kind, "format": "json", "versions": "no"}
        pmid = converted(self._get(self._access.idconv_url, wanted, waiting, _LONGEST_ANSWER), name, kind)
        if pmid is None:
            raise PaperNotFound(
                f"PubMed Central's ID converter does not know {name}. It knows only papers in PMC. Check the number, "
                "or enter the paper's PMID."
            )
        if not pmid.isdecimal():
            raise PaperNotFound(f"{name} is in PMC but has no record in PubMed, so it has no abstract to narrate.")
        return pmid

    def pmids_of(self, names: Sequence[str], waiting: Callable[[], None] = _ignore) -> dict[str, str]:
        """The PMIDs of several articles by their PMC ids, or by their DOIs, as far as the ID converter knows them.

        It takes 200 names at once, of one kind and without commas. Otherwise like ``pmid_of``.
        """
        kind = "doi" if names[0].startswith("10.") else "pmcid"
        wanted = {"ids": ",".join(names), "idtype": kind, "format": "json", "versions": "no"}
        return conversions(self._get(self._access.idconv_url, wanted, waiting, _LONGEST_ANSWER), names, kind)

    def _get(self, url: str, wanted: Mapping[str, str], waiting: Callable[[], None], longest: int) -> Response:
        params = {**wanted, "tool": self._access.tool, "email": self._access.email}
        filled = {name: value for name, value in params.items() if value}
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TransientError),
            stop=tenacity.stop_after_attempt(self._access.tries),
            wait=self._pause,
            sleep=partial(self._wait, waiting=waiting),
            reraise=True,
        )
        try:
            return tries(self._try, url, filled, waiting, longest)
        except _TransientError as error:
            raise NcbiUnreachable(f"NCBI {error}. Try again later.") from error

    def _try(self, url: str, params: Mapping[str, str], waiting: Callable[[], None], longest: int) -> Response:
        self._wait(self._pace(self._access.gap), waiting)
        try:
            response, retry_after = _run(self._download(url, params, longest), waiting)
        except TimeoutError as error:
            raise _TransientError(f"did not respond completely within {self._access.timeout:g} seconds") from error
        except httpx.TransportError as error:
            raise _TransientError(f"could not be reached ({type(error).__name__})") from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise PaperUnavailable(
                "The URL of an NCBI service is invalid. Check NCBI_EUTILS_URL and NCBI_IDCONV_URL."
            ) from error
        if response.status in _TRANSIENT:
            raise _TransientError(f"responded with status {response.status}", _seconds(retry_after))
        if len(response.body) < _SHORT_RESPONSE and any(phrase in response.body for phrase in _OVERLOADED):
            raise _TransientError("is overloaded", _seconds(retry_after))
        return response

    def _wait(self, seconds: float, waiting: Callable[[], None]) -> None:
        while seconds > 0:
            self._sleep(min(seconds, _TICK))
            waiting()
            seconds -= _TICK

    async def _download(self, url: str, params: Mapping[str, str], longest: int) -> tuple[Response, str]:
        # httpx limits each read. Only a limit around the whole ends a response that arrives byte by byte. Without
        # compression, the size that is counted is the size in memory.
        headers = {"Accept-Encoding": "identity", "User-Agent": self._access.tool}
        async with (
            asyncio.timeout(self._access.timeout),
            httpx.AsyncClient(transport=self._transport, verify=self._tls, timeout=self._access.timeout) as client,
            client.stream("GET", url, params=params, headers=headers) as response,
        ):
            body = await self._body(response, longest)
            return Response(response.status_code, body), response.headers.get("Retry-After", "")

    async def _body(self, response: httpx.Response, longest: int) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise PaperUnavailable("NCBI sent an unrequested compressed response. Try again later.")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > longest:
                raise PaperUnavailable(f"NCBI's response is longer than {longest} bytes and was not read.")
        return bytes(body)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        backoff = tenacity.wait_random_exponential(multiplier=1, max=self._access.longest_pause)(state)
        requested = error.retry_after if isinstance(error, _TransientError) else 0.0
        return min(max(backoff, requested), self._access.longest_pause)


class _Abandonable(ThreadPoolExecutor):
    """The threads for asyncio's DNS lookups. A lookup cannot be interrupted, and asyncio would wait for it."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def _run(work: Coroutine[Any, Any, T], waiting: Callable[[], None]) -> T:
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
