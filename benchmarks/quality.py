"""Looks for what would be wrong with the video of each record of a folder, in every format, without encoding it.

    python benchmarks/quality.py FOLDER [--length standard]

FOLDER holds records named ``<pmid>.xml``, as efetch gives them. Counted are: sentences that the gate had to mend,
slides that do not fit or lack a glyph, spoken words that have no place on their slide, captions that break a rule
which the speech does not force on them, and how long the videos are.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # this folder's queue.py would hide the library's

from videos.pipeline import captions, gate, narration, script
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Clip, Script
from videos.pipeline.errors import PaperNotFound, PipelineError
from videos.pipeline.options import Format, Length
from videos.pipeline.outside import speech
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import typeset

_FORCED = re.compile(r"is seen for|characters a second")
"""Rules of time, which yield where the next words come at once."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder, as the pipeline asks for records."""

    folder: Path

    def pmid_of(self, pmcid: str, waiting: Callable[[], None]) -> str:
        """Not asked for: the folder's names are PMIDs."""
        raise PaperNotFound(f"The folder knows no {pmcid}.")

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The record as NCBI gave it."""
        return (self.folder / f"{pmid}.xml").read_bytes()


@dataclass(slots=True)
class Findings:
    """What was counted, and what was found."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    """Exit with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--length", type=Length, choices=list(Length), default=Length.STANDARD)
    options = parser.parse_args()
    found, typesetters = Findings(), {shape: Typst(shape) for shape in Format}
    for pmid in sorted(path.stem for path in options.folder.glob("*.xml")):
        try:
            story = _script(pmid, Folder(options.folder), options.length, found)
        except PipelineError as error:
            found.counts[error.code] += 1
            continue
        found.faults += [f"{pmid} {fault}" for fault in _faults(story, typesetters, found)]
    _tell(found)
    sys.exit(bool(found.faults))


def _script(pmid: str, records: Folder, length: Length, found: Findings) -> Script:
    written = script.write(papers.fetch(pmid, records), script.WORDS[length])
    found.counts["records"] += 1
    found.counts["sentences"] += sum(len(scene.sentences) for scene in written.scenes)
    found.faults += [f"{pmid} gate: {violation.fault} “{violation.text}”" for violation in gate.violations(written)]
    return gate.mend(written)


def _faults(story: Script, typesetters: dict[Format, Typst], found: Findings) -> Iterator[str]:
    for shape, typesetter in typesetters.items():
        try:
            pages = typeset(story, typesetter)
        except PipelineError as error:
            yield f"{shape}: {error}"
            continue
        found.counts["slides"] += len(pages)
        for scene, page in zip(story.scenes, pages, strict=True):
            words = " ".join(sentence.spoken for sentence in scene.sentences).split()
            found.counts["words"] += len(words)
            lost = [word for number, word in enumerate(words) if number not in page.words and word.isalnum()]
            if lost:
                yield f"{shape}: no place for {lost}"
    clips = tuple(recording.clip for recording in narration.narrate(story, speech.Speaker("espeak")))
    yield from _faults_of_captions(clips, found)


def _faults_of_captions(clips: tuple[Clip, ...], found: Findings) -> Iterator[str]:
    found.seconds.append(sum(clip.duration for clip in clips))
    cues = captions.compose(clips)
    found.counts["captions"] += len(cues)
    for broken in captions.check(cues):
        if _FORCED.search(broken):
            found.counts["captions that the speech makes too short or too fast"] += 1
        else:
            yield f"captions: {broken}"


def _tell(found: Findings) -> None:
    for name, count in found.counts.items():
        print(f"{count:6}  {name}")
    low, *_, high = cuts = quantiles(found.seconds, n=20)
    print(f"\nseconds, 5, 50 and 95 %: {low:.0f}, {cuts[9]:.0f}, {high:.0f}")
    print(f"\n{len(found.faults)} faults")
    for fault in found.faults:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
