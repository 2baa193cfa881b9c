"""Encodes the audio of a scene as AAC."""

from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from videos.pipeline.artifacts import FRAMES_PER_SECOND
from videos.pipeline.artifacts.media import Samples
from videos.pipeline.outside.media.failures import translated_errors

AUDIO_RATE = 48_000
BLOCK = 1024
"""Samples per packet. The first packet only primes the decoder for the second (ISO/IEC 14496-3, 4.6.11)."""

_BIT_RATE = 96_000

# The default coder takes twice as long.
_OPTIONS = {"aac_coder": "fast"}


def encode_audio(samples: Samples, sample_rate: int) -> tuple[bytes, ...]:
    """Encode mono audio as AAC: a priming packet, then a packet per 1024 samples at 48 kHz. Raises EncodingFailed."""
    frame = av.AudioFrame.from_ndarray(np.atleast_2d(samples), format="flt", layout="mono")
    frame.sample_rate, frame.time_base, frame.pts = sample_rate, Fraction(1, sample_rate), 0
    codec = AudioCodecContext.create("aac", "w")
    with translated_errors():
        configure(codec)
        return tuple(map(bytes, [*codec.encode(frame), *codec.encode(None)]))


def first_block(frame: int) -> int:
    """The number of the audio block whose start is nearest to a video frame."""
    return round(Fraction(frame * AUDIO_RATE, FRAMES_PER_SECOND * BLOCK))


def configure(codec: AudioCodecContext) -> None:
    """Set the encoder's options, without opening it."""
    codec.sample_rate, codec.layout, codec.format = AUDIO_RATE, "mono", "fltp"
    codec.bit_rate = _BIT_RATE
    codec.options = _OPTIONS
