"""Makes sentences equally loud, without a sample above the limit."""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from videos.pipeline.artifacts.media import Samples
from videos.pipeline.outside.media import loudness

LOUDNESS = -16.0
"""LUFS of each sentence, and so of the whole video: the usual loudness of podcasts and web video."""

PEAK = 0.89
"""The limit of every sample (-1 dB), since the audio encoder may overshoot a little."""

_ROUNDS = 4
"""After this many rounds both voices are within 0.2 LU."""

_CLOSE = 0.1
"""LU. A sentence that is as close to ``LOUDNESS`` needs no further round."""


def normalised(samples: Samples, sample_rate: int) -> Samples:
    """The samples at ``LOUDNESS``. Limiting the peaks lowers the loudness, so each round raises the gain again."""
    gain, result = 0.0, samples
    for _ in range(_ROUNDS):
        change = LOUDNESS - loudness(result, sample_rate)
        if abs(change) < _CLOSE:
            break
        gain += change
        result = _limited(samples * np.float32(10 ** (gain / 20)), sample_rate)
    return result


def _limited(samples: Samples, sample_rate: int) -> Samples:
    """Lower the gain smoothly for some hundredths of a second around each peak above ``PEAK``.

    Each block gets the lowest gain that it or two neighbours on each side need. The gains are then averaged over three
    blocks and interpolated between the blocks, which never raises a sample above ``PEAK``.
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
    """The samples in rows of ``length``, the last row padded with zeros."""
    return np.pad(samples, (0, -len(samples) % length)).reshape(-1, length)
