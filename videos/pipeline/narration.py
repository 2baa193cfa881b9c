"""Gives each scene its sound: sentences are spoken one by one, levelled, and laid out on whole frames."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from videos.pipeline.artifacts import (
    FRAMES_PER_SECOND,
    Clip,
    Recording,
    Samples,
    Scene,
    Script,
    Sentence,
    Utterance,
    Word,
)
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.media import loudness
from videos.pipeline.progress import Report, silent
from videos.pipeline.pronunciation import Token, pronounce
from videos.pipeline.timing import LEAD, PAUSE, SHORTEST, TAIL

LOUDNESS = -16.0
"""LUFS of each sentence, and so of the whole: what podcasts and the web are levelled to."""

PEAK = 0.89
"""No sample goes above this (-1 dB): the audio encoder may overshoot a little."""

_ROUNDS = 4
"""After so many the voices are within 0.2 LU."""

_AHEAD = 3
"""Scenes that the voice may be ahead: it never waits, and a long video needs no more memory than a short one."""

_INAUDIBLE = 1e-3


class Voice(Protocol):
    """Something that speaks: see ``outside.speech``."""

    @property
    def sample_rate(self) -> int:
        """Samples per second."""

    @property
    def manner(self) -> str:
        """What tells it from voices that say the same text otherwise."""

    def say(self, text: str) -> Utterance:
        """Speak one sentence; raises ``SpeechFailed`` when it cannot."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence as it was said; the words' times count from its own beginning."""

    samples: Samples
    words: tuple[Word, ...]


Lexicon = tuple[tuple[str, str], ...]
"""Written words, and what is said in their place."""


def narrate(
    script: Script, voice: Voice, report: Report = silent, lexicon: Lexicon = (), cache: RenderCache | None = None
) -> Generator[Recording]:
    """One recording for each scene of ``script``, in their order, all at one level, mono, at the voice's sample rate.

    The voice speaks in a thread of its own, some scenes ahead; ``report`` is called in the caller's. Close the
    iterator when you stop early, and the voice stops after the sentence that it is at. What ``lexicon`` says goes
    before the rules of pronunciation. What is in the ``cache`` is not said again.

    The words of its clip are the written words of its sentences, each with the time at which it is heard. The
    sample rate must be a multiple of ``FRAMES_PER_SECOND``. Raises ``SpeechFailed``, with the scene and the
    first words of the sentence, when a sentence is empty, cannot be spoken or makes no sound.
    """
    if voice.sample_rate % FRAMES_PER_SECOND:
        raise ValueError(f"{voice.sample_rate} samples a second do not divide into {FRAMES_PER_SECOND} frames.")
    total = sum(len(sentence.spoken) for scene in script.scenes for sentence in scene.sentences)
    said = 0
    with _thread() as thread:
        for scene, sentences in _said_ahead(script.scenes, thread, _Speaker(voice, lexicon, cache or RenderCache())):
            spoken = []
            for sentence, future in zip(scene.sentences, sentences, strict=True):
                spoken.append(future.result())
                said += len(sentence.spoken)
                report(said / total if total else 1.0)
            yield _lay_out(spoken, voice.sample_rate)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says the sentences of a script."""

    voice: Voice
    lexicon: Lexicon
    cache: RenderCache

    def speak(self, sentence: Sentence, scene: int) -> _Spoken:
        tokens = pronounce(sentence.spoken, (*sentence.long_forms, *self.lexicon))
        text = " ".join(token.spoken for token in tokens if token.spoken)
        try:
            said = self.cache.get_or_make(f"{self.voice.manner} {text}".encode(), Utterance, lambda: self._say(text))
            return _Spoken(said.samples, _words(tokens, said.times))
        except SpeechFailed as error:
            raise SpeechFailed(f"Scene {scene}, “{_opening(sentence.spoken)}”, could not be spoken. {error}") from error

    def _say(self, text: str) -> Utterance:
        said = self.voice.say(text)
        _check(said, len(text.split()))
        return Utterance(_levelled(said.samples, self.voice.sample_rate), said.times)


@contextmanager
def _thread() -> Iterator[ThreadPoolExecutor]:
    """A thread for the voice, which ends after the sentence that it is at."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice")
    try:
        yield thread
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


def _said_ahead(
    scenes: Sequence[Scene], thread: ThreadPoolExecutor, speaker: _Speaker
) -> Iterator[tuple[Scene, list[Future[_Spoken]]]]:
    """Each scene with its sentences as they will be spoken, while the thread has ``_AHEAD`` more to do."""
    waiting: deque[tuple[Scene, list[Future[_Spoken]]]] = deque()
    for number, scene in enumerate(scenes, start=1):
        waiting.append((scene, [thread.submit(speaker.speak, sentence, number) for sentence in scene.sentences]))
        if len(waiting) > _AHEAD:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _check(utterance: Utterance, expected: int) -> None:
    """An engine that breaks down without saying so must not become a silent video."""
    samples = utterance.samples
    if not len(samples) or not np.isfinite(samples).all():
        raise SpeechFailed("The voice gave no sound, or no numbers.")
    if np.abs(samples).max() < _INAUDIBLE:
        raise SpeechFailed("The voice gave silence.")
    if len(utterance.times) != expected:
        raise SpeechFailed(f"The voice told the times of {len(utterance.times)} words instead of {expected}.")


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")


def _words(tokens: Sequence[Token], times: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """The written words with the times of what was said for them.

    A word that made no sound of its own (a citation mark, a dash, "the" where the engine runs it into "of")
    shares the time of the sounding word before it, or of the first one when there is none before.
    """
    groups: list[list[Token]] = [[]]
    spans: list[tuple[float, float]] = []
    for token, span in zip(tokens, _spans(tokens, times), strict=True):
        if span is not None:
            if spans:
                groups.append([])
            spans.append(span)
        groups[-1].append(token)
    if not spans:
        raise SpeechFailed("The voice told no time for any word.")
    nexts = [start for start, _ in spans[1:]] + [spans[-1][1]]
    words: list[Word] = []
    for group, (start, end), following in zip(groups, spans, nexts, strict=True):
        words += _share(group, start, max(end, following) if len(group) > 1 else end)
    return tuple(words)


def _spans(tokens: Sequence[Token], times: Sequence[tuple[float, float]]) -> Iterable[tuple[float, float] | None]:
    """When each token is heard; None for one that is not."""
    position = 0
    for token in tokens:
        count = len(token.spoken.split())
        heard = [(start, end) for start, end in times[position : position + count] if end > start]
        yield (heard[0][0], heard[-1][1]) if heard else None
        position += count


def _share(group: Sequence[Token], start: float, end: float) -> list[Word]:
    """Divide the time of a group among its words by the length of what is said for each."""
    weights = [max(len(token.spoken), 1) for token in group]
    bounds = start + (end - start) * np.cumsum([0, *weights]) / sum(weights)
    pairs = zip(group, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    return [Word(token.written, begin, stop) for token, begin, stop in pairs]


def _levelled(samples: Samples, sample_rate: int) -> Samples:
    """Brought to ``LOUDNESS``. What is turned down at its peaks loses loudness by it, and gets it back."""
    gain, levelled = 0.0, samples
    for _ in range(_ROUNDS):
        gain += LOUDNESS - loudness(levelled, sample_rate)
        levelled = _limited(samples * np.float32(10 ** (gain / 20)), sample_rate)
    return levelled


def _limited(samples: Samples, sample_rate: int) -> Samples:
    """Turned down around each peak above ``PEAK``, for some hundredths of a second and without a step.

    Each block takes the lowest gain that it or two neighbours on each side need; averaging over three blocks and
    drawing lines between the blocks then never lifts a sample above ``PEAK``.
    """
    block = sample_rate // 200
    peaks = np.abs(_blocks(samples, block)).max(axis=1)
    needed = PEAK / np.maximum(peaks, PEAK)
    lowest = sliding_window_view(np.pad(needed, 3, mode="edge"), 5).min(axis=1)
    smooth = sliding_window_view(lowest, 3).mean(axis=1)
    centres = (np.arange(len(smooth)) + 0.5) * block
    limited: Samples = (samples * np.interp(np.arange(len(samples)), centres, smooth)).astype(np.float32)
    return limited


def _blocks(samples: npt.NDArray[np.floating], length: int) -> npt.NDArray[np.floating]:
    """The samples in rows of ``length``, the last one filled with zeros."""
    return np.pad(samples, (0, -len(samples) % length)).reshape(-1, length)


def _lay_out(scene: Sequence[_Spoken], sample_rate: int) -> Recording:
    """The sentences of a scene one after the other, with the silence around them, padded to whole frames."""
    pieces = [_silence(LEAD, sample_rate)]
    sentences: list[tuple[Word, ...]] = []
    for spoken in scene:
        if len(pieces) > 1:
            pieces.append(_silence(PAUSE, sample_rate))
        offset = sum(len(piece) for piece in pieces) / sample_rate
        sentences.append(tuple(_later(word, offset) for word in spoken.words))
        pieces.append(spoken.samples)
    pieces.append(_silence(TAIL, sample_rate))
    pieces.append(_padding(sum(len(piece) for piece in pieces), sample_rate))
    samples = np.concatenate(pieces)
    return Recording(samples, sample_rate, Clip(len(samples) * FRAMES_PER_SECOND // sample_rate, tuple(sentences)))


def _later(word: Word, seconds: float) -> Word:
    """Rounded, for what ends when the next begins must still do so after the addition."""
    return Word(word.text, round(word.start + seconds, 6), round(word.end + seconds, 6))


def _padding(length: int, sample_rate: int) -> Samples:
    """What is missing to a whole number of frames, and to ``SHORTEST``."""
    frame = sample_rate // FRAMES_PER_SECOND
    frames = max(-(-length // frame), round(SHORTEST * FRAMES_PER_SECOND))
    return np.zeros(frames * frame - length, np.float32)


def _silence(seconds: float, sample_rate: int) -> Samples:
    return np.zeros(round(seconds * sample_rate), np.float32)
