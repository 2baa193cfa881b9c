"""Looks for faults in the video of each record of a folder, in every length, without encoding it.

    python benchmarks/quality.py FOLDER [PMID...] [--length short standard long] [--engine espeak]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. Faults are: sentences that the fidelity check had
to repair, slides that do not fit or lack a glyph, spoken words without a box on their slide, captions that break a rule
although the speech allows keeping it, and videos that are longer than promised, or shorter although the abstract has
more. The slides of short videos rarely differ from those of longer ones, so they are not laid out.

Scripts are written for the speaking time of the default voice, hibari, so the duration is judged by its estimate.
``--engine hibari`` measures the error of the estimate, and takes longer than espeak.
"""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path
from statistics import fmean, median, quantiles, stdev

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # otherwise queue.py in this folder hides the standard library's

from videos.pipeline import captions, fidelity, narration, script, timing, writing
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Clip, Layout, Script
from videos.pipeline.errors import PaperNotFound, PipelineError
from videos.pipeline.hearing import spoken_form
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Engine, Format, Length
from videos.pipeline.outside import speech
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.pronunciation import pronounce
from videos.pipeline.script.statements import read
from videos.pipeline.slides import typeset

_FORCED = re.compile(r"is shown for|characters per second")
"""Rules of time, which give way if the next words follow at once."""

_LAID_OUT = (Length.STANDARD, Length.LONG)
_AROUND = (Layout.TITLE, Layout.SOURCE)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of records, instead of NCBI."""

    folder: Path

    def pmid_of(self, name: str, waiting: Callable[[], None]) -> str:
        """Refuse every id: the folder has PMIDs only."""
        raise PaperNotFound(f"The folder does not contain {name}.")

    def with_doi(self, doi: str, waiting: Callable[[], None]) -> list[str]:
        """Find nothing: the folder has PMIDs only."""
        return []

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The record as NCBI returned it."""
        return (self.folder / f"{pmid}.xml").read_bytes()


@dataclass(slots=True)
class Findings:
    """Counts and faults.

    ``seconds`` are estimated durations, ``errors`` those of the estimates in percent, and ``around`` the parts of the
    time, in percent, that the title and the source take.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    around: list[float] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Add the findings of another video."""
        self.counts += other.counts
        self.faults += other.faults
        self.seconds += other.seconds
        self.errors += other.errors
        self.around += other.around


def main() -> None:
    """Exit with 1 if there are faults."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pmids", nargs="*", help="default: all records of the folder")
    parser.add_argument(
        "--length",
        type={member.value: member for member in Length}.__getitem__,
        choices=list(Length),
        nargs="+",
        default=list(Length),
    )
    parser.add_argument("--engine", default="espeak", choices=[str(engine) for engine in Engine])
    options = parser.parse_args()
    pmids = options.pmids or sorted(path.stem for path in options.folder.glob("*.xml"))
    is_good = True
    with Pool(os.cpu_count()) as pool:
        for length in options.length:
            found = Findings()
            for each in pool.imap(partial(_examine, Folder(options.folder), length, options.engine), pmids):
                found.add(each)
            _report(length, found)
            is_good = is_good and not found.faults
    sys.exit(not is_good)


def _examine(records: Folder, length: Length, engine: str, pmid: str) -> Findings:
    """The findings for one video."""
    found = Findings()
    try:
        paper = papers.fetch(parse_id(pmid), records)
        story = writing.write(paper, length)
    except PipelineError as error:
        found.counts[error.code] += 1
        return found
    shapes = tuple(Format) if length in _LAID_OUT else ()
    repaired = fidelity.violations(script.write(paper, script.SECONDS[length]))
    faults = [
        *(f"fidelity: {violation.fault} “{violation.text}”" for violation in repaired),
        *_faults_of_script(story, length, found),
        *_faults(story, shapes, engine, found),
    ]
    found.faults += [f"{pmid} {fault}" for fault in faults]
    return found


_typesetter = cache(Typst)
_voice = cache(speech.Speaker)


def _faults_of_script(story: Script, length: Length, found: Findings) -> Iterator[str]:
    found.counts["records"] += 1
    found.counts["sentences"] += sum(len(scene.sentences) for scene in story.scenes)
    for scene in story.scenes:
        for sentence in scene.sentences:
            if spoken_form(sentence.spoken) != pronounce(sentence.spoken):
                found.counts["sentences read sign by sign"] += 1
                yield f"speech: “{sentence.spoken}” is read sign by sign"
    seconds, most = timing.of_scenes(story.scenes), script.SECONDS[length]
    found.seconds.append(seconds)
    cards = zip(story.scenes, timing.of_each(story.scenes), strict=True)
    found.around.append(100 / seconds * sum(part for scene, part in cards if scene.layout in _AROUND))
    if _is_whole(story):
        found.counts["abstracts narrated in full"] += 1
    elif seconds < script.SHORTEST * most:
        yield f"length: {seconds:.0f} s, although the abstract has more"
    if seconds > most:
        yield f"length: {seconds:.0f} s instead of at most {most:.0f}"


def _is_whole(story: Script) -> bool:
    narrated = {sentence.source for scene in story.scenes for sentence in scene.sentences}
    return all(each.source in narrated or each.needs_its_heading for each in read(story.paper))


def _faults(story: Script, shapes: Sequence[Format], engine: str, found: Findings) -> Iterator[str]:
    for shape in shapes:
        try:
            pages = typeset(story, _typesetter(shape))
        except PipelineError as error:
            yield f"{shape}: {error}"
            continue
        found.counts["slides"] += len(pages)
        for scene, page in zip(pages.script.scenes, pages, strict=True):
            words = " ".join(sentence.spoken for sentence in scene.sentences).split()
            found.counts["words"] += len(words)
            missing = [word for number, word in enumerate(words) if number not in page.words and word.isalnum()]
            if scene.layout is Layout.PICTURE:  # it shows key words, which ``pictures.check`` has compared
                found.counts["slides with a picture"] += 1
            elif missing:
                yield f"{shape}: no box for {missing}"
    clips = tuple(recording.clip for recording in narration.narrate(story, _voice(engine)))
    spoken = sum(clip.duration for clip in clips)
    found.errors.append(100 * (timing.of_scenes(story.scenes) / spoken - 1))
    yield from _faults_of_captions(clips, found)


def _faults_of_captions(clips: tuple[Clip, ...], found: Findings) -> Iterator[str]:
    for line in sorted({captions.line_in(shape) for shape in Format}):
        cues = captions.compose(clips, line)
        found.counts[f"captions of {line} characters a line"] += len(cues)
        for broken in captions.check(cues, line):
            if _FORCED.search(broken):
                found.counts["captions made too short or too fast by the speech"] += 1
            else:
                yield f"captions: {broken}"


def _report(length: Length, found: Findings) -> None:
    print(f"\n{length}")
    for name, count in found.counts.items():
        print(f"{count:6}  {name}")
    low, *_, high = cuts = quantiles(found.seconds, n=20, method="inclusive")
    shown = (min(found.seconds), low, cuts[4], cuts[9], cuts[14], high, max(found.seconds))
    print("        seconds: min, 5, 25, 50, 75, 95 %, max:", ", ".join(f"{seconds:.0f}" for seconds in shown))
    high = quantiles(found.around, n=20, method="inclusive")[-1]
    print(
        f"        title and source: {median(found.around):.0f} % of the time, 95 % {high:.0f}, {max(found.around):.0f}"
    )
    error, spread, worst = fmean(found.errors), stdev(found.errors), max(found.errors, key=abs)
    print(f"        estimated against spoken: {error:+.1f} % (standard deviation {spread:.1f}, worst {worst:+.1f})")
    print(f"{len(found.faults):6}  faults")
    for fault in found.faults:
        print(f"        {fault}", flush=True)


if __name__ == "__main__":
    main()
