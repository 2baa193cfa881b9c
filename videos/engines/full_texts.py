"""The archives of full texts, as configured. All workers share one rate limit for each."""

from functools import cache

from django.conf import settings

from videos.engines.rate_limit import SharedRateLimit
from videos.pipeline.full_text.licences import Allowed
from videos.pipeline.full_text.sources import Archives, Texts
from videos.pipeline.outside import europe_pmc, pmc_cloud


def archives(texts: Texts) -> Archives | None:
    """The archives, with ``texts`` as the last to ask; None if the operator has switched them off."""
    allowed = Allowed(settings.FULL_TEXT_SHARE_ALIKE, settings.FULL_TEXT_NON_COMMERCIAL)
    cloud_url, mirror_url, tool = settings.PMC_CLOUD_URL, settings.EUROPE_PMC_URL, settings.NCBI_TOOL
    if not (cloud_url or mirror_url):
        return None
    return Archives(
        cloud=_cloud(pmc_cloud.CloudAccess(cloud_url, tool)) if cloud_url else None,
        mirror=_mirror(europe_pmc.EuropePmcAccess(mirror_url, tool)) if mirror_url else None,
        texts=texts,
        allowed=allowed,
    )


@cache
def _cloud(access: pmc_cloud.CloudAccess) -> pmc_cloud.PmcCloud:
    limit = SharedRateLimit(pmc_cloud.PROCESS_PACE.wait, service="the PMC Cloud Service")
    return pmc_cloud.PmcCloud(access, pace=limit.wait)


@cache
def _mirror(access: europe_pmc.EuropePmcAccess) -> europe_pmc.EuropePmc:
    limit = SharedRateLimit(europe_pmc.PROCESS_PACE.wait, service="Europe PMC")
    return europe_pmc.EuropePmc(access, pace=limit.wait)
