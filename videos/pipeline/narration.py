"""Narrates the scenes: speaks sentence by sentence, normalises the loudness, and pads to whole frames."""

from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Protocol

import numpy as np

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Scene, Script, Sentence, Word
from videos.pipeline.artifacts.media import Recording, Samples, Utterance
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.hearing import spoken_form
from videos.pipeline.levels import normalised
from videos.pipeline.progress import Report, silent
from videos.pipeline.pronunciation import Token
from videos.pipeline.timing import PAUSE, SHORTEST, Delivery, deliveries

_SCENES_AHEAD = 3
"""Enough that the voice never waits; the limit keeps the memory independent of the length of the video."""

_INAUDIBLE = 1e-3

_UNKNOWN_EFFORT = 0.5
"""Seconds in which most voices speak a sentence, for a voice that has spoken none yet."""


class Voice(Protocol):
    """A voice, as in ``outside.speech``."""

    @property
    def sample_rate(self) -> int:
        """Samples per second."""

    @property
    def manner(self) -> str:
        """Identifies the voice and its speed in cache keys."""

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        """Speak one sentence, ``pace`` times as fast as usual. Raises SpeechFailed."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A spoken sentence. The times of its words count from its own start."""

    samples: Samples
    words: tuple[Word, ...]


Lexicon = tuple[tuple[str, str], ...]
"""Pairs of written words and how to pronounce them."""

_spoken_form = lru_cache(maxsize=256)(spoken_form)
"""A video is often made again with few changes."""


def narrate(
    script: Script, voice: Voice, report: Report = silent, lexicon: Lexicon = (), cache: RenderCache | None = None
) -> Generator[Recording]:
    """Yield a recording of each scene of ``script`` in order: mono, equally loud, at the voice's sample rate.

    The voice speaks in its own thread, up to three scenes ahead; ``report`` is called in the caller's thread. If you
    stop early, close the generator: the voice then stops after its current sentence. ``lexicon`` takes precedence
    over the pronunciation rules, and the script's own pronunciations over it. Sentences in the ``cache`` are not spoken
    again.

    A clip has the written words of its sentences, each with the time at which it is spoken. The sample rate must be a
    multiple of ``FRAMES_PER_SECOND``. Raises SpeechFailed, with the scene and the first words of the sentence, if a
    sentence is empty, cannot be spoken or is silent.
    """
    if voice.sample_rate % FRAMES_PER_SECOND:
        raise ValueError(f"{voice.sample_rate} samples per second do not divide into {FRAMES_PER_SECOND} frames.")
    total = sum(len(sentence.spoken) for scene in script.scenes for sentence in scene.sentences)
    spoken_characters = 0
    with _thread() as thread:
        speaker = _Speaker(voice, (*script.pronunciations, *lexicon), cache or RenderCache())
        for scene, delivery, sentences in _spoken_ahead(script.scenes, thread, speaker):
            spoken = []
            for sentence, future in zip(scene.sentences, sentences, strict=True):
                spoken.append(future.result())
                spoken_characters += len(sentence.spoken)
                report(spoken_characters / total if total else 1.0)
            yield _lay_out(spoken, delivery, voice.sample_rate)


def say(sentences: Iterable[tuple[Sentence, float]], voice: Voice, lexicon: Lexicon, cache: RenderCache) -> Samples:
    """The sound of sentences, each at its pace, exactly as ``narrate`` records them, with a pause between two.

    ``lexicon`` starts with the script's own pronunciations. Raises SpeechFailed.
    """
    speaker = _Speaker(voice, lexicon, cache)
    pause = _silence(PAUSE, voice.sample_rate)
    pieces: list[Samples] = []
    for sentence, pace in sentences:
        pieces += [pause, speaker.speak(sentence, "The sentence", pace).samples]
    return np.concatenate(pieces[1:])


@dataclass(slots=True)
class _Effort:
    """How long this process takes to speak: no sentence of another process is waited for longer than that."""

    seconds: float = 0.0
    characters: int = 0

    def add(self, text: str, seconds: float) -> None:
        self.seconds += seconds
        self.characters += len(text)

    def expected(self, text: str) -> float:
        return self.seconds / self.characters * len(text) if self.characters else _UNKNOWN_EFFORT


_efforts: defaultdict[str, _Effort] = defaultdict(_Effort)
"""By the ``manner`` of the voice."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Speaks the sentences of a script."""

    voice: Voice
    lexicon: Lexicon
    cache: RenderCache

    def speak(self, sentence: Sentence, place: str, pace: float) -> _Spoken:
        tokens = _spoken_form(sentence.spoken, (*sentence.long_forms, *self.lexicon))
        text = " ".join(token.spoken for token in tokens if token.spoken)
        try:
            utterance = self.cache.get_or_make(
                f"{self.voice.manner} {pace} {text}".encode(),
                Utterance,
                lambda: self._say(text, pace),
                _efforts[self.voice.manner].expected(text),
            )
            return _Spoken(utterance.samples, _words(tokens, utterance.times))
        except SpeechFailed as error:
            where = f"{place}, “{_opening(sentence.spoken)}”, could not be spoken."
            raise type(error)(f"{where} {error}") from error

    def _say(self, text: str, pace: float) -> Utterance:
        started = monotonic()
        utterance = self.voice.say(text, pace)
        _check(utterance, len(text.split()))
        spoken = Utterance(normalised(utterance.samples, self.voice.sample_rate), utterance.times)
        _efforts[self.voice.manner].add(text, monotonic() - started)
        return spoken


@contextmanager
def _thread() -> Iterator[ThreadPoolExecutor]:
    """A thread for the voice. On exit it stops after its current sentence."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice")
    try:
        yield thread
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


def _spoken_ahead(
    scenes: Sequence[Scene], thread: ThreadPoolExecutor, speaker: _Speaker
) -> Iterator[tuple[Scene, Delivery, list[Future[_Spoken]]]]:
    """Yield each scene with its delivery and the futures of its sentences, with ``_SCENES_AHEAD`` more submitted."""
    waiting: deque[tuple[Scene, Delivery, list[Future[_Spoken]]]] = deque()
    for number, (scene, delivery) in enumerate(zip(scenes, deliveries(scenes), strict=True), start=1):
        spoken = [
            thread.submit(speaker.speak, sentence, f"Scene {number}", delivery.pace) for sentence in scene.sentences
        ]
        waiting.append((scene, delivery, spoken))
        if len(waiting) > _SCENES_AHEAD:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _check(utterance: Utterance, expected: int) -> None:
    """Raise SpeechFailed for an unusable utterance, so that a silent failure of an engine is no silent video."""
    samples = utterance.samples
    if not len(samples) or not np.isfinite(samples).all():
        raise SpeechFailed("The voice returned no audio, or invalid samples.")
    if np.abs(samples).max() < _INAUDIBLE:
        raise SpeechFailed("The voice returned silence.")
    if len(utterance.times) != expected:
        raise SpeechFailed(f"The voice returned times for {len(utterance.times)} words instead of {expected}.")


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")


def _words(tokens: Sequence[Token], times: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """The written words with the times of their spoken tokens.

    A word without its own sound (a citation mark, a dash, "the" where the engine merges it with "of") shares the time
    of the audible word before it or, at the start, of the first audible word.
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
        raise SpeechFailed("The voice returned no time for any word.")
    next_starts = [start for start, _ in spans[1:]] + [spans[-1][1]]
    words: list[Word] = []
    for group, (start, end), following in zip(groups, spans, next_starts, strict=True):
        words += _share(group, start, max(end, following) if len(group) > 1 else end)
    return tuple(words)


def _spans(tokens: Sequence[Token], times: Sequence[tuple[float, float]]) -> Iterable[tuple[float, float] | None]:
    """The time of each token; None for one without a sound."""
    position = 0
    for token in tokens:
        count = len(token.spoken.split())
        heard = [(start, end) for start, end in times[position : position + count] if end > start]
        yield (heard[0][0], heard[-1][1]) if heard else None
        position += count


def _share(group: Sequence[Token], start: float, end: float) -> list[Word]:
    """Divide the time of a group among its words, in proportion to the length of their spoken forms."""
    weights = [max(len(token.spoken), 1) for token in group]
    bounds = start + (end - start) * np.cumsum([0, *weights]) / sum(weights)
    pairs = zip(group, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    return [Word(token.written, begin, stop) for token, begin, stop in pairs]


def _lay_out(scene: Sequence[_Spoken], delivery: Delivery, sample_rate: int) -> Recording:
    """Join the sentences of a scene with the silence around them, padded to whole frames."""
    lead, *pauses = delivery.silences
    pieces = [_silence(lead, sample_rate)]
    sentences: list[tuple[Word, ...]] = []
    for spoken in scene:
        if sentences:
            pieces.append(_silence(pauses[len(sentences) - 1], sample_rate))
        offset = sum(len(piece) for piece in pieces) / sample_rate
        sentences.append(tuple(_later(word, offset) for word in spoken.words))
        pieces.append(spoken.samples)
    pieces.append(_silence(delivery.tail, sample_rate))
    pieces.append(_padding(sum(len(piece) for piece in pieces), sample_rate))
    samples = np.concatenate(pieces)
    return Recording(samples, sample_rate, Clip(len(samples) * FRAMES_PER_SECOND // sample_rate, tuple(sentences)))


def _later(word: Word, seconds: float) -> Word:
    """The word shifted in time. Rounding keeps the end of a word equal to the start of the next."""
    return Word(word.text, round(word.start + seconds, 6), round(word.end + seconds, 6))


def _padding(length: int, sample_rate: int) -> Samples:
    """The silence up to a whole number of frames and to ``SHORTEST``."""
    frame = sample_rate // FRAMES_PER_SECOND
    frames = max(-(-length // frame), round(SHORTEST * FRAMES_PER_SECOND))
    return np.zeros(frames * frame - length, np.float32)


def _silence(seconds: float, sample_rate: int) -> Samples:
    return np.zeros(round(seconds * sample_rate), np.float32)
