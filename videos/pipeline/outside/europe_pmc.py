"""The client for full texts at Europe PMC, for when the PMC Cloud Service is away."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from videos.pipeline.errors import FullTextUnavailable, FullTextUnreachable, PipelineError
from videos.pipeline.outside.downloads import Downloads, Pace, Response, Service, Waiting, ignore
from videos.pipeline.outside.europe_pmc_answers import results

LONGEST_RECORD = 2_000_000
"""Bytes; a record with all its fields has up to some hundred thousand."""


@dataclass(frozen=True, slots=True)
class EuropePmcAccess:
    """The URL of the service, the name sent to it, and the limits of a request: see ``Service``."""

    url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest/"
    tool: str = "hiddenhill"
    timeout: float = 15.0
    tries: int = 3
    longest_pause: float = 5.0
    gap: float = 0.1
    """Europe PMC asks for at most ten requests a second."""
    longest_text: int = 20_000_000
    """Bytes, as for the PMC Cloud Service."""


PROCESS_PACE = Pace()


class EuropePmc:
    """A client for full texts. Its methods, errors and ``waiting`` are like those of ``PmcCloud``."""

    def __init__(
        self,
        access: EuropePmcAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot."""
        self._access = access
        described = service(access, unavailable=FullTextUnavailable, unreachable=FullTextUnreachable)
        self._downloads = Downloads(described, pace=pace, transport=transport, sleep=sleep)

    def licence(self, pmcid: str, waiting: Waiting = ignore) -> str | None:
        """The licence in the record of an article ("cc by"), or None if the record names none."""
        params = {"query": f"PMCID:{pmcid}", "resultType": "core", "format": "json"}

        def check(response: Response) -> str | None:
            return _licence(self._downloads.require_ok(response), pmcid)

        return self._downloads.get(self._url("search"), params, waiting, LONGEST_RECORD, check)

    def text(self, pmcid: str, waiting: Waiting = ignore) -> bytes | None:
        """The article in JATS, or None if it is closed."""

        def check(response: Response) -> bytes | None:
            if response.status == HTTPStatus.NOT_FOUND:
                return None
            return self._downloads.require_ok(response)

        return self._downloads.get(self._url(f"{pmcid}/fullTextXML"), {}, waiting, self._access.longest_text, check)

    def _url(self, path: str) -> str:
        return f"{self._access.url.rstrip('/')}/{path}"


def service(access: EuropePmcAccess, unavailable: type[PipelineError], unreachable: type[PipelineError]) -> Service:
    """Europe PMC, with the errors of who asks it."""
    return Service("Europe PMC", "EUROPE_PMC_URL", access, unavailable, unreachable)


def _licence(body: bytes, pmcid: str) -> str | None:
    """The licence in a response."""
    match results(body, FullTextUnavailable):
        case [{"pmcid": str(found)} as record, *_] if found == pmcid:
            licence = record.get("license")
            return licence if isinstance(licence, str) else None
    raise FullTextUnavailable(f"The response of Europe PMC does not mention {pmcid}. Try again later.")
