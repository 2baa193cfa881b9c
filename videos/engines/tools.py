"""The engines of the pipeline, configured from the settings. Importing this module loads the media engines."""

from functools import cache

from django.conf import settings

from videos.engines import full_texts, lexicon, sources, voices
from videos.pipeline import narration
from videos.pipeline import script as scripts
from videos.pipeline.assembly import Tools
from videos.pipeline.cache import versions
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.options import Engine, Format, Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.speech.endpoint import Endpoint, Service
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.slides import Brand, StillShape
from videos.storage import figures, logos


def configured(options: Options) -> Tools:
    """The engines for one video. Voice, fonts and certificates load once per process, on first use.

    Raises SpeechFailed if the voice cannot be loaded, or is not offered.
    """
    return Tools(
        sources=sources.configured(),
        archives=full_texts.archives(sources.pubmed()),
        figures=figures,
        voice=speaker(options),
        typesetter=typesetter(options.format),
        stills={shape: _still_typesetter(shape) for shape in StillShape},
        cache=render_cache(),
        lexicon=lexicon.respelled(),
        model=_model() if settings.LLM_MODEL else None,
        logo=_logo(options),
        encode_all_frames=settings.ENCODE_ALL_FRAMES,
    )


def render_cache() -> RenderCache:
    """What was spoken and encoded before, on this machine."""
    return RenderCache(settings.PARTS_DIR if settings.PARTS_MB else None, versions.pipeline_version())


def brand(options: Options) -> Brand:
    """The accent colour and the logo of one video."""
    return Brand(options.theme.accent, _logo(options))


def _logo(options: Options) -> bytes:
    return logos.read(options.theme.logo) if options.theme.logo else b""


def speaker(options: Options) -> narration.Voice:
    """The voice of one video, loaded once per process. Raises SpeechFailed."""
    # A request from before the service stopped offering its voice may be tried again.
    if refusal := voices.refusal(options.voice):
        raise SpeechFailed(refusal)
    if (options.voice or voices.default()) == Engine.ENDPOINT:
        return _endpoint(options.speed)
    return speech.Speaker(options.voice or voices.default(), options.speed, lexicon.phonemes())


@cache
def _endpoint(speed: float) -> narration.Voice:
    service = Service(
        settings.SPEECH_BASE_URL,
        settings.SPEECH_MODEL,
        settings.SPEECH_VOICE,
        settings.SPEECH_API_KEY,
        settings.SPEECH_TIMEOUT,
    )
    return Endpoint(service, speed)


@cache
def _model() -> scripts.Model:
    # The client costs a third of a second and 25 MB per process, and few services use a model.
    from videos.pipeline.outside.llm import Llm  # noqa: PLC0415

    return Llm(
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY, settings.LLM_TIMEOUT, settings.LLM_TOKENS
    )


@cache
def typesetter(shape: Format) -> Typst:
    """The typesetter for slides of this format, loaded once per process."""
    return Typst(shape, cache=render_cache(), figures=figures.read)


@cache
def _still_typesetter(shape: StillShape) -> Typst:
    return Typst(shape, STILL)
