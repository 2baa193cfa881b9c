"""The NCBI client: searches PubMed and gets its records by E-utilities, and PMIDs from PMC's ID converter.

Responses are limited in time and size, transient errors are retried, and redirects are not followed. Error messages
never contain the request's URL, since it contains the API key.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from videos.pipeline.errors import NcbiUnreachable, PaperNotFound, PaperUnavailable
from videos.pipeline.outside.downloads import Downloads, Pace, Response, Service, TransientError, Waiting, ignore
from videos.pipeline.outside.ncbi_answers import SETTINGS, conversions, converted, found, refused

_PLAIN_DOI = re.compile(r"[\w./-]+", re.ASCII)
_NO_SUCH_RECORD = (b"ID list is empty", b"cannot get document summary")
_OVERLOADED = (b"API rate limit exceeded", b"Search Backend failed")  # with status 200
_SHORT_RESPONSE = 2000  # bytes; NCBI's error messages are shorter, records longer
_LONGEST_ANSWER = 100_000  # bytes; an answer of the search or of the ID converter about one paper has a few hundred


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


PROCESS_PACE = Pace()


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
        described = Service("NCBI", SETTINGS, access, PaperUnavailable, NcbiUnreachable)
        self._downloads = Downloads(described, pace=pace, transport=transport, sleep=sleep)

    def record(self, pmid: str, waiting: Waiting = ignore) -> bytes:
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

    def records(self, pmids: Sequence[str], waiting: Waiting = ignore) -> bytes:
        """The records of several papers in one response, otherwise like ``record``. Unknown ones are left out."""
        return self.record(",".join(pmids), waiting)

    def search(self, term: str, waiting: Waiting = ignore, most: int = 2) -> list[str]:
        """The PMIDs of at most ``most`` records that PubMed finds for a term such as ``10.5555/abc[doi]``.

        Those that fit best come first. ``waiting`` is as in ``record``. Raises PaperUnavailable.
        """
        url = self._access.eutils_url.rstrip("/") + "/esearch.fcgi"
        wanted = {"db": "pubmed", "term": term, "retmode": "json", "retmax": str(most), "sort": "relevance"}
        return found(self._get(url, {**wanted, "api_key": self._access.api_key}, waiting, _LONGEST_ANSWER))[:most]

    def with_doi(self, doi: str, waiting: Waiting = ignore) -> list[str]:
        """The PMIDs of at most two records that PubMed finds for a DOI; otherwise like ``search``."""
        return self.search(doi_term(doi), waiting)

    def text(self, pmcid: str, waiting: Waiting = ignore) -> bytes | None:
        """The article ``pmcid`` as efetch returns it, a ``pmc-articleset``; None if PMC has no such article.

        Of a closed article it has only the front matter. Otherwise like ``record``.
        """
        url = self._access.eutils_url.rstrip("/") + "/efetch.fcgi"
        wanted = {"db": "pmc", "id": pmcid.removeprefix("PMC"), "retmode": "xml", "api_key": self._access.api_key}
        response = self._get(url, wanted, waiting, self._access.max_bytes)
        if response.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
            return None
        if response.status != HTTPStatus.OK:
            raise refused(response)
        is_empty = b"<pmc-articleset" in response.body and b"<article" not in response.body
        return None if is_empty else response.body

    def pmid_of(self, name: str, waiting: Waiting = ignore) -> str:
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

    def pmids_of(self, names: Sequence[str], waiting: Waiting = ignore) -> dict[str, str]:
        """The PMIDs of several articles by their PMC ids, or by their DOIs, as far as the ID converter knows them.

        It takes 200 names at once, of one kind and without commas. Otherwise like ``pmid_of``.
        """
        kind = "doi" if names[0].startswith("10.") else "pmcid"
        wanted = {"ids": ",".join(names), "idtype": kind, "format": "json", "versions": "no"}
        return conversions(self._get(self._access.idconv_url, wanted, waiting, _LONGEST_ANSWER), names, kind)

    def _get(self, url: str, wanted: Mapping[str, str], waiting: Waiting, longest: int) -> Response:
        params = {**wanted, "tool": self._access.tool, "email": self._access.email}
        filled = {name: value for name, value in params.items() if value}
        return self._downloads.get(url, filled, waiting, longest, _accepted)


def doi_term(doi: str) -> str:
    """The search for a DOI in PubMed's syntax. Brackets and other signs would divide one that is not quoted."""
    return f"{doi}[doi]" if _PLAIN_DOI.fullmatch(doi) else f'"{doi}"[doi]'


def _accepted(response: Response) -> Response:
    """The response, of any status. Raises TransientError if NCBI says in it that it is overloaded."""
    if len(response.body) < _SHORT_RESPONSE and any(phrase in response.body for phrase in _OVERLOADED):
        raise TransientError("is overloaded", response.retry_after)
    return response
