"""Makes the same excerpt with MoviePy, as popular generators of short videos do: 30 pictures a second, each composed of
a slide and a rendered caption and encoded by libx264.

    python moviepy_video.py FOLDER

FOLDER contains the output of ``measure.py excerpt``. This needs MoviePy, and nothing of Hidden Hill.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, vfx
from PIL import Image, ImageDraw, ImageFont

_WORDS_PER_CAPTION = 6


def main(folder: Path) -> None:
    """Write peer.mp4 into the folder."""
    scenes: dict[str, Any] = json.loads((folder / "scenes.json").read_text())
    pages = [
        ImageClip(str(folder / f"{number}.png"))
        .with_start(start)
        .with_duration(end - start)
        .with_effects([vfx.CrossFadeIn(0.27)] if number else [])
        for number, (start, end) in enumerate(pairwise(scenes["starts"]))
    ]
    video = CompositeVideoClip([*pages, *_captions(scenes["words"])], size=pages[0].size)
    video.with_audio(AudioFileClip(str(folder / "sound.wav"))).write_videofile(
        str(folder / "peer.mp4"), fps=30, codec="libx264", audio_codec="aac", threads=2, logger=None
    )


def _captions(words: list[dict[str, Any]]) -> list[ImageClip]:
    """One picture per word: its phrase, with the word in another colour."""
    font = ImageFont.load_default(54)
    clips = []
    for number, word in enumerate(words):
        first = number - number % _WORDS_PER_CAPTION
        picture = _caption([each["text"] for each in words[first : first + _WORDS_PER_CAPTION]], number - first, font)
        until = words[number + 1]["start"] if number + 1 < len(words) else word["end"]
        clips.append(
            ImageClip(np.array(picture))
            .with_start(word["start"])
            .with_duration(max(until - word["start"], 0.04))
            .with_position(("center", 880))
        )
    return clips


def _caption(phrase: list[str], highlighted: int, font: Any) -> Image.Image:
    picture = Image.new("RGBA", (1600, 80), (0, 0, 0, 0))
    pen, x = ImageDraw.Draw(picture), 20.0
    for number, word in enumerate(phrase):
        colour = "yellow" if number == highlighted else "white"
        pen.text((x, 8), word, font=font, fill=colour, stroke_width=3, stroke_fill="black")
        x += pen.textlength(f"{word} ", font=font)
    return picture


if __name__ == "__main__":
    main(Path(sys.argv[1]))
