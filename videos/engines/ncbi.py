"""Configures access to NCBI from the settings."""

from django.conf import settings

from videos.pipeline.outside.ncbi import NcbiAccess


def access() -> NcbiAccess:
    """NCBI's URLs, and how this service identifies itself to them."""
    return NcbiAccess(
        eutils_url=settings.NCBI_EUTILS_URL,
        idconv_url=settings.NCBI_IDCONV_URL,
        tool=settings.NCBI_TOOL,
        email=settings.NCBI_EMAIL,
        api_key=settings.NCBI_API_KEY,
    )
