"""Writes the example that the studio shows: the short video of the bundled paper, small enough to ship.

Run as ``.venv/bin/python -m docs.example`` after slides or scripts have changed. The voice is hibari's, as for the
samples of the voices, whose licence allows it.
"""

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from videos.pipeline.artifacts import Paper
from videos.pipeline.assembly import Tools, make_video
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.identifiers import SAMPLE
from videos.pipeline.options import Format, Length, Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.paper import Sources
from videos.pipeline.progress import Stage
from videos.pipeline.slides import StillShape

EXAMPLE = Path(__file__).parent.parent / "videos" / "static" / "videos" / "example"
SIZE = (960, 540)
FRAMES_PER_SECOND = 15
ENCODER = {"crf": "30", "preset": "veryslow", "tune": "animation"}


class Unwatched:
    """Nobody watches the progress."""

    def progress(self, stage: Stage, fraction: float) -> None:
        """Nothing."""

    def paper_read(self, paper: Paper) -> None:
        """Nothing."""

    def resuming(self, stage: Stage) -> None:
        """Nothing."""


def main() -> None:
    """Make the video, and write a smaller one with its captions and its title slide."""
    with tempfile.TemporaryDirectory() as folder:
        stills = {shape: Typst(shape, STILL) for shape in StillShape}
        tools = Tools(Sources({}), speech.Speaker("hibari"), Typst(Format.LANDSCAPE), stills)
        options = Options(Format.LANDSCAPE, length=Length.SHORT)
        made = make_video(SAMPLE, options, Workspace(Path(folder)), tools, Unwatched())
        _shrink(made.folder / "video.mp4", EXAMPLE / "example.mp4")
        shutil.copy(made.folder / "captions.vtt", EXAMPLE / "example.vtt")
        with Image.open(made.folder / "poster.jpg") as poster:
            poster.resize((480, 270), Image.Resampling.LANCZOS).save(EXAMPLE / "example.webp", quality=50, method=6)


def _shrink(source: Path, target: Path) -> None:
    """Write every other frame, at half the size, beside the same sound."""
    with av.open(source) as full, av.open(target, "w", options={"movflags": "+faststart"}) as small:
        picture = small.add_stream("libx264", rate=FRAMES_PER_SECOND, options=ENCODER)
        picture.width, picture.height = SIZE
        picture.pix_fmt = "yuv420p"
        sound = small.add_stream_from_template(full.streams.audio[0])
        shown = -1
        for packet in full.demux(full.streams.video[0], full.streams.audio[0]):
            if packet.stream.type == "audio":
                if packet.dts is not None:
                    packet.stream = sound
                    small.mux(packet)
                continue
            for frame in packet.decode():
                number = int(frame.time * FRAMES_PER_SECOND)
                if number > shown:
                    shown = number
                    scaled = frame.reformat(*SIZE, "yuv420p")
                    scaled.pts, scaled.time_base = number, Fraction(1, FRAMES_PER_SECOND)
                    small.mux(picture.encode(scaled))
        small.mux(picture.encode())


if __name__ == "__main__":
    main()
