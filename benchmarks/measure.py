"""Makes the video of the bundled sample, stage by stage, and prints the costs as JSON.

``render.py`` runs it in a fresh process each time: ``python -m benchmarks.measure WHAT [ARGUMENT]``.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import av
from PIL import Image

from videos.pipeline import captions, identifiers, narration, pubmed, slides, writing
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Layout, RichText, Script
from videos.pipeline.artifacts.media import Recording, SlideLike
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.encode import Labels, RenderStyle, SceneEncoder, encode, join, scene_starts
from videos.pipeline.options import Format, Length
from videos.pipeline.outside import media, speech
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.slides import StillShape
from videos.pipeline.verify import verify
from videos.worker import heap

Result = TypeVar("Result")

_UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes
_LABELS = Labels("", "", "", "")
_CHARTS = Path(__file__).with_name("charts.xml")
_CHARTS_PMID = "90000777"
_EDITED = 3
_EXCERPT = 2
"""The number of scenes that the peer renders. All of them would take minutes."""


class Stopwatch:
    """Measures the CPU (user and system) and wall-clock seconds of named pieces of work."""

    def __init__(self) -> None:
        self.costs: dict[str, tuple[float, float]] = {}

    def __call__(self, name: str, work: Callable[[], Result]) -> Result:
        """Do the work, store its cost under ``name`` and return its result."""
        cpu, wall = _cpu_seconds(), time.perf_counter()
        result = work()
        self.costs[name] = (_cpu_seconds() - cpu, time.perf_counter() - wall)
        return result


@dataclass(frozen=True, slots=True)
class Engines:
    """What a worker has loaded before its first video."""

    voice: narration.Voice
    typesetter: Typst
    stills: tuple[Typst, ...]

    @staticmethod
    def load(costs: Stopwatch) -> "Engines":
        """Load all of them."""
        voice = costs("voice", lambda: speech.Speaker("hibari"))
        return Engines(
            voice, *costs("typesetters", lambda: (Typst(), tuple(Typst(shape, STILL) for shape in StillShape)))
        )


def stages(folder: Path, paper: str) -> dict[str, Any]:
    """Make the video, then again with one sentence changed and the render cache of the first run."""
    once, first, edited = Stopwatch(), Stopwatch(), Stopwatch()
    engines = Engines.load(once)
    story = first("paper and script", lambda: written(paper))
    duration = _make(first, story, engines, folder)
    peak = _peak()
    _make(edited, edit(story), engines, folder)
    return {
        "once": once.costs,
        "first": first.costs,
        "edited": edited.costs,
        "peak": peak,
        "duration": duration,
        "size": (folder / "video.mp4").stat().st_size,
    }


def formats(folder: Path, paper: str) -> dict[str, Any]:
    """Encode only, with slides and speech ready, in each format: the floor, and each feature added to it."""
    story, costs = written(paper), Stopwatch()
    recordings = tuple(narration.narrate(story, speech.Speaker("hibari")))
    for shape in Format:
        pages = slides.typeset(story, Typst(shape))
        for name, write in _WAYS.items():
            costs(f"{shape} {name}", partial(write, pages, recordings, folder / "video.mp4"))
    costs(
        "constant rate",
        partial(_encode, RenderStyle(constant_frame_rate=True), pages, recordings, folder / "video.mp4"),
    )
    return {"costs": costs.costs, "duration": sum(recording.clip.duration for recording in recordings)}


def excerpt(folder: Path) -> dict[str, Any]:
    """Make scenes with charts that are built up and highlighted words, and write the input for the peer."""
    story, costs = written("charts"), Stopwatch()
    drawn = [scene for scene in story.scenes if scene.layout is Layout.PICTURE]
    story = replace(story, scenes=tuple(drawn[:_EXCERPT]))
    recordings = tuple(narration.narrate(story, speech.Speaker("espeak")))
    pages = slides.typeset(story, Typst())
    costs("highlighted", partial(_encode, RenderStyle(highlight_words=True), pages, recordings, folder / "own.mp4"))
    _write_input(pages, recordings, folder)
    return {"costs": costs.costs, "duration": sum(recording.clip.duration for recording in recordings)}


def growth(folder: Path, times: int) -> dict[str, Any]:
    """Make a video that repeats every scene ``times`` times."""
    story, costs = written("sample"), Stopwatch()
    story = replace(story, scenes=story.scenes * times)
    duration = costs("all", lambda: _make_scene_by_scene(story, folder / "video.mp4"))
    return {"costs": costs.costs, "duration": duration, "peak": _peak()}


def written(name: str) -> Script:
    """The script of the bundled paper ``sample`` or of ``charts``, both invented."""
    if name == "sample":
        paper = papers.fetch(identifiers.SAMPLE, Ncbi(NcbiAccess()))
    else:
        paper = pubmed.read(_CHARTS.read_bytes(), _CHARTS_PMID)
    return writing.write(paper, Length.STANDARD)


def edit(story: Script) -> Script:
    """The script with one word added to the last sentence of the fourth scene, which shows text."""
    scenes = list(story.scenes)
    *before, sentence = scenes[_EDITED].sentences
    longer = replace(sentence, spoken=f"{sentence.spoken} Indeed.", shown=RichText(f"{sentence.shown.text} Indeed."))
    scenes[_EDITED] = replace(scenes[_EDITED], sentences=(*before, longer))
    return replace(story, scenes=tuple(scenes))


def write_floor(pages: Sequence[SlideLike], recordings: Sequence[Recording], path: Path) -> None:
    """The minimum work for a video of these slides: encode each picture once and the audio, and write the file."""
    scenes = [
        media.SceneSegment(
            media.video_segment(media.key_frame(media.to_yuv(page.pixels)), (), recording.clip.frames),
            media.encode_audio(recording.samples, recording.sample_rate),
        )
        for page, recording in zip(pages, recordings, strict=True)
    ]
    join(scenes, (), _LABELS, path)


def _make(costs: Stopwatch, story: Script, engines: Engines, folder: Path) -> float:
    """Run all stages after the script in sequence. Returns the duration of the video in seconds."""
    path = folder / "video.mp4"
    cache = RenderCache(folder / "parts")
    pages = costs("slides", lambda: slides.typeset(story, engines.typesetter))
    recordings = costs("narration", lambda: tuple(narration.narrate(story, engines.voice, cache=cache)))
    clips = [recording.clip for recording in recordings]
    encoder = SceneEncoder(pages, RenderStyle(cache=cache))
    scenes = costs("encode", lambda: [_scene(encoder, story, *each) for each in enumerate(recordings)])
    cues = costs("captions", lambda: captions.compose(clips))
    costs("write", lambda: join(scenes, cues, _LABELS, path))
    facts = costs("verify", lambda: verify(path, pages, clips, cues, scenes, cache))
    stills = costs("visual abstract", lambda: [slides.visual_abstract(story, e, cache=cache) for e in engines.stills])
    costs("poster", lambda: slides.poster(pages[0], stills[0], cache))
    return facts.duration


def _scene(encoder: SceneEncoder, story: Script, number: int, recording: Recording) -> media.SceneSegment:
    phrases = captions.phrases(recording.clip) if story.scenes[number].marks_its_phrases else ()
    return encoder.encode(number, recording, phrases)


def _make_scene_by_scene(story: Script, path: Path) -> float:
    """The same in the order of the pipeline, which frees the audio and the slide of a scene after use."""
    pages = slides.typeset(story, Typst())
    encoder, scenes, clips = SceneEncoder(pages, RenderStyle()), [], []
    for number, recording in enumerate(narration.narrate(story, speech.Speaker("espeak"))):
        clips.append(recording.clip)
        scenes.append(encoder.encode(number, recording))
    cues = captions.compose(clips)
    join(scenes, cues, _LABELS, path)
    return verify(path, pages, clips, cues).duration


def _encode(style: RenderStyle, pages: Sequence[SlideLike], recordings: Sequence[Recording], path: Path) -> None:
    encode(pages, recordings, (), _LABELS, path, style=style)


def _with_phrases(pages: Sequence[SlideLike], recordings: Sequence[Recording], path: Path) -> None:
    """As a video is by default: phrases are marked, or the parts of a picture appear."""
    encoder = SceneEncoder(pages, RenderStyle())
    scenes = [
        encoder.encode(number, recording, () if page.later else captions.phrases(recording.clip))
        for number, (page, recording) in enumerate(zip(pages, recordings, strict=True))
    ]
    join(scenes, (), _LABELS, path)


def _without_fades(pages: Sequence[SlideLike], recordings: Sequence[Recording], path: Path) -> None:
    scenes = [
        SceneEncoder([page], RenderStyle()).encode(0, recording)
        for page, recording in zip(pages, recordings, strict=True)
    ]
    join(scenes, (), _LABELS, path)


_WAYS: Mapping[str, Callable[[Sequence[SlideLike], Sequence[Recording], Path], None]] = {
    "floor": write_floor,
    "slides": _without_fades,
    "fades and parts": partial(_encode, RenderStyle()),
    "phrases": _with_phrases,
    "highlighted": partial(_encode, RenderStyle(highlight_words=True)),
    "all encoded": partial(_encode, RenderStyle(encode_all_frames=True)),
}


def _write_input(pages: Sequence[SlideLike], recordings: Sequence[Recording], folder: Path) -> None:
    """Write the slides as PNG files, the audio as a WAV file, and the times of the words as JSON."""
    clips = [recording.clip for recording in recordings]
    starts = [start / 30 for start in scene_starts(clips)]
    words = [
        {"text": word.text, "start": begin + word.start, "end": begin + word.end}
        for begin, clip in zip(starts, clips, strict=False)
        for sentence in clip.sentences
        for word in sentence
    ]
    for number, page in enumerate(pages):
        Image.fromarray(page.whole.pixels).save(folder / f"{number}.png")
    with av.open(folder / "sound.wav", "w") as container:
        stream = container.add_stream("pcm_s16le", rate=recordings[0].sample_rate, layout="mono")
        for recording in recordings:
            frame = av.AudioFrame.from_ndarray(recording.samples[None], format="flt", layout="mono")
            frame.sample_rate = recording.sample_rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    (folder / "scenes.json").write_text(json.dumps({"starts": starts, "words": words}))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT_OF_MAXRSS


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


_WHAT: Mapping[str, Callable[..., dict[str, Any]]] = {"stages": stages, "formats": formats}


def main(what: str, argument: str = "") -> dict[str, Any]:
    """Run one measurement. The argument of ``excerpt`` is a folder, that of ``growth`` a number, else a paper."""
    heap.share()
    if what == "excerpt":
        return excerpt(Path(argument))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        return growth(folder, int(argument)) if what == "growth" else _WHAT[what](folder, argument)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
