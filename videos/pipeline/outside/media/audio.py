"""Encodes audio as AAC: that of a scene, and that of a file of its own."""

import io
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
_BIT_RATE_OF_FILE = 48_000

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


def sound_file(samples: Samples, sample_rate: int) -> bytes:
    """Mono audio as AAC in an MP4 file, with a moment of silence around it. Raises EncodingFailed."""
    silence = np.zeros(sample_rate // 5, np.float32)
    frame = av.AudioFrame.from_ndarray(np.concatenate([silence, samples, silence])[None], format="fltp", layout="mono")
    frame.sample_rate = sample_rate
    whole = io.BytesIO()
    with translated_errors(), av.open(whole, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=sample_rate, layout="mono", bit_rate=_BIT_RATE_OF_FILE)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return whole.getvalue()


def first_block(frame: int) -> int:
    """The number of the audio block whose start is nearest to a video frame."""
    return round(Fraction(frame * AUDIO_RATE, FRAMES_PER_SECOND * BLOCK))


def configure(codec: AudioCodecContext) -> None:
    """Set the encoder's options, without opening it."""
    codec.sample_rate, codec.layout, codec.format = AUDIO_RATE, "mono", "fltp"
    codec.bit_rate = _BIT_RATE
    codec.options = _OPTIONS
