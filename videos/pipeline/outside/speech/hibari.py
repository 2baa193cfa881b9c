"""Speech with hibari, a small neural voice that runs on the CPU.

Its rules, lexicon and two networks convert the text to phonemes; a third network converts these to the parts of a
spectrum, and signal processing to audio. The lengths of the phonemes, from which the times of the words follow, are
inside the third network. It is loaded with a further output that returns them, and once more without all that they do
not depend on: that part takes a tenth of the time, and its lengths decide at which speed the whole runs.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from hibari import dsp
from hibari.g2p import G2P
from hibari.g2p.oov import OOV

from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.speech import network
from videos.pipeline.outside.speech.model import only_output, with_outputs
from videos.pipeline.outside.speech.network import Network
from videos.pipeline.outside.speech.number_words import in_words

_SPECTRUM = ("lh", "theta", "ln", "lr", "phi", "f0")
_EXACT, _ROUNDED = "/Div_40_output_0", "/Clip_output_0"
"""Values within the network: the length of each phoneme before and after it is rounded to whole units."""

_UNIT = 2 * dsp.HOP
"""Samples per unit of a length: 25 ms."""

_SEED = 0
"""Of the noise in the speech. The same text gives the same audio."""

_LONGEST = 400
"""Phonemes per run of the network, about 25 s. Its memory grows with the length of the speech."""

_PACE = 1.16
"""Speed relative to the network's own: 156 words of an abstract a minute, many of them long, instead of 135.

Of 814 words of real abstracts, a recogniser misheard 4.9 % at this pace, 5.9 % at the network's own, and 7 % at 1.25.
"""

_EARLY = 0.075
"""Seconds by which a sound is heard before its place among the lengths.

At 25 pauses it was 0.07 (median); against a recogniser it was 0.085 more than with espeak, whose times are exact.
"""

_AUDIBLE = 1e-3
_MARGIN = 0.02
"""Seconds kept before the first and after the last audible sample; the voice adds about 0.3 s of silence."""

_JOIN = 0.15
"""Seconds of silence between two runs, like the pause that the voice makes at a comma."""

_BREAKS = frozenset(",;:.!?—…")
_SILENT = _BREAKS | frozenset(' "“”()')
_LETTER_A = ("ay", "ˈA")
"""The pronunciation rules write "ay" for the letter A, which hibari would say like "eye"."""

_ACRONYM = re.compile(r"\b(?=[A-Z]*[AEIOU])[A-Z]{4,}\b")
"""An acronym that the pronunciation rules leave to be read as a word. hibari would spell it."""

_VOWEL_CONSONANT = re.compile(r"[aeiouy](?=[^aeiouy])")
_BRACKETS = str.maketrans("[]", "  ")


@dataclass(frozen=True, slots=True)
class _Run:
    """Audio, and the start and end of each of its words in seconds; None for a word without a sound."""

    samples: Samples
    spans: list[tuple[float, float] | None]


class _SoundsOfUnknownWords:
    """hibari's network for words that its lexicon lacks, also for words longer than it can read at once."""

    def __init__(self) -> None:
        self._network = OOV()

    def __call__(self, word: str) -> str | None:
        """The phonemes of ``word``, or None if no letter is known."""
        return "".join(self._network(part) or "" for part in parts_of_word(word, self._network.maxlen)) or None


class Hibari:
    """hibari's voice "heart": American English, female, Apache-2.0, 24,000 Hz. A lock makes it thread-safe."""

    sample_rate = dsp.SR

    def __init__(self, spectrum: Network, lengths: Network, phonemes: G2P, ids: dict[str, int]) -> None:
        self._spectrum = spectrum
        self._lengths = lengths
        self._phonemes = phonemes
        self._ids = ids
        self._lock = Lock()

    @classmethod
    def load(cls, model: Path | None = None) -> Self:
        """Load the network, by default that of the wheel ``hibari-tts``. Raises SpeechFailed if it is damaged."""
        assets = files("hibari") / "assets"
        try:
            content = (model or assets / "hibari.onnx").read_bytes()
            return cls(
                network.start(with_outputs(content, _ROUNDED)),
                network.start(only_output(content, _EXACT)),
                G2P(oov=_SoundsOfUnknownWords()),
                json.loads((assets / "vocab.json").read_text("utf-8")),
            )
        except (OSError, ValueError, IndexError, KeyError, *network.ERRORS) as error:
            raise SpeechFailed(f"The hibari voice could not be loaded. Reinstall its wheel. ({error})") from error

    def say(self, text: str, speed: float = 1.0, known: Sequence[tuple[str, str]] = ()) -> Utterance:
        """Speak ``text`` as one sentence. ``known`` has words and their phonemes. Raises SpeechFailed."""
        with self._lock:
            phonemes = self.phonemes_of(text, known)
            if not any(map(_is_audible, "".join(phonemes))):
                raise SpeechFailed("hibari found nothing to speak.")
            try:
                runs = [self._run(words, speed) for words in _runs(phonemes)]
            except network.ERRORS as error:
                raise SpeechFailed(f"hibari stopped with an error: {error}") from error
        return _joined(runs, self.sample_rate)

    def phonemes_of(self, text: str, known: Sequence[tuple[str, str]] = ()) -> list[str]:
        """The phonemes of each token of ``text``; ``known`` has words and their phonemes.

        hibari's own normalisation is not used: what is said is decided, and checked, before the voice.
        """
        forms = [_readable(token) for token in text.split()]
        spoken = " ".join(forms).split()
        words = list(
            _words(
                self._phonemes.phonemize_tokens(
                    self._phonemes.tokenize(_linked(" ".join(spoken), dict((_LETTER_A, *known))))
                )
            )
        )
        if len(words) != len(spoken):
            raise SpeechFailed(f"hibari read {len(words)} words instead of {len(spoken)}.")
        for word, phonemes in zip(spoken, words, strict=True):
            if any(map(str.isalnum, word)) and not any(map(_is_audible, phonemes)):
                raise SpeechFailed(f"hibari cannot pronounce “{word}”. Add it to the lexicon.")
        remaining = iter(words)
        return [" ".join(next(remaining) for _ in form.split()) for form in forms]

    def _run(self, words: Sequence[str], speed: float) -> _Run:
        """Speak words, given as phonemes, without the silence at the ends."""
        sounds = [
            (phoneme, number)
            for number, word in enumerate(words)
            for phoneme in (f" {word}" if number else word)
            if phoneme in self._ids
        ]
        ids = [0, *(self._ids[each] for each, _ in sounds), 0]
        (exact,) = _run(self._lengths, (_EXACT,), ids, 1.0)
        *spectrum, rounded = _run(self._spectrum, (*_SPECTRUM, _ROUNDED), ids, _pace(exact[1:-1], _PACE * speed))
        samples = dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(_SEED))
        ends = np.cumsum(rounded) * _UNIT / self.sample_rate - _EARLY
        return _trimmed(samples, _spans(sounds, ends.tolist(), len(words)), self.sample_rate)


def _run(session: Network, names: Sequence[str], ids: Sequence[int], speed: float) -> list[npt.NDArray[np.float32]]:
    """Values of a network: the parts of the spectrum, or the length of each id in units."""
    inputs = {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)}
    outputs: list[npt.NDArray[np.float32]] = session.run(names, inputs)
    return outputs


def parts_of_word(word: str, longest: int) -> list[str]:
    """The word in parts of at most ``longest`` letters, cut after a vowel and before a consonant where possible."""
    parts = []
    while len(word) > longest:
        cuts = [match.end() for match in _VOWEL_CONSONANT.finditer(word, longest // 2, longest + 1)]
        cut = cuts[-1] if cuts else longest
        parts.append(word[:cut])
        word = word[cut:]
    return [*parts, word]


def _readable(token: str) -> str:
    """One or more words for a token: numbers in words, and letters in Latin script."""
    latin = "".join(each if each.isascii() or not each.isalnum() else anyascii(each) for each in token)
    plain = _ACRONYM.sub(lambda match: match[0].lower(), in_words(latin))
    return plain.translate(_BRACKETS) if latin.strip() else token


def _linked(text: str, known: Mapping[str, str]) -> str:
    """The text with the ``known`` words as hibari writes a word with its phonemes: "[word](/phonemes/)"."""
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.sub(rf"(?<![\w-])(?:{words})(?![\w-])", lambda match: f"[{match[0]}](/{known[match[0]]}/)", text)


def _words(tokens: Sequence[Any]) -> Iterator[str]:
    """The phonemes of each word, from those of its parts."""
    word = ""
    for number, token in enumerate(tokens, start=1):
        word += token.phonemes or ""
        if token.whitespace or number == len(tokens):
            yield word
            word = ""


def _runs(words: Sequence[str]) -> Iterator[list[str]]:
    """The words in runs of at most ``_LONGEST`` phonemes, each ended after the last break that fits, or any word."""
    rest = list(words)
    while rest:
        fitting = max(1, sum(length <= _LONGEST for length in accumulate(len(word) + 1 for word in rest)))
        breaks = [end for end in range(fitting // 3 + 1, fitting + 1) if rest[end - 1][-1:] in _BREAKS]
        end = fitting if fitting == len(rest) or not breaks else breaks[-1]
        yield rest[:end]
        rest = rest[end:]


def _is_audible(phoneme: str) -> bool:
    return phoneme not in _SILENT


def _pace(lengths: npt.NDArray[np.float32], speed: float) -> float:
    """The network's speed at which the phonemes take 1 / ``speed`` of their time.

    Most lengths are two or three units. Divided by 1.1 they round to the same, so the network's speed alone has little
    effect, and then a large one.
    """
    paces = np.geomspace(speed / 1.5, speed * 1.5, 600)
    totals = np.maximum(np.rint(lengths[:, None] / paces), 1).sum(axis=0)
    wanted = np.maximum(np.rint(lengths), 1).sum() / speed
    return float(paces[np.abs(totals - wanted).argmin()])


def _spans(sounds: Sequence[tuple[str, int]], ends: Sequence[float], words: int) -> list[tuple[float, float] | None]:
    """The span of the audible sounds of each word. ``ends`` has those of the start, of each sound and of the end."""
    spans: list[tuple[float, float] | None] = [None] * words
    for (phoneme, word), start, end in zip(sounds, ends, ends[1:], strict=False):
        if _is_audible(phoneme):
            known = spans[word]
            spans[word] = (known[0] if known else start, end)
    return spans


def _trimmed(samples: Samples, spans: list[tuple[float, float] | None], sample_rate: int) -> _Run:
    """The run without the silence at its ends. The first sound may start a little before its span."""
    loud = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    if not loud.size:
        return _Run(samples[:0], [None] * len(spans))
    margin = round(_MARGIN * sample_rate)
    first, last = max(0, int(loud[0]) - margin), int(loud[-1]) + margin
    kept = samples[first:last]
    offset, longest = first / sample_rate, len(kept) / sample_rate
    within = [span and (_clamped(span[0] - offset, longest), _clamped(span[1] - offset, longest)) for span in spans]
    return _Run(kept, within)


def _clamped(time: float, longest: float) -> float:
    return min(max(time, 0.0), longest)


def _joined(runs: Sequence[_Run], sample_rate: int) -> Utterance:
    """The runs one after the other. A word without a sound has an empty span after the word before it."""
    pieces: list[Samples] = []
    times: list[tuple[float, float]] = []
    position = 0.0
    for run in runs:
        if pieces and len(run.samples):
            pieces.append(np.zeros(round(_JOIN * sample_rate), np.float32))
            position += len(pieces[-1]) / sample_rate
        for span in run.spans:
            last = times[-1][1] if times else 0.0
            times.append((span[0] + position, span[1] + position) if span else (last, last))
        pieces.append(run.samples)
        position += len(run.samples) / sample_rate
    return Utterance(np.concatenate(pieces), tuple(times))
