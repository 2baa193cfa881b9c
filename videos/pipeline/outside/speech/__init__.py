"""The voices: one module per speech engine. Nothing else in the project uses an engine."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from videos.pipeline.artifacts.media import Utterance
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.options import Engine
from videos.pipeline.outside.speech.espeak import Espeak
from videos.pipeline.outside.speech.hibari import Hibari

if TYPE_CHECKING:
    from videos.pipeline.outside.speech.piper import Piper


def _piper() -> "Piper":
    """The voice of Piper, whose packages only requirements-piper.txt lists."""
    try:
        from videos.pipeline.outside.speech.piper import Piper  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SpeechFailed(f"The voice piper is not installed. Install requirements-piper.txt. ({error})") from error
    return Piper.load()


_ENGINES: dict[str, "Callable[[], Hibari | Piper | Espeak]"] = {
    Engine.HIBARI: Hibari.load,
    Engine.PIPER: _piper,
    Engine.ESPEAK: Espeak.load,
}


@cache
def load(engine: str) -> "Hibari | Piper | Espeak":
    """The voice of an engine, an ``Engine``, loaded once per process.

    hibari needs half a second and 0.2 GB to load, Piper a second and 0.5 GB; espeak-ng needs neither. Raises ValueError
    for another name, and SpeechFailed if the engine or its files cannot be loaded.
    """
    if engine not in _ENGINES:
        raise ValueError(f"There is no voice {engine!r}. Choose one of: {', '.join(sorted(_ENGINES))}.")
    return _ENGINES[engine]()


class Speaker:
    """A voice at a speed; 1.0 is its normal speed.

    ``phonemes`` has words and their phonemes, as hibari writes them; other voices read the words by their own rules.
    """

    def __init__(self, engine: str, speed: float = 1.0, phonemes: tuple[tuple[str, str], ...] = ()) -> None:
        self._voice = voice = load(engine)
        self._say = partial(voice.say, known=phonemes) if isinstance(voice, Hibari) else voice.say
        self._speed = speed
        self.manner = f"{engine} {speed} {phonemes}"

    @property
    def sample_rate(self) -> int:
        """Samples per second."""
        return self._voice.sample_rate

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        """Speak ``text`` as one sentence, ``pace`` times as fast as usual. Raises SpeechFailed."""
        return self._say(text, self._speed * pace)
