"""The sources of papers, as configured. All processes share one rate limit for each service."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from videos.engines import ncbi
from videos.engines.rate_limit import SharedRateLimit
from videos.pipeline.artifacts import Origin
from videos.pipeline.outside import europe_pmc, preprint_servers
from videos.pipeline.outside import ncbi as ncbi_client
from videos.pipeline.outside.europe_pmc import EuropePmcAccess
from videos.pipeline.outside.europe_pmc_records import EuropePmcRecords
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.preprint_servers import PreprintAccess, PreprintServers
from videos.pipeline.paper import Records, Sources

EUROPE_PMC, PREPRINTS = "Europe PMC", "bioRxiv"
"""The services, as their rate limits are named."""


def configured() -> Sources:
    """The sources that a worker asks."""
    access = preprint_access()
    return Sources(_records(), _postings(access) if access else None)


def _records() -> Mapping[Origin, Records]:
    """Those who are asked for records, in the operator's order; NCBI if none is left."""
    asked: dict[Origin, Records] = {}
    for name in settings.PAPER_SOURCES:
        if name == "ncbi":
            asked[Origin.PUBMED] = pubmed(ncbi.access())
        elif settings.EUROPE_PMC_URL:
            asked[Origin.EUROPE_PMC] = _europe_pmc(EuropePmcAccess(settings.EUROPE_PMC_URL, settings.NCBI_TOOL))
    return asked or {Origin.PUBMED: pubmed(ncbi.access())}


@cache
def pubmed(access: NcbiAccess) -> Ncbi:
    """The client for NCBI of this process."""
    return Ncbi(access, pace=SharedRateLimit(ncbi_client.PROCESS_PACE.wait).wait)


@cache
def _europe_pmc(access: EuropePmcAccess) -> EuropePmcRecords:
    return EuropePmcRecords(access, pace=SharedRateLimit(europe_pmc.PROCESS_PACE.wait, service=EUROPE_PMC).wait)


@cache
def _postings(access: PreprintAccess) -> PreprintServers:
    return PreprintServers(access, pace=SharedRateLimit(preprint_servers.PROCESS_PACE.wait, service=PREPRINTS).wait)


def preprint_access() -> PreprintAccess | None:
    """How the servers of preprints are asked; None if the operator has switched them off."""
    return PreprintAccess(settings.BIORXIV_API_URL, settings.NCBI_TOOL) if settings.BIORXIV_API_URL else None
