"""Small slides, recordings and videos for the tests of encoding and verification."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from videos.pipeline.artifacts import Clip, Cue, Word
from videos.pipeline.artifacts.media import Recording, Slide
from videos.pipeline.encode import Labels, encode

WIDTH, HEIGHT = 320, 180
RATE = 22_050
LABELS = Labels(
    title="Zinc and the common cold — β-results",
    authors="Ada Berg, Bo Ólafsson",
    date="2021",
    comment="J Invented Med. 2021;3:14. doi:10.5555/zinc",
    description="Made from the abstract.",
    chapters=("Title", "Results", "Results"),
)


def slide(red: int, green: int, blue: int, width: int = WIDTH, height: int = HEIGHT) -> Slide:
    """A page of one colour with a black bar, whose length depends on the colour."""
    pixels = np.full((height, width, 3), (red, green, blue), np.uint8)
    pixels[20:60, 20 : 20 + (red + green + blue) % 200 + 40] = 0
    return Slide(pixels)


def recording(seconds: float, pitch: float = 440.0, loudness: float = 0.3) -> Recording:
    """A tone, which counts as a word, for the middle half of the time."""
    frames = round(seconds * 30)
    time = np.arange(frames * RATE // 30) / RATE
    samples = (loudness * np.sin(2 * np.pi * pitch * time)).astype(np.float32)
    samples[(time < seconds / 4) | (time >= seconds * 3 / 4)] = 0
    return Recording(samples, RATE, Clip(frames, ((Word("tone", seconds / 4, seconds * 3 / 4),),)))


SLIDES = (slide(250, 249, 246), slide(0, 95, 115), slide(200, 80, 20))
RECORDINGS = (recording(2.5), recording(1.2, 550), recording(1.5, 660))
CLIPS = tuple(each.clip for each in RECORDINGS)
CUES = (Cue(0.35, 1.5, ("Zinc {and} the", "common cold")), Cue(2.6, 3.4, ("p < 0.05, 12 µg",)))


def write_video(
    path: Path,
    slides: Sequence[Slide] = SLIDES,
    recordings: Sequence[Recording] = RECORDINGS,
    cues: Sequence[Cue] = CUES,
    labels: Labels = LABELS,
) -> Path:
    """Encode a video of three scenes: 75, 36 and 45 frames."""
    encode(slides, recordings, cues, labels, path)
    return path
