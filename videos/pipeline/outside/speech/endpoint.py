"""Speech from any endpoint with OpenAI's protocol (``POST /audio/speech``)."""

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise

import av
import httpx
import numpy as np
import numpy.typing as npt
import tenacity
from av.error import FFmpegError

from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.errors import SpeechFailed, SpeechUnreachable
from videos.pipeline.outside.speech.number_words import in_words

_TRANSIENT = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_TOO_SLOW = "The speech endpoint did not answer in time. Retry the job later, or raise SPEECH_TIMEOUT."

_MOST_BYTES = 32_000_000
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
        # Without compression, the size that is counted is the size in memory.
        key = {"Authorization": f"Bearer {service.key}"} if service.key else {}
        self._client = httpx.Client(timeout=service.timeout, headers={"Accept-Encoding": "identity", **key})

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        """Speak ``text`` as one sentence, ``pace`` times as fast as usual.

        Raises SpeechFailed, or SpeechUnreachable if a later try may succeed.
        """
        content, kind = _patient(self._ask, in_words(text), self._speed * pace)
        samples = _decoded(content, kind, self.sample_rate)
        if len(text) > _FASTEST * self._speed * len(samples) / self.sample_rate:
            raise SpeechFailed("The speech endpoint sent audio that is too short for its text.")
        return _timed(text, samples, self.sample_rate)

    def _ask(self, text: str, speed: float) -> tuple[bytes, str]:
        """The audio file and its content type."""
        service, deadline = self._service, time.monotonic() + self._service.timeout
        wanted: dict[str, str | float] = {
            "model": service.model,
            "voice": service.voice,
            "input": text,
            "response_format": "wav",
        }
        if speed != 1.0:
            wanted["speed"] = speed
        try:
            with self._client.stream("POST", f"{service.base_url.rstrip('/')}/audio/speech", json=wanted) as response:
                _check(response.status_code)
                content = b"".join(_within_limits(response.iter_bytes(), deadline))
                return content, response.headers.get("Content-Type", "")
        except httpx.TimeoutException as error:
            raise SpeechUnreachable(_TOO_SLOW) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.DecodingError) as error:
            raise SpeechFailed(f"The speech endpoint cannot be asked. Check SPEECH_BASE_URL. ({error})") from error
        except httpx.TransportError as error:
            reason = "could not be reached, or stopped sending"
            raise SpeechUnreachable(f"The speech endpoint {reason}. Retry the job later.") from error


_patient = tenacity.Retrying(
    retry=tenacity.retry_if_exception_type(SpeechUnreachable),
    stop=tenacity.stop_after_attempt(3),
    wait=tenacity.wait_exponential(multiplier=0.25),
    reraise=True,
)
"""Tries three times, with growing pauses between. There are few tries, since a job must not be silent for long."""


def _check(status: int) -> None:
    """Raise the error that a status means."""
    if status in _TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SpeechUnreachable(f"The speech endpoint responded with status {status}. Retry the job later.")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise SpeechFailed("The speech endpoint refused the key. Check SPEECH_API_KEY.")
    if status != HTTPStatus.OK:
        names = "SPEECH_BASE_URL, SPEECH_MODEL and SPEECH_VOICE"
        raise SpeechFailed(f"The speech endpoint refused the request with status {status}. Check {names}.")


def _within_limits(parts: Iterator[bytes], deadline: float) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > _MOST_BYTES:
            raise SpeechFailed("The speech endpoint sent more than 32 MB for a sentence. Check SPEECH_BASE_URL.")
        if time.monotonic() > deadline:
            raise SpeechUnreachable(_TOO_SLOW)
        yield part


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
