"""Which voices this service offers."""

from django.conf import settings

from videos.pipeline.voices import VOICES, Voice


def offered() -> tuple[Voice, ...]:
    """The default voice and those of SPEECH_VOICES, in the order in which the software declares them."""
    return tuple(voice for voice in VOICES.values() if voice.id in (settings.SPEECH_ENGINE, *settings.SPEECH_VOICES))


def default() -> str:
    """The id of the voice of a request that names none."""
    return str(settings.SPEECH_ENGINE)


def refusal(voice: str | None) -> str:
    """Why a request cannot have this voice, in a sentence with a remedy; "" if it can. None is the default voice."""
    if voice is None or any(each.id == voice for each in offered()):
        return ""
    names = ", ".join(each.id for each in offered())
    return f"This service does not offer the voice {voice}. Choose one of: {names}."
