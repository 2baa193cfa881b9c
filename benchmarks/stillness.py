"""Measures how long a viewer sees nothing change, over the videos of the records of a folder.

    python -m benchmarks.stillness FOLDER [PMID...] [--length standard] [--format landscape] [--scenes 10]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. A change is a new scene, a part of a picture that
appears, or a phrase that is marked while it is said. The frames of each scene are planned as for a video, with word
times that are estimated as ``timing`` does; no speech and no video is made. The gaps are printed with the phrase marks
and without them, and the longest ones with the first words of their scenes.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from statistics import median, quantiles

from benchmarks.quality import Folder
from videos.pipeline import captions, timing, writing
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Scene, Script, Sentence, Word
from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.errors import PipelineError
from videos.pipeline.frames import scene_frames
from videos.pipeline.hearing import spoken_form
from videos.pipeline.highlights import highlights
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Format, Length
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import typeset
from videos.pipeline.timing import SHORTEST, Delivery, deliveries


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds without a change, in the scene that is then shown. ``is_marked``: phrase marks count as changes."""

    seconds: float
    is_marked: bool
    pmid: str
    scene: Scene


_FORMATS = {member.value: member for member in Format}
_LENGTHS = {member.value: member for member in Length}


def main() -> None:
    """Print the gaps of all videos."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pmids", nargs="*", help="default: all records of the folder")
    parser.add_argument("--length", type=_LENGTHS.__getitem__, choices=list(Length), default=Length.STANDARD)
    parser.add_argument("--format", type=_FORMATS.__getitem__, choices=list(Format), default=Format.LANDSCAPE)
    parser.add_argument("--scenes", type=int, default=10, help="how many of the longest gaps to print")
    options = parser.parse_args()
    gaps: list[Gap] = []
    for pmid in options.pmids or sorted(path.stem for path in options.folder.glob("*.xml")):
        try:
            story = writing.write(papers.fetch(parse_id(pmid), Folder(options.folder)), options.length)
            gaps += _gaps_of(pmid, story, options.format)
        except PipelineError:
            continue
    for is_marked, name in ((True, "with phrase marks"), (False, "without them")):
        _report(name, [gap for gap in gaps if gap.is_marked is is_marked], options.scenes)


_typesetter = cache(Typst)


def _gaps_of(pmid: str, story: Script, shape: Format) -> Iterator[Gap]:
    pages = typeset(story, _typesetter(shape))
    scenes = pages.script.scenes
    for number, (scene, delivery, slide) in enumerate(zip(scenes, deliveries(scenes), pages, strict=True)):
        clip = estimated_clip(scene, delivery)
        for is_marked in (True, False):
            changes = [*_changes(scene, slide, clip, is_marked, is_last=number == len(scenes) - 1), clip.frames]
            for start, end in pairwise(changes):
                yield Gap((end - start) / FRAMES_PER_SECOND, is_marked, pmid, scene)


def estimated_clip(scene: Scene, delivery: Delivery) -> Clip:
    """The clip of a scene as estimated: each sentence lasts as ``timing`` says, its words by the sounds they have."""
    silences = iter(delivery.silences)
    now = 0.0
    sentences = []
    for sentence in scene.sentences:
        now += next(silences)
        words = _words(sentence, now, delivery.pace)
        sentences.append(words)
        now = words[-1].end
    return Clip(round(max(now + delivery.tail, SHORTEST) * FRAMES_PER_SECOND), tuple(sentences))


def _words(sentence: Sentence, start: float, pace: float) -> tuple[Word, ...]:
    tokens = spoken_form(sentence.spoken, sentence.long_forms)
    sounds = list(accumulate((max(1, len(token.spoken)) for token in tokens), initial=0))
    seconds = timing.of_speech(sentence.spoken, sentence.long_forms) / pace
    times = [start + seconds * sound / sounds[-1] for sound in sounds]
    return tuple(Word(token.written, *span) for token, span in zip(tokens, pairwise(times), strict=True))


def _changes(scene: Scene, slide: SlideLike, clip: Clip, is_marked: bool, *, is_last: bool) -> Iterator[int]:
    """The frames in which what is shown changes, the first of the scene among them. A mark that ends is no change."""
    words = list(chain.from_iterable(clip.sentences))
    appearing = [int(words[stage.word].start * FRAMES_PER_SECOND) for stage in slide.later]
    phrases = captions.phrases(clip) if is_marked and scene.marks_its_phrases else []
    marks = highlights(clip, phrases, slide.whole.words)
    before = None
    for frame in scene_frames(clip.frames, is_last, marks, appearing):
        shown = (frame.look, frame.words)
        if before is None or (shown != before and (frame.words or frame.look != before[0])):
            yield frame.at
        before = shown


def _report(name: str, gaps: Sequence[Gap], longest: int) -> None:
    seconds = [gap.seconds for gap in gaps]
    high = quantiles(seconds, n=20, method="inclusive")[-1]
    print(f"{name}: {len(gaps)} gaps, median {median(seconds):.1f} s, 95 % {high:.1f}, longest {max(seconds):.1f}")
    by_layout = defaultdict(list)
    for gap in gaps:
        by_layout[_kind(gap.scene)].append(gap.seconds)
    for layout, found in sorted(by_layout.items()):
        print(f"    {layout:20} {len(found):5}  median {median(found):4.1f}  longest {max(found):4.1f}")
    for gap in sorted(gaps, key=lambda gap: -gap.seconds)[:longest]:
        words = gap.scene.sentences[0].spoken if gap.scene.sentences else ""
        print(f"    {gap.seconds:4.1f} s  {gap.pmid}  {_kind(gap.scene)}: {words[:70]}")


def _kind(scene: Scene) -> str:
    """The layout of a scene, and the kind of its picture."""
    return f"{scene.layout} {type(scene.picture).__name__.lower()}" if scene.picture else str(scene.layout)


if __name__ == "__main__":
    main()
