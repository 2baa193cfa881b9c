"""The sources of papers, as configured. All processes share one rate limit for each service."""

from functools import cache

from django.conf import settings

from videos.engines import ncbi
from videos.engines.rate_limit import SharedRateLimit
from videos.pipeline.artifacts import Origin
from videos.pipeline.outside import ncbi as ncbi_client
from videos.pipeline.outside import preprint_servers
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.preprint_servers import PreprintAccess, PreprintServers
from videos.pipeline.paper import Sources

PREPRINTS = "bioRxiv"
"""The service of preprints, as its rate limit is named."""


def configured() -> Sources:
    """The sources that a worker asks."""
    access = preprint_access()
    return Sources({Origin.PUBMED: pubmed(ncbi.access())}, _postings(access) if access else None)


@cache
def pubmed(access: NcbiAccess) -> Ncbi:
    """The client for NCBI of this process."""
    return Ncbi(access, pace=SharedRateLimit(ncbi_client.PROCESS_PACE.wait).wait)


@cache
def _postings(access: PreprintAccess) -> PreprintServers:
    return PreprintServers(access, pace=SharedRateLimit(preprint_servers.PROCESS_PACE.wait, service=PREPRINTS).wait)


def preprint_access() -> PreprintAccess | None:
    """How the servers of preprints are asked; None if the operator has switched them off."""
    return PreprintAccess(settings.BIORXIV_API_URL, settings.NCBI_TOOL) if settings.BIORXIV_API_URL else None
