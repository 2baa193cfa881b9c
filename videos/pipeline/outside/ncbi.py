"""Talks to NCBI: asks E-utilities for a PubMed record, and the ID converter for the PMID of a PMC article.

An answer is bounded in time and size, a passing fault is tried again, and no redirect is followed. Error messages
never hold the address that was asked, for it carries the API key.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import tenacity

from videos.pipeline.errors import PaperNotFound, PaperUnavailable

# httpx logs every address at INFO, the API key with it.
logging.getLogger("httpx").setLevel(logging.WARNING)

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_NO_SUCH_RECORD = (b"ID list is empty", b"cannot get document summary")
_SHORT_ANSWER = 2000  # bytes; NCBI's error messages are shorter, records longer
_TICK = 1.0  # seconds between two calls of ``waiting``

T = TypeVar("T")


def _patient() -> None:
    """Waits for as long as it takes."""


@dataclass(frozen=True, slots=True)
class NcbiAccess:
    """Where NCBI is, who asks, and how patient the asker is."""

    eutils_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    idconv_url: str = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
    tool: str = "hiddenhill"
    email: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 8.0
    """Seconds for one try, from the first packet to the last; three tries end within 30 s."""
    tries: int = 3
    longest_pause: float = 5.0
    """Seconds between two tries at most, whatever the answer's Retry-After says."""
    max_bytes: int = 20_000_000
    """The largest record known, a paper with thousands of authors, holds a few million bytes."""

    @property
    def gap(self) -> float:
        """Seconds between two requests, by NCBI's rule: 3 a second, 10 with an API key.

        They are a fifth longer than the rule asks for: what is sent evenly arrives unevenly.
        """
        return 0.12 if self.api_key else 0.4


class Pace:
    """Spreads the requests of one process, whichever thread sends them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = float("-inf")

    def wait(self, gap: float) -> float:
        """Takes the next free place and returns the seconds until it comes; places are ``gap`` seconds apart."""
        with self._lock:
            now = self._clock()
            place = max(now, self._free_at)
            self._free_at = place + gap
            return place - now


PROCESS_PACE = Pace()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _PassingFault(Exception):
    """Worth another try; the message completes "NCBI ..."."""

    def __init__(self, what: str, retry_after: float = 0.0) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class Ncbi:
    """The records of PubMed, over HTTP. Its methods block, and are not to be called from a running event loop."""

    def __init__(
        self,
        access: NcbiAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for one's turn: several processes may share one."""
        self._access = access
        self._transport = transport
        self._sleep = sleep
        self._pace = pace
        self._tls = httpx.create_ssl_context()

    def record(self, pmid: str, waiting: Callable[[], None] = _patient) -> bytes:
        """The record of ``pmid`` as efetch sends it, a ``PubmedArticleSet``.

        ``waiting`` is called every second as long as there is nothing to do but wait; what it raises ends the request.
        Raises ``PaperNotFound`` when NCBI says that there is none, ``PaperUnavailable`` when it gives no answer.
        An empty set is handed on as it is.
        """
        url = self._access.eutils_url.rstrip("/") + "/efetch.fcgi"
        wanted = {"db": "pubmed", "id": pmid, "retmode": "xml", "api_key": self._access.api_key}
        answer = self._ask(url, wanted, waiting)
        if len(answer.body) < _SHORT_ANSWER and any(phrase in answer.body for phrase in _NO_SUCH_RECORD):
            raise PaperNotFound(f"PubMed has no record with PMID {pmid}. Check the number.")
        if answer.status != HTTPStatus.OK:
            raise _refused(answer)
        return answer.body

    def pmid_of(self, pmcid: str, waiting: Callable[[], None] = _patient) -> str:
        """The PMID of the article ``pmcid``, by the ID converter, which knows only what is in PMC.

        ``waiting`` is as in ``record``. Raises ``PaperNotFound`` when it does not know the article, or no PMID for it.
        """
        wanted = {"ids": pmcid, "idtype": "pmcid", "format": "json", "versions": "no"}
        answer = self._ask(self._access.idconv_url, wanted, waiting)
        pmid = _converted(answer, pmcid)
        if pmid is None:
            raise PaperNotFound(
                f"The ID converter of PubMed Central knows no {pmcid}. It knows only papers in PMC: check the number, "
                "or give the paper's PMID."
            )
        if not pmid.isdecimal():
            raise PaperNotFound(f"{pmcid} is in PMC but has no record in PubMed, so there is no abstract to tell.")
        return pmid

    def _ask(self, url: str, wanted: Mapping[str, str], waiting: Callable[[], None]) -> _Answer:
        params = {**wanted, "tool": self._access.tool, "email": self._access.email}
        filled = {name: value for name, value in params.items() if value}
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingFault),
            stop=tenacity.stop_after_attempt(self._access.tries),
            wait=self._pause,
            sleep=partial(self._rest, waiting=waiting),
            reraise=True,
        )
        try:
            return tries(self._try, url, filled, waiting)
        except _PassingFault as fault:
            raise PaperUnavailable(f"NCBI {fault}. Try again later.") from fault

    def _try(self, url: str, params: Mapping[str, str], waiting: Callable[[], None]) -> _Answer:
        self._rest(self._pace(self._access.gap), waiting)
        try:
            answer, retry_after = _attended(self._download(url, params), waiting)
        except TimeoutError as error:
            raise _PassingFault(f"gave no complete answer within {self._access.timeout:g} seconds") from error
        except httpx.TransportError as error:
            raise _PassingFault(f"could not be reached ({type(error).__name__})") from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise PaperUnavailable("NCBI's address is not usable. Check the settings of NCBI's services.") from error
        if answer.status in _PASSING:
            raise _PassingFault(f"answered with status {answer.status}", _seconds(retry_after))
        return answer

    def _rest(self, seconds: float, waiting: Callable[[], None]) -> None:
        while seconds > 0:
            self._sleep(min(seconds, _TICK))
            waiting()
            seconds -= _TICK

    async def _download(self, url: str, params: Mapping[str, str]) -> tuple[_Answer, str]:
        # httpx limits each read; only a limit around the whole ends an answer that drips in byte by byte. Asking
        # for no compression makes the size that is counted the size that is held.
        headers = {"Accept-Encoding": "identity", "User-Agent": self._access.tool}
        async with (
            asyncio.timeout(self._access.timeout),
            httpx.AsyncClient(transport=self._transport, verify=self._tls, timeout=self._access.timeout) as client,
            client.stream("GET", url, params=params, headers=headers) as response,
        ):
            body = await self._body(response)
            return _Answer(response.status_code, body), response.headers.get("Retry-After", "")

    async def _body(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise PaperUnavailable("NCBI sent a compressed answer that was not asked for. Try again later.")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._access.max_bytes:
                raise PaperUnavailable(f"NCBI's answer is longer than {self._access.max_bytes} bytes and was not read.")
        return bytes(body)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        backoff = tenacity.wait_random_exponential(multiplier=1, max=self._access.longest_pause)(state)
        asked = fault.retry_after if isinstance(fault, _PassingFault) else 0.0
        return min(max(backoff, asked), self._access.longest_pause)


class _Abandonable(ThreadPoolExecutor):
    """The threads in which asyncio looks up names. The look-up cannot be interrupted, and asyncio would wait for it."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def _attended(work: Coroutine[Any, Any, T], waiting: Callable[[], None]) -> T:
    """The result of ``work``, with ``waiting`` called meanwhile; if that raises, the work is cancelled first.

    The loop rests while ``waiting`` is called: it may use what must not be used inside a running one, as Django's ORM.
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


def _refused(answer: _Answer) -> PaperUnavailable:
    if b"API key invalid" in answer.body:
        return PaperUnavailable("NCBI refused the API key. Check the setting that holds it.")
    if 300 <= answer.status < 400:
        return PaperUnavailable(
            f"NCBI's service redirected to another address (status {answer.status}), which is not followed. "
            "Check the addresses of NCBI's services in the settings."
        )
    return PaperUnavailable(f"NCBI refused the request with status {answer.status}. Try again later.")


def _converted(answer: _Answer, pmcid: str) -> str | None:
    """The PMID that the converter names, "" when it names none, None when it knows no such article."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        if answer.status != HTTPStatus.OK:
            raise _refused(answer) from error
        raise PaperUnavailable("NCBI's ID converter sent something that is not JSON. Try again later.") from error
    match told:
        case {"records": [{"status": "error"} | {"errmsg": _}, *_]}:
            return None
        case {"records": [{"pmcid": str(found)} as record, *_]} if found.upper().split(".")[0] == pmcid:
            return str(record.get("pmid") or "")
        case _ if answer.status == HTTPStatus.OK:
            raise PaperUnavailable(f"NCBI's ID converter answered without a word on {pmcid}. Try again later.")
    raise _refused(answer)


def _seconds(retry_after: str) -> float:
    """Retry-After in seconds; its other form, a date, counts as none."""
    return float(retry_after) if retry_after.isdecimal() else 0.0
