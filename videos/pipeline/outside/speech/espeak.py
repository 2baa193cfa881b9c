"""Speech with espeak-ng: a synthetic voice with almost no cost and exact word timings."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Self

import espeakng_loader
import numpy as np

from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.errors import SpeechFailed

_WORDS_PER_MINUTE = 160
_SILENCE = 0.003
"""Amplitude below which audio is inaudible."""

# Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2
_POSITION_IS_CHARACTER = 1
_UTF8 = 1
_RATE = 1
_DO_NOT_EXIT = 0x8000  # without it, the engine ends the process if its data is missing
_EVENTS_END = 0
_WORD = 1
_CLAUSE_END = 5


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h. Text positions count characters from 1; audio positions are milliseconds."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


_SYNTH_ARGUMENTS = (
    ctypes.c_char_p,
    ctypes.c_size_t,
    ctypes.c_uint,
    ctypes.c_int,
    ctypes.c_uint,
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.c_void_p,
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """The start of a word (``character`` counts from 0) or, if that is None, the end of a clause. Times are seconds."""

    time: float
    character: int | None


@dataclass(frozen=True, slots=True)
class _Recording:
    """The audio and the events received from the engine so far."""

    pieces: list[Samples] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)

    def receive(self, samples: Any, count: int, events: Any) -> int:
        """The engine's callback. Returning 0 lets it continue."""
        if samples and count > 0:
            self.pieces.append(np.ctypeslib.as_array(samples, (count,)).astype(np.float32) / np.float32(32768))
        for event in _until_end(events):
            if event.type == _WORD:
                self.marks.append(_Mark(event.audio_position / 1000, event.text_position - 1))
            elif event.type == _CLAUSE_END:
                self.marks.append(_Mark(event.audio_position / 1000, None))
        return 0


class Espeak:
    """The American English voice of espeak-ng, at 160 words a minute. The engine is global, so a lock guards it."""

    _lock = Lock()

    def __init__(self, library: ctypes.CDLL, sample_rate: int) -> None:
        self._library = library
        self.sample_rate = sample_rate

    @classmethod
    def load(cls, data: Path | None = None) -> Self:
        """Start the engine with the voices in ``data``, by default those of its wheel. Raises SpeechFailed."""
        try:
            library = ctypes.CDLL(espeakng_loader.get_library_path())
            folder = data or Path(espeakng_loader.get_data_path())
        except (OSError, RuntimeError) as error:
            raise SpeechFailed(f"espeak-ng could not be loaded. Reinstall its wheel. ({error})") from error
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, str(folder).encode(), _DO_NOT_EXIT)
        if rate <= 0 or library.espeak_SetVoiceByName(b"en-us") != 0:
            raise SpeechFailed("espeak-ng has no American English voice. Reinstall its wheel.")
        library.espeak_Synth.argtypes = _SYNTH_ARGUMENTS
        return cls(library, rate)

    def say(self, text: str, speed: float = 1.0) -> Utterance:
        """Speak ``text``. Raises SpeechFailed."""
        with self._lock:
            return self._say(text, speed)

    def _say(self, text: str, speed: float) -> Utterance:
        self._library.espeak_SetParameter(_RATE, round(_WORDS_PER_MINUTE * speed), 0)
        recording = _Recording()
        callback = _Callback(recording.receive)
        self._library.espeak_SetSynthCallback(callback)
        encoded = text.encode()
        status = self._library.espeak_Synth(encoded, len(encoded) + 1, 0, _POSITION_IS_CHARACTER, 0, _UTF8, None, None)
        if status != 0 or not recording.pieces:
            raise SpeechFailed(f"espeak-ng returned no audio (status {status}).")
        samples = _without_final_pause(np.concatenate(recording.pieces))
        return Utterance(samples, _times(text, recording.marks, len(samples) / self.sample_rate))


def _without_final_pause(samples: Samples) -> Samples:
    """The samples without the pause at their end, since the narration sets the pauses."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE)
    return samples[: loud[-1] + 1] if loud.size else samples


def _until_end(events: Any) -> Iterator[_Event]:
    index = 0
    while events[index].type != _EVENTS_END:
        yield events[index]
        index += 1


def _times(text: str, marks: list[_Mark], duration: float) -> tuple[tuple[float, float], ...]:
    """The time of each token: from the first word that starts in it to the next mark after its last word."""
    owner = _tokens_of_characters(text)
    spans: dict[int, tuple[float, float]] = {}
    ends = [mark.time for mark in marks[1:]] + [duration]
    for mark, end in zip(marks, ends, strict=True):
        if mark.character is not None:
            token = owner[min(mark.character, len(owner) - 1)]
            spans[token] = (spans[token][0] if token in spans else mark.time, end)
    times: list[tuple[float, float]] = []
    for token in range(len(text.split())):
        last = times[-1][1] if times else 0.0
        start, end = spans.get(token, (last, last))
        times.append((max(start, last), min(max(end, start, last), duration)))
    return tuple(times)


def _tokens_of_characters(text: str) -> list[int]:
    """The number of the token of each character of ``text``. White space belongs to the token after it.

    The engine's positions may point to the space before a word ("S. aureus").
    """
    owners: list[int] = []
    started = 0
    for position, character in enumerate(text):
        if not character.isspace() and (position == 0 or text[position - 1].isspace()):
            started += 1
        owners.append(started if character.isspace() else started - 1)
    return owners
