"""The sources of papers, as configured. All processes share one rate limit for each service."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from django.conf import settings

from videos.engines import ncbi
from videos.engines.rate_limit import SharedRateLimit
from videos.pipeline.artifacts import Origin
from videos.pipeline.errors import PaperUnavailable
from videos.pipeline.outside import europe_pmc, preprint_servers
from videos.pipeline.outside import ncbi as ncbi_client
from videos.pipeline.outside.europe_pmc import EuropePmcAccess
from videos.pipeline.outside.europe_pmc_records import EuropePmcRecords
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.preprint_servers import PreprintAccess, PreprintServers
from videos.pipeline.paper import Records, Sources

_WAIT_FOR_EVER = float("inf")


def configured(patience: float = _WAIT_FOR_EVER, longest: int | None = None) -> Sources:
    """The sources in the operator's order.

    With ``patience``, a request whose slot is more seconds away raises PaperUnavailable instead of waiting.
    ``longest`` limits the bytes of a record of NCBI.
    """
    postings = None
    if settings.BIORXIV_API_URL:
        postings = _postings(PreprintAccess(settings.BIORXIV_API_URL, settings.NCBI_TOOL), patience)
    return Sources(_records(patience, longest), postings)


def pubmed(patience: float = _WAIT_FOR_EVER, longest: int | None = None) -> Ncbi:
    """The client for NCBI of this process; ``patience`` and ``longest`` are as in ``configured``."""
    access = ncbi.access()
    return _ncbi(replace(access, max_bytes=longest) if longest else access, patience)


def _records(patience: float, longest: int | None) -> Mapping[Origin, Records]:
    """Those who are asked for records; NCBI if the operator named nobody who can be asked."""
    asked: dict[Origin, Records] = {}
    for name in settings.PAPER_SOURCES:
        if name == "ncbi":
            asked[Origin.PUBMED] = pubmed(patience, longest)
        elif settings.EUROPE_PMC_URL:
            access = EuropePmcAccess(settings.EUROPE_PMC_URL, settings.NCBI_TOOL)
            asked[Origin.EUROPE_PMC] = _europe_pmc(access, patience)
    return asked or {Origin.PUBMED: pubmed(patience, longest)}


@cache
def _ncbi(access: NcbiAccess, patience: float) -> Ncbi:
    return Ncbi(access, pace=_pace(ncbi_client.PROCESS_PACE.wait, "NCBI", patience))


@cache
def _europe_pmc(access: EuropePmcAccess, patience: float) -> EuropePmcRecords:
    return EuropePmcRecords(access, pace=_pace(europe_pmc.PROCESS_PACE.wait, "Europe PMC", patience))


@cache
def _postings(access: PreprintAccess, patience: float) -> PreprintServers:
    return PreprintServers(access, pace=_pace(preprint_servers.PROCESS_PACE.wait, "bioRxiv", patience))


def _pace(own: Callable[[float], float], service: str, patience: float) -> Callable[[float], float]:
    """The shared limit of a service."""
    if patience == _WAIT_FOR_EVER:
        return SharedRateLimit(own, service=service).wait
    shared = SharedRateLimit(own, patience=patience, service=service)

    def next_slot(gap: float) -> float:
        seconds = shared.wait(gap)
        if seconds > patience:
            raise PaperUnavailable(
                f"Many papers are being fetched from {service} at the moment. Look this one up again in a minute, or "
                "request the video anyway: a worker waits longer."
            )
        return seconds

    return next_slot
