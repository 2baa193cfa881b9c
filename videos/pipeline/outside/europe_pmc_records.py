"""The client for records at Europe PMC, for when NCBI is away. It speaks the language of ``ncbi``: PMIDs and XML."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from videos.pipeline.errors import EuropePmcUnreachable, PaperUnavailable
from videos.pipeline.outside.downloads import Downloads, Response, Waiting, ignore
from videos.pipeline.outside.efetch_form import as_efetch
from videos.pipeline.outside.europe_pmc import LONGEST_RECORD, PROCESS_PACE, EuropePmcAccess, service
from videos.pipeline.outside.europe_pmc_answers import results

_FROM_PUBMED = "MED"


class EuropePmcRecords:
    """A client for Europe PMC's copies of PubMed's records.

    ``waiting`` is called every second while a request waits; an exception from it ends the request. All methods raise
    EuropePmcUnreachable if Europe PMC is away or finds nothing, and PaperUnavailable if a response cannot be used.
    """

    def __init__(
        self,
        access: EuropePmcAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot."""
        self._url = f"{access.url.rstrip('/')}/search"
        described = service(access, unavailable=PaperUnavailable, unreachable=EuropePmcUnreachable)
        self._downloads = Downloads(described, pace=pace, transport=transport, sleep=sleep)

    def pmid_of(self, name: str, waiting: Waiting = ignore) -> str:
        """The PMID of an article by its PMC id or DOI."""
        query = f'DOI:"{_quotable(name)}"' if name.startswith("10.") else f"PMCID:{name}"
        return str(self._one(query, waiting)["pmid"])

    def with_doi(self, doi: str, waiting: Waiting = ignore) -> list[str]:
        """The PMID of the record with a DOI, as the only one of a list."""
        return [self.pmid_of(doi, waiting)]

    def record(self, pmid: str, waiting: Waiting = ignore) -> bytes:
        """The record of a paper in the form of efetch."""
        found = self._one(f"EXT_ID:{pmid} AND SRC:{_FROM_PUBMED}", waiting)
        if found["pmid"] != pmid:
            raise PaperUnavailable(f"Europe PMC returned PMID {found['pmid']} instead of PMID {pmid}.")
        return as_efetch(found)

    def _one(self, query: str, waiting: Waiting) -> dict[str, Any]:
        """The only record that is a copy of PubMed's."""

        def check(response: Response) -> dict[str, Any]:
            return _from_pubmed(results(self._downloads.require_ok(response), PaperUnavailable))

        params = {"query": query, "resultType": "core", "format": "json"}
        return self._downloads.get(self._url, params, waiting, LONGEST_RECORD, check)


def _from_pubmed(found: list[Any]) -> dict[str, Any]:
    """The record in a list. Without publication types it could not say that its paper was retracted."""
    match [each for each in found if isinstance(each, dict) and each.get("source") == _FROM_PUBMED]:
        case [{"pmid": str(pmid), "pubTypeList": {"pubType": [_, *_]}} as record] if (
            pmid.isdecimal() and pmid.isascii()
        ):
            return dict(record)
    raise PaperUnavailable("Europe PMC has no single copy of PubMed's record that says whether it was retracted.")


def _quotable(doi: str) -> str:
    return doi.replace("\\", "").replace('"', "")
