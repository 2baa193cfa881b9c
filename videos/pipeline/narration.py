"""Gives each scene its sound: sentences are spoken one by one, levelled, and laid out on whole frames."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Samples, Script, Utterance, Word
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.progress import Report, silent
from videos.pipeline.pronunciation import Token, pronounce

LEAD = 0.35
"""Seconds of silence before the first sentence of a scene, while its slide appears."""

PAUSE = 0.4
"""Seconds of silence between two sentences."""

TAIL = 0.65
"""Seconds of silence after the last sentence of a scene."""

SHORTEST = 3.0
"""Seconds that a scene lasts at least, so that its slide can be read."""

LOUDNESS = 10 ** (-19 / 20)
"""Level of the speech itself, pauses aside, as RMS. -19 dB comes to about -19 LUFS, usual for mono on the web."""

PEAK = 0.89
"""No sample goes above this (-1 dB): the audio encoder may overshoot a little."""

_INAUDIBLE = 1e-3


class Voice(Protocol):
    """Something that speaks: see ``outside.speech``."""

    @property
    def sample_rate(self) -> int:
        """Samples per second."""

    def say(self, text: str) -> Utterance:
        """Speak one sentence; raises ``SpeechFailed`` when it cannot."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence as it was said; the words' times count from its own beginning."""

    samples: Samples
    words: tuple[Word, ...]


def narrate(script: Script, voice: Voice, report: Report = silent) -> tuple[Clip, ...]:
    """One clip for each scene of ``script``, all at one level, mono, at the voice's sample rate.

    The words of a clip are the written words of its sentences, each with the time at which it is heard. The
    sample rate must be a multiple of ``FRAMES_PER_SECOND``. Raises ``SpeechFailed``, with the scene and the
    first words of the sentence, when a sentence is empty, cannot be spoken or makes no sound.
    """
    if voice.sample_rate % FRAMES_PER_SECOND:
        raise ValueError(f"{voice.sample_rate} samples a second do not divide into {FRAMES_PER_SECOND} frames.")
    total = sum(len(sentence.spoken) for scene in script.scenes for sentence in scene.sentences)
    said = 0
    scenes: list[list[_Spoken]] = []
    for number, scene in enumerate(script.scenes, start=1):
        scenes.append([])
        for sentence in scene.sentences:
            scenes[-1].append(_speak(sentence.spoken, number, voice))
            said += len(sentence.spoken)
            report(said / total if total else 1.0)
    gain = _gain([spoken.samples for scene in scenes for spoken in scene], voice.sample_rate)
    return tuple(_lay_out(scene, gain, voice.sample_rate) for scene in scenes)


def _speak(written: str, scene: int, voice: Voice) -> _Spoken:
    tokens = pronounce(written)
    text = " ".join(token.spoken for token in tokens if token.spoken)
    try:
        utterance = voice.say(text)
        _check(utterance, len(text.split()))
        words = _words(tokens, utterance.times)
    except SpeechFailed as error:
        raise SpeechFailed(f"Scene {scene}, “{_opening(written)}”, could not be spoken. {error}") from error
    return _Spoken(utterance.samples, words)


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


def _gain(pieces: Sequence[Samples], sample_rate: int) -> float:
    """One factor for the whole video, which brings its speech to ``LOUDNESS``."""
    if not pieces:
        return 1.0
    samples = np.concatenate(pieces).astype(np.float64)
    powers = np.square(_blocks(samples, sample_rate // 20)).mean(axis=1)
    speech = powers[powers > np.percentile(powers, 90) / 300]  # what is 25 dB below loud speech is a pause
    return float(LOUDNESS / np.sqrt(speech.mean()))


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


def _lay_out(scene: Sequence[_Spoken], gain: float, sample_rate: int) -> Clip:
    """The sentences of a scene one after the other, with the silence around them, padded to whole frames."""
    pieces = [_silence(LEAD, sample_rate)]
    sentences: list[tuple[Word, ...]] = []
    for spoken in scene:
        if len(pieces) > 1:
            pieces.append(_silence(PAUSE, sample_rate))
        offset = sum(len(piece) for piece in pieces) / sample_rate
        sentences.append(tuple(_later(word, offset) for word in spoken.words))
        pieces.append(_limited(spoken.samples * np.float32(gain), sample_rate))
    pieces.append(_silence(TAIL, sample_rate))
    pieces.append(_padding(sum(len(piece) for piece in pieces), sample_rate))
    return Clip(np.concatenate(pieces), sample_rate, tuple(sentences))


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
