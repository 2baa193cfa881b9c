"""The outside tools of the pipeline, as the settings want them."""

from functools import cache

from django.conf import settings

from videos import lexicon, logos
from videos.pace import SharedPace
from videos.pipeline import script as scripts
from videos.pipeline import software
from videos.pipeline.assembly import Tools
from videos.pipeline.options import Format, Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.ncbi import PROCESS_PACE, Ncbi, NcbiAccess
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.parts import Parts


def tools(options: Options) -> Tools:
    """The tools for one video. What is costly to load (voice, fonts, certificates) is loaded once a process."""
    parts = Parts(settings.PARTS_DIR if settings.PARTS_MB else None, software.version())
    return Tools(
        records=_records(ncbi_access()),
        voice=speech.Speaker(options.voice or settings.SPEECH_ENGINE, options.speed),
        typesetter=_typesetter(options.format),
        parts=parts,
        lexicon=lexicon.read(),
        model=_model() if settings.LLM_MODEL else None,
        logo=logos.read(options.theme.logo) if options.theme.logo else b"",
    )


def ncbi_access() -> NcbiAccess:
    """Where NCBI is and who asks it."""
    return NcbiAccess(
        eutils_url=settings.NCBI_EUTILS_URL,
        idconv_url=settings.NCBI_IDCONV_URL,
        tool=settings.NCBI_TOOL,
        email=settings.NCBI_EMAIL,
        api_key=settings.NCBI_API_KEY,
    )


@cache
def _records(access: NcbiAccess) -> Ncbi:
    return Ncbi(access, pace=SharedPace(PROCESS_PACE.wait).wait)


@cache
def _model() -> scripts.Model:
    # Its client takes a third of a second and 25 MB of every process, and few services ask a model.
    from videos.pipeline.outside.llm import Llm  # noqa: PLC0415

    return Llm(
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY, settings.LLM_TIMEOUT, settings.LLM_TOKENS
    )


@cache
def _typesetter(shape: Format) -> Typst:
    return Typst(shape)
