"""Speech from any endpoint with OpenAI's protocol (``POST /audio/speech``)."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.errors import SpeechFailed, SpeechUnreachable
from videos.pipeline.outside import openai_protocol
from videos.pipeline.outside.openai_protocol import EndpointError, Problem
from videos.pipeline.outside.speech.number_words import in_words

_TRIES = 3
_MOST_BYTES = 32_000_000

_FAILURES = {
    Problem.SLOW: "The speech endpoint did not answer in time. Retry the job later, or raise SPEECH_TIMEOUT.",
    Problem.UNREACHABLE: "The speech endpoint could not be reached, or stopped sending. Retry the job later.",
    Problem.BUSY: "The speech endpoint is busy, or failed. Retry the job later.",
    Problem.KEY: "The speech endpoint refused the key. Check SPEECH_API_KEY.",
    Problem.REFUSED: "The speech endpoint refused the request. Check SPEECH_BASE_URL, SPEECH_MODEL and SPEECH_VOICE.",
    Problem.ADDRESS: "The speech endpoint cannot be asked. Check SPEECH_BASE_URL.",
    Problem.SIZE: "The speech endpoint sent more than 32 MB for a sentence. Check SPEECH_BASE_URL.",
}

_LONGEST = 180.0
"""Seconds of one sentence. The longest that is spoken has 110 words."""

_FASTEST = 60.0
"""Characters a second at normal speed. People say about 15; audio that is shorter lacks its end."""

_RAW = {"sample_rate": "24000", "ch_layout": "mono"}
"""What a response in the format ``pcm`` is; it has no header."""

_UNKNOWN_SIZE = 0x7FFF_FFFF
"""Sizes from here on mean that a WAV file was streamed before its size was known."""

_BLOCK = 0.01
_SHORTEST_PAUSE = 0.12
_MARGIN = 0.02
_MARKS = (",", ";", ":", ".", "?", "!", "—")
_QUIET, _AUDIBLE = 0.02, 1e-3
"""A block of 0.01 s is silent below this share of the peak, and below this amplitude."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Service:
    """Where the endpoint is, what to ask it for, and how many seconds it may take to answer."""

    base_url: str
    model: str
    voice: str
    key: str = ""
    timeout: float = 12.0


class Endpoint:
    """A voice of such an endpoint at a speed.

    The protocol has no times of words. They follow from the pauses and the number of letters: of 120 sentences by
    voices whose times are known, half the words were within 0.1 s, 95 % within 0.55, and 99 % within 0.95.
    """

    sample_rate = 24_000

    def __init__(self, service: Service, speed: float = 1.0) -> None:
        self._service = service
        self._speed = speed
        self.manner = f"endpoint {service.base_url} {service.model} {service.voice} {speed}"
        self._endpoint = openai_protocol.Endpoint(service.base_url, service.key, service.timeout, _TRIES, _MOST_BYTES)

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        """Speak ``text`` as one sentence, ``pace`` times as fast as usual.

        Raises SpeechFailed, or SpeechUnreachable if a later try may succeed.
        """
        content, kind = self._ask(in_words(text), self._speed * pace)
        samples = _decoded(content, kind, self.sample_rate)
        if len(text) > _FASTEST * self._speed * len(samples) / self.sample_rate:
            raise SpeechFailed("The speech endpoint sent audio that is too short for its text.")
        return _timed(text, samples, self.sample_rate)

    def _ask(self, text: str, speed: float) -> tuple[bytes, str]:
        """The audio file and its content type."""
        service = self._service
        wanted: dict[str, str | float] = {
            "model": service.model,
            "voice": service.voice,
            "input": text,
            "response_format": "wav",
        }
        if speed != 1.0:
            wanted["speed"] = speed
        try:
            return self._endpoint.post("/audio/speech", wanted)
        except EndpointError as error:
            raise (SpeechUnreachable if error.transient else SpeechFailed)(error.said(_FAILURES)) from error


def _decoded(content: bytes, kind: str, sample_rate: int) -> Samples:
    """The audio, mono, at ``sample_rate``. Raises SpeechFailed."""
    if kind.startswith(("text/", "application/json")):
        raise SpeechFailed(f"The speech endpoint sent {kind.partition(';')[0]} and no audio. Check SPEECH_BASE_URL.")
    if content[:4] == b"RIFF" and len(content) - 8 < int.from_bytes(content[4:8], "little") < _UNKNOWN_SIZE:
        raise SpeechUnreachable("The speech endpoint sent part of a file. Retry the job later.")
    is_raw = kind.startswith(("audio/pcm", "audio/l16"))
    try:
        with av.open(
            io.BytesIO(content), "r", format="s16le" if is_raw else None, options=_RAW if is_raw else {}
        ) as file:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=sample_rate)
            pieces = [piece.to_ndarray()[0] for frame in _first(file) for piece in resampler.resample(frame)]
            pieces += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    except (FFmpegError, IndexError, ValueError) as error:
        raise SpeechFailed(f"The speech endpoint sent audio that cannot be decoded ({error}).") from error
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _first(file: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    """The frames of the first audio track. A small file may decode to hours, so the memory is bounded."""
    for frame in file.decode(audio=0):
        if frame.time is not None and frame.time > _LONGEST:
            raise SpeechFailed("The speech endpoint sent more than three minutes of audio for a sentence.")
        yield frame


def _timed(text: str, samples: Samples, sample_rate: int) -> Utterance:
    """The audio without silence at its ends, and the time of each token."""
    block = round(_BLOCK * sample_rate)
    audible = _audible(samples, block)
    if not audible.any():
        raise SpeechFailed("The speech endpoint sent silence.")
    margin = round(_MARGIN / _BLOCK)
    first, last = np.flatnonzero(audible)[[0, -1]]
    start, end = max(0, int(first) - margin), int(last) + 1 + margin
    kept, spoken = samples[start * block : end * block], _without_short_pauses(audible[start:end])
    return Utterance(kept, _spread(text.split(), spoken, len(kept) / sample_rate))


def _audible(samples: Samples, block: int) -> Mask:
    """Whether each block of samples has sound."""
    padded = np.pad(samples, (0, -len(samples) % block)).reshape(-1, block)
    levels = np.abs(padded).max(axis=1, initial=0.0)
    audible: Mask = levels > max(_QUIET * levels.max(initial=0.0), _AUDIBLE)
    return audible


def _without_short_pauses(audible: Mask) -> Mask:
    """The blocks that belong to speech: a "t" is silent for a moment."""
    spoken = audible.copy()
    where = np.flatnonzero(audible)
    for before, after in pairwise(where.tolist()):
        if after - before <= _SHORTEST_PAUSE / _BLOCK:
            spoken[before:after] = True
    return spoken


def _spread(tokens: Sequence[str], spoken: Mask, duration: float) -> tuple[tuple[float, float], ...]:
    """The time of each token. If there are as many pauses as marks for one, each phrase has its stretch of speech."""
    phrases, stretches = _phrases(tokens), _stretches(spoken)
    if len(phrases) != len(stretches):
        phrases, stretches = [list(tokens)], [(0, len(spoken))]
    return tuple(
        (min(begin, duration), min(end, duration))
        for phrase, (first, after) in zip(phrases, stretches, strict=True)
        for begin, end in _within(phrase, spoken[first:after], first * _BLOCK)
    )


def _phrases(tokens: Sequence[str]) -> list[list[str]]:
    """The tokens, divided after each that ends with a mark for a pause."""
    phrases: list[list[str]] = [[]]
    for token in tokens:
        if phrases[-1] and phrases[-1][-1].endswith(_MARKS):
            phrases.append([])
        phrases[-1].append(token)
    return phrases


def _stretches(spoken: Mask) -> list[tuple[int, int]]:
    """The first block of each stretch of speech, and the one after its last."""
    changes = np.flatnonzero(np.diff(np.pad(spoken.astype(np.int8), 1)))
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))


def _within(tokens: Sequence[str], spoken: Mask, start: float) -> Iterator[tuple[float, float]]:
    """The time of each token from ``start``, in proportion to its letters, among the blocks that are ``spoken``."""
    lengths = [sum(map(str.isalnum, in_words(token))) for token in tokens]
    elapsed = np.concatenate([[0], np.cumsum(spoken)])
    bounds = np.rint(np.cumsum([0, *lengths]) / max(sum(lengths), 1) * elapsed[-1])
    # At a pause, a word ends before it and the next one starts after it.
    begins = np.searchsorted(elapsed, bounds[:-1], side="right") - 1
    ends = np.maximum(begins, np.searchsorted(elapsed, bounds[1:], side="left"))
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        yield start + begin * _BLOCK, start + end * _BLOCK
