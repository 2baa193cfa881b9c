"""Writes the samples of the voices that come with the software, to videos/static/videos/voices.

Run as ``.venv/bin/python -m docs.voices`` after a voice has changed. The same voice gives the same bytes. The web
processes load no engine, so a sample is a static file. A voice whose licence is unclear has none.
"""

from pathlib import Path

import numpy as np

from videos.pipeline.levels import LOUDNESS, PEAK
from videos.pipeline.outside import speech
from videos.pipeline.outside.media import loudness, sound_file
from videos.pipeline.voices import VOICES

STATIC = Path(__file__).parent.parent / "videos" / "static"
SENTENCE = "This voice reads the words of a medical paper to you."


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
    return sound_file(levelled, voice.sample_rate)


if __name__ == "__main__":
    main()
