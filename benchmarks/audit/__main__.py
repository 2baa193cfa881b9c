"""The command: see the docstring of the package."""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import benchmarks.audit
from benchmarks.audit import (
    abbreviations,
    brackets,
    fragments,
    jobs,
    large_numbers,
    numbers,
    omissions,
    references,
    sheet,
)
from benchmarks.audit.material import Check, Finding, Video
from benchmarks.quality import Folder
from videos.pipeline import paper as papers
from videos.pipeline import writing
from videos.pipeline.errors import PipelineError
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Length

_CHECKS: tuple[Check, ...] = (
    numbers.check,
    fragments.check,
    brackets.check,
    omissions.check,
    references.check,
    abbreviations.check_full_forms,
    abbreviations.check_explanations,
    large_numbers.check,
    jobs.check,
)
_MUST_BE_ZERO = ("numbers", "fragments", "brackets", "abbreviations", "large_numbers", "jobs")
_FOR_A_READER = ("omissions", "references", "unexplained")
"""What a shorter video cannot always avoid."""

_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a record: a video, or none, and what was found."""

    pmid: str
    video: Video | None
    findings: tuple[Finding, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if there is a finding of a kind that must not be."""
    options = _options(arguments)
    pmids = sample(sorted(path.stem for path in options.folder.glob("*.xml")), options.sample, options.seed)
    judged: list[sheet.Judged] = []
    is_good = True
    with Pool(_PROCESSES) as pool:
        for length in options.length:
            outcomes = pool.map(partial(_examine, options.folder, length), pmids, chunksize=4)
            _report(length, outcomes)
            judged += [sheet.Judged(each.video, each.findings) for each in outcomes if each.video]
            found = {finding.kind for each in outcomes for finding in each.findings}
            is_good = is_good and found.isdisjoint(_MUST_BE_ZERO)
    if options.sheet:
        by_paper = sorted(judged, key=lambda each: pmids.index(each.video.paper.pmid))
        sheet.write(options.sheet, by_paper, folder=options.folder.name, seed=str(options.seed))
    return not is_good


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=_summary())
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=_size, default=40, help="records to draw; 0 or all: every record")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same records")
    lengths = {member.value: member for member in Length}
    parser.add_argument("--length", type=lengths.__getitem__, choices=list(Length), nargs="+", default=list(Length))
    parser.add_argument("--sheet", type=Path, help="HTML file for a reader")
    return parser.parse_args(arguments)


def _summary() -> str:
    return str(benchmarks.audit.__doc__).partition("\n")[0]


def _size(text: str) -> int:
    return 0 if text == "all" else int(text)


def sample(pmids: Sequence[str], size: int, seed: int) -> list[str]:
    """``size`` of the ids in order, the same for the same seed; all of them if ``size`` is 0 or larger than that."""
    return sorted(random.Random(seed).sample(pmids, size)) if 0 < size < len(pmids) else list(pmids)


def _examine(folder: Path, length: Length, pmid: str) -> _Outcome:
    try:
        paper = papers.fetch(parse_id(pmid), Folder(folder))
        video = Video(writing.write(paper, length), length)
    except PipelineError as error:
        return _Outcome(pmid, None, tuple(jobs.failure(folder / f"{pmid}.xml", error)))
    return _Outcome(pmid, video, tuple(finding for check in _CHECKS for finding in check(video)))


def _report(length: Length, outcomes: Sequence[_Outcome]) -> None:
    videos = [each.video for each in outcomes if each.video]
    sentences = sum(len(video.narrated) for video in videos)
    counts = Counter(finding.kind for each in outcomes for finding in each.findings)
    print(f"\n{length}: {len(videos)} videos of {len(outcomes)} records, {sentences} sentences")
    print(f"{'':16}{'findings':>10}{'per 1,000 sentences':>22}")
    for kind in (*_MUST_BE_ZERO, *_FOR_A_READER):
        print(f"{kind:16}{counts[kind]:10}{1000 * counts[kind] / max(1, sentences):22.1f}")
    for each in outcomes:
        for finding in each.findings:
            print(f"    {each.pmid} {finding.kind}: {finding.reason}\n        {finding.text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
