"""Writes the samples of the voices that come with the software, to videos/static/videos/voices.

Run as ``.venv/bin/python -m docs.voices`` after a voice has changed. The same voice gives the same bytes. The web
processes load no engine, so a sample is a static file. A voice whose licence is unclear has none.
"""

import io
from pathlib import Path

import av
import numpy as np

from videos.pipeline.narration import LOUDNESS, PEAK
from videos.pipeline.outside import speech
from videos.pipeline.outside.media import loudness
from videos.pipeline.voices import VOICES

STATIC = Path(__file__).parent.parent / "videos" / "static"
SENTENCE = "This voice reads the words of a medical paper to you."
_BIT_RATE = 48_000


def main() -> None:
    """Write the sample of each voice that may be used for any purpose."""
    for voice in VOICES.values():
        if voice.sample:
            (STATIC / voice.sample).write_bytes(sample(voice.id))


def sample(engine: str) -> bytes:
    """The sentence in this voice as AAC in an MP4 file, as loud as a video."""
    voice = speech.load(engine)
    samples = voice.say(SENTENCE).samples
    gain = 10 ** ((LOUDNESS - loudness(samples, voice.sample_rate)) / 20)
    levelled = samples * min(gain, PEAK / np.abs(samples).max())
    silence = np.zeros(voice.sample_rate // 5, np.float32)
    frame = av.AudioFrame.from_ndarray(np.concatenate([silence, levelled, silence])[None], format="fltp", layout="mono")
    frame.sample_rate = voice.sample_rate
    whole = io.BytesIO()
    with av.open(whole, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=voice.sample_rate, layout="mono", bit_rate=_BIT_RATE)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return whole.getvalue()


if __name__ == "__main__":
    main()
