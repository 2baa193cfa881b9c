"""Which voices this service offers."""

from django.conf import settings

from videos.pipeline.options import Engine
from videos.pipeline.voices import VOICES, Voice


def offered() -> tuple[Voice, ...]:
    """The default voice, those of SPEECH_VOICES, and that of SPEECH_BASE_URL, in the order of ``VOICES``."""
    endpoint = [Engine.ENDPOINT] if settings.SPEECH_BASE_URL else []
    names = (settings.SPEECH_ENGINE, *settings.SPEECH_VOICES, *endpoint)
    return tuple(voice for voice in VOICES.values() if voice.id in names)


def described(chosen: str | None) -> str:
    """What decides how the voice of a request sounds, besides the software: its engine, and where an endpoint is."""
    voice = chosen or default()
    at = f"{settings.SPEECH_BASE_URL} {settings.SPEECH_MODEL} {settings.SPEECH_VOICE}"
    return f"{voice} {at}" if voice == Engine.ENDPOINT else voice


def default() -> str:
    """The id of the voice of a request that names none."""
    return str(settings.SPEECH_ENGINE)


def refusal(voice: str | None) -> str:
    """Why a request cannot have this voice, in a sentence with a remedy; "" if it can. None is the default voice."""
    if voice is None or any(each.id == voice for each in offered()):
        return ""
    names = ", ".join(each.id for each in offered())
    return f"This service does not offer the voice {voice}. Choose one of: {names}."
