"""Reads what NCBI's services answer, apart from records."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from videos.pipeline.errors import NcbiUnreachable, PaperUnavailable
from videos.pipeline.outside.downloads import Response, refusal

SETTINGS = "NCBI_EUTILS_URL and NCBI_IDCONV_URL"


def refused(response: Response) -> PaperUnavailable:
    """The error for a status that means neither success nor a passing failure."""
    if b"API key invalid" in response.body:
        return PaperUnavailable("NCBI refused the API key. Check NCBI_API_KEY.")
    return PaperUnavailable(refusal(response, "NCBI", SETTINGS))


def found(response: Response) -> list[str]:
    """The PMIDs in a response of esearch.

    Errors come with status 200, and the list is empty although ``count`` is not, while the search is overloaded.
    """
    match _content(response, "search"):
        case {"esearchresult": {"ERROR": _}} | {"error": _}:
            raise NcbiUnreachable("NCBI's search failed. Try again later.")
        case {"esearchresult": {"idlist": [*pmids], "count": str(count)}} if bool(pmids) == (count != "0"):
            return [str(pmid) for pmid in pmids if str(pmid).isdecimal()]
        case _ if response.status == HTTPStatus.OK:
            raise NcbiUnreachable("NCBI's search sent an incomplete response. Try again later.")
    raise refused(response)


def converted(response: Response, name: str, kind: str) -> str | None:
    """The PMID in a response of the ID converter: "" if the article has none, None if it does not know the article.

    ``kind`` is the field in which it repeats ``name``: pmcid or doi.
    """
    match _content(response, "ID converter"):
        case {"records": [{"status": "error"} | {"errmsg": _}, *_]}:
            return None
        case {"records": [{**record}, *_]} if _is(str(record.get(kind)), name):
            return str(record.get("pmid") or "")
        case _ if response.status == HTTPStatus.OK:
            raise PaperUnavailable(f"The response of NCBI's ID converter does not mention {name}. Try again later.")
    raise refused(response)


def conversions(response: Response, names: Sequence[str], kind: str) -> dict[str, str]:
    """The PMIDs of those of several articles that a response of the ID converter has PMIDs for."""
    match _content(response, "ID converter"):
        case {"records": [*records]}:
            known = [
                record for record in records if isinstance(record, dict) and str(record.get("pmid", "")).isdecimal()
            ]
            return {name: str(record["pmid"]) for name in names for record in known if _is(str(record.get(kind)), name)}
        case _ if response.status == HTTPStatus.OK:
            raise NcbiUnreachable("NCBI's ID converter sent an incomplete response. Try again later.")
    raise refused(response)


def _is(found: str, name: str) -> bool:
    """Whether the converter answers about ``name``; it may add a version to a PMC id."""
    return found.lower() == name.lower() or found.upper().split(".")[0] == name


def _content(response: Response, service: str) -> Any:
    try:
        return json.loads(response.body, strict=False)  # NCBI's error messages may contain raw line ends
    except (ValueError, RecursionError) as error:
        if response.status != HTTPStatus.OK:
            raise refused(response) from error
        raise NcbiUnreachable(f"NCBI's {service} sent invalid JSON. Try again later.") from error
