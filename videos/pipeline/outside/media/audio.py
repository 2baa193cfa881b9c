"""The sound of a scene, coded."""

from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Samples
from videos.pipeline.outside.media.failures import translated_errors

AUDIO_RATE = 48_000
BLOCK = 1024
"""Samples of a packet. The first is only there to be mixed with the second (ISO/IEC 14496-3, 4.6.11)."""

_BIT_RATE = 96_000

# The encoder's default coder takes twice the time.
_OPTIONS = {"aac_coder": "fast"}


def encoded_sound(samples: Samples, sample_rate: int) -> tuple[bytes, ...]:
    """Mono sound as AAC, a packet for each 1024 samples of 48,000 a second and one before. Raises EncodingFailed."""
    frame = av.AudioFrame.from_ndarray(np.atleast_2d(samples), format="flt", layout="mono")
    frame.sample_rate, frame.time_base, frame.pts = sample_rate, Fraction(1, sample_rate), 0
    codec = AudioCodecContext.create("aac", "w")
    with translated_errors():
        configure(codec)
        return tuple(map(bytes, [*codec.encode(frame), *codec.encode(None)]))


def first_block(frame: int) -> int:
    """The block that starts nearest to a frame of the video."""
    return round(Fraction(frame * AUDIO_RATE, FRAMES_PER_SECOND * BLOCK))


def configure(codec: AudioCodecContext) -> None:
    """Make the encoder ready; it is not opened yet."""
    codec.sample_rate, codec.layout, codec.format = AUDIO_RATE, "mono", "fltp"
    codec.bit_rate = _BIT_RATE
    codec.options = _OPTIONS
