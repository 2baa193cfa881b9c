"""Makes the bundled sample's video once, stage by stage, and prints what each stage took, as JSON.

Run by ``render.py`` in a fresh process: ``python -m benchmarks.measure piper``.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from videos.pipeline import captions, narration, paper, script, slides
from videos.pipeline.artifacts import Clip, Slide
from videos.pipeline.citation import cite
from videos.pipeline.encode import Labels, encode, join
from videos.pipeline.outside import media, speech
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.verify import verify

Result = TypeVar("Result")

_UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes


class Stopwatch:
    """Runs pieces of work and keeps, for each, the CPU (user and system) and wall seconds that it took."""

    def __init__(self) -> None:
        self.costs: dict[str, tuple[float, float]] = {}

    def __call__(self, name: str, work: Callable[[], Result]) -> Result:
        """Do the work, keep its cost under ``name`` and hand on its result."""
        cpu, wall = _cpu_seconds(), time.perf_counter()
        result = work()
        self.costs[name] = (_cpu_seconds() - cpu, time.perf_counter() - wall)
        return result


def measure(engine: str, folder: Path) -> dict[str, object]:
    """Make the video, then the floor beside it; the costs are pairs of CPU and wall seconds."""
    path = folder / "video.mp4"
    once, each, floor = Stopwatch(), Stopwatch(), Stopwatch()
    voice = once("voice", lambda: speech.load(engine))
    typesetter = once("typesetter", Typst)
    article = each("paper", lambda: paper.fetch(paper.SAMPLE, Ncbi(NcbiAccess())))
    story = each("script", lambda: script.write(article))
    clips = each("narration", lambda: tuple(narration.narrate(story, voice)))
    pages = each("slides", lambda: slides.typeset(story, typesetter))
    cues = each("captions", lambda: captions.compose(clips))
    labels = Labels(
        article.title.text, "", article.year, cite(article), "", tuple(scene.label for scene in story.scenes)
    )
    each("encode", lambda: encode(pages, clips, cues, labels, path))
    facts = each("verify", lambda: verify(path, pages, clips, cues))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT_OF_MAXRSS
    floor("floor", lambda: write_floor(pages, clips, folder / "floor.mp4"))
    return {
        "once": once.costs,
        "each": each.costs,
        "floor": floor.costs["floor"],
        "peak": peak,
        "duration": facts.duration,
        "size": facts.size,
        "scenes": len(clips),
    }


def write_floor(pages: Sequence[Slide], clips: Sequence[Clip], path: Path) -> None:
    """The least that any video of these slides must do: each picture once, the sound, and the file around them."""
    reels = [
        media.reel([media.Shot(0, media.to_yuv(page.pixels))], clip.frames, page.width, page.height)
        for page, clip in zip(pages, clips, strict=True)
    ]
    join(reels, clips, (), Labels("", "", "", ""), path)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(measure(sys.argv[1], Path(scratch))))
