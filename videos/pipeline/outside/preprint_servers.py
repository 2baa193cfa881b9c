"""The client for preprints at bioRxiv and medRxiv, which share one interface."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from videos.pipeline.errors import PaperNotFound, PaperUnavailable, PreprintsUnreachable
from videos.pipeline.outside.downloads import Downloads, Pace, Response, Service, TransientError, Waiting, ignore

_LONGEST_ANSWER = 4_000_000  # bytes; a version has some 10,000, and preprints have up to some dozen
_NO_SUCH_PREPRINT = "no posts found"
_DIGITS_OF_BIORXIV = 6
"""The last number in a DOI has six digits at bioRxiv and eight at medRxiv."""

_NEEDED = ("doi", "title", "date", "version", "abstract", "server")


@dataclass(frozen=True, slots=True)
class PreprintAccess:
    """The URL of the interface, the name sent to it, and the limits of a request: see ``Service``."""

    url: str = "https://api.biorxiv.org/"
    tool: str = "hiddenhill"
    timeout: float = 15.0
    tries: int = 3
    longest_pause: float = 5.0
    gap: float = 0.5
    """No limit is documented. Two requests a second are few."""


PROCESS_PACE = Pace()


class PreprintServers:
    """A client for postings. Its methods block, and must not be called from a running event loop."""

    def __init__(
        self,
        access: PreprintAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot."""
        self._access = access
        described = Service("bioRxiv", "BIORXIV_API_URL", access, PaperUnavailable, PreprintsUnreachable)
        self._downloads = Downloads(described, pace=pace, transport=transport, sleep=sleep)

    def latest(self, doi: str, waiting: Waiting = ignore) -> Mapping[str, str]:
        """The fields of the latest version of the preprint ``doi``, with the server that has it.

        ``waiting`` is called every second while the request waits; an exception from it ends the request. Raises
        PaperNotFound if neither server has the preprint, and PaperUnavailable if one gives no usable response.
        """
        for server in _servers(doi):
            if versions := self._versions(server, doi, waiting):
                return max(versions, key=lambda version: int(version["version"])) | {"server": server}
        raise PaperNotFound(f"Neither bioRxiv nor medRxiv has a preprint with the DOI {doi}. Check it.")

    def _versions(self, server: str, doi: str, waiting: Waiting) -> list[dict[str, str]]:
        url = f"{self._access.url.rstrip('/')}/details/{server}/{quote(doi)}/na/json"

        def check(response: Response) -> list[dict[str, str]]:
            return _versions(self._downloads.require_ok(response), doi)

        return self._downloads.get(url, {}, waiting, _LONGEST_ANSWER, check)


def _servers(doi: str) -> tuple[str, str]:
    """Both servers, the likelier first."""
    is_biorxiv = len(doi.rpartition(".")[2].rpartition("/")[2]) <= _DIGITS_OF_BIORXIV
    return ("biorxiv", "medrxiv") if is_biorxiv else ("medrxiv", "biorxiv")


def _versions(body: bytes, doi: str) -> list[dict[str, str]]:
    """The versions in a response; [] if the server says that it has no such preprint.

    Everything else without a version arrives with the status 200, too, and will pass: errors, and empty lists.
    """
    match _content(body):
        case {"messages": [{"status": str(status)}, *_], "collection": []} if status.lower() == _NO_SUCH_PREPRINT:
            return []
        case {"messages": [{"status": "ok"}, *_], "collection": [*found]} if found:
            versions = [_fields(each) for each in found]
            if all(version.get("doi", "").lower() == doi and _is_whole(version) for version in versions):
                return versions
            raise PaperUnavailable(f"The response of bioRxiv is not about {doi}, or is incomplete. Try again later.")
    raise TransientError("sent no version and did not say that there is none")


def _content(body: bytes) -> Any:
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:
        raise TransientError("sent invalid JSON") from error


def _fields(found: Any) -> dict[str, str]:
    """The fields that are texts."""
    return {name: value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _is_whole(version: Mapping[str, str]) -> bool:
    return all(name in version for name in _NEEDED) and version["version"].isdecimal() and version["version"].isascii()
