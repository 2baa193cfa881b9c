"""The outside tools of the pipeline, as the settings want them."""

from django.conf import settings

from videos.pace import SharedPace
from videos.pipeline.assembly import Tools
from videos.pipeline.outside import speech
from videos.pipeline.outside.ncbi import PROCESS_PACE, Ncbi, NcbiAccess
from videos.pipeline.outside.typesetter import Typst


def tools() -> Tools:
    """The tools for one video. What is costly to load (voice, fonts) is loaded once a process."""
    access = NcbiAccess(
        eutils_url=settings.NCBI_EUTILS_URL,
        idconv_url=settings.NCBI_IDCONV_URL,
        tool=settings.NCBI_TOOL,
        email=settings.NCBI_EMAIL,
        api_key=settings.NCBI_API_KEY,
    )
    records = Ncbi(access, pace=SharedPace(PROCESS_PACE.wait).wait)
    return Tools(records=records, voice=speech.load(settings.SPEECH_ENGINE), typesetter=Typst())
