"""Where NCBI's services are, and who asks them."""

from django.conf import settings

from videos.pipeline.outside.ncbi import NcbiAccess


def access() -> NcbiAccess:
    """The settings of NCBI's client."""
    return NcbiAccess(
        eutils_url=settings.NCBI_EUTILS_URL,
        idconv_url=settings.NCBI_IDCONV_URL,
        tool=settings.NCBI_TOOL,
        email=settings.NCBI_EMAIL,
        api_key=settings.NCBI_API_KEY,
    )
