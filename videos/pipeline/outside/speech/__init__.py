"""Loads the voices: one module for each engine, and nothing else in the project touches an engine."""

from functools import cache

from videos.pipeline.outside.speech.espeak import Espeak
from videos.pipeline.outside.speech.piper import Piper

_ENGINES: dict[str, type[Piper] | type[Espeak]] = {"piper": Piper, "espeak": Espeak}


@cache
def load(engine: str) -> Piper | Espeak:
    """The voice of the named engine, ``"piper"`` or ``"espeak"``: loaded once for a process, then kept.

    Piper takes about a second to load and 0.5 GB; espeak-ng takes neither. A voice is not thread-safe. Raises
    ``ValueError`` for another name and ``SpeechFailed`` when the engine or its files cannot be loaded.
    """
    if engine not in _ENGINES:
        raise ValueError(f"There is no voice {engine!r}; choose one of: {', '.join(sorted(_ENGINES))}.")
    return _ENGINES[engine].load()
