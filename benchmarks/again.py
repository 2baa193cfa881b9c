"""What an edit of a finished video costs, compared with making it.

    python -m benchmarks.again [FOLDER PMID...] [--runs 3] [--length standard]

Without a folder of records it makes the video of the bundled sample. Then one thing is edited, and the video is made
from the new version with the render cache of the first run: nothing, a heading, a passage that is left out, a sentence
that is removed, another that is added. Each video is made by a process of its own that has made another video before,
as a worker has; only what follows is counted.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.measure import written
from benchmarks.quality import Folder
from videos.pipeline import assembly, identifiers, writing
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Origin, Paper, Script
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.editing import (
    AddSentence,
    Draft,
    EditRefused,
    Operation,
    Reading,
    RemoveItem,
    SetCut,
    SetHeading,
    apply,
    check,
    cuts_made,
    cuts_of,
    draft_of,
    indices,
)
from videos.pipeline.options import Length, Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.progress import Stage
from videos.pipeline.slides import StillShape
from videos.pipeline.storyboard import Approved

_FIRST = "first run"


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("pmids", nargs="*")
    parser.add_argument("--runs", type=int, default=3, help="processes per median (default 3)")
    lengths = {length.value: length for length in Length}
    parser.add_argument("--length", type=lengths.__getitem__, choices=list(Length), default=Length.STANDARD)
    parser.add_argument("--made", nargs=2, metavar=("EDIT", "CACHE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    for pmid in options.pmids or [""]:
        if options.made:
            edit, cache = options.made
            print(json.dumps(made(options.folder, pmid, options.length, edit, Path(cache))))
        else:
            show(options.folder, pmid, options.length, options.runs)


def show(folder: str, pmid: str, length: Length, runs: int) -> None:
    """Print the cost of the first run and of each edit of one paper."""
    with tempfile.TemporaryDirectory() as scratch:
        cache, copy = Path(scratch, "cache"), Path(scratch, "copy")
        first = []
        for _ in range(runs):
            shutil.rmtree(cache, ignore_errors=True)
            first.append(_measure(folder, pmid, length, _FIRST, cache))
        whole = median(run["cpu"] for run in first)
        print(f"{pmid or 'sample'}, {first[0]['seconds']:.0f} s: first run {whole:.2f} CPU s")
        for edit in EDITS:
            costs = []
            for _ in range(runs):
                shutil.copytree(cache, copy)
                costs.append(_measure(folder, pmid, length, edit, copy))
                shutil.rmtree(copy)
            if costs[0]:
                share = median(run["cpu"] for run in costs) / whole
                print(f"  {edit:<20}{median(run['cpu'] for run in costs):8.3f}{share:8.1%}")


def _measure(folder: str, pmid: str, length: Length, edit: str, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.again", folder, *filter(None, [pmid]), "--length", length]
    answer: dict[str, float] = json.loads(
        subprocess.run([*command, "--made", edit, str(cache)], check=True, stdout=subprocess.PIPE).stdout
    )
    return answer


def made(folder: str, pmid: str, length: Length, edit: str, cache: Path) -> dict[str, float]:
    """Make one video in this process. Returns the CPU seconds and the length; nothing if the paper has no such edit."""
    sources = papers.Sources({Origin.PUBMED: Folder(Path(folder)) if folder else Ncbi(NcbiAccess())})
    name = identifiers.parse_id(pmid) if pmid else identifiers.SAMPLE
    script = writing.write(papers.find(name, sources), length)
    if edit != _FIRST:
        edited = edited_script(script, EDITS[edit], length)
        if edited is None:
            return {}
        script = edited
    kept = RenderCache(cache)
    stills = {shape: Typst(shape, STILL) for shape in StillShape}
    tools = assembly.Tools(sources, speech.Speaker("hibari"), Typst(cache=kept), stills, cache=kept)
    options = Options(length=length)
    _make(written("charts"), options, replace(tools, typesetter=Typst(), cache=RenderCache()))
    before = time.process_time()
    seconds = _make(script, options, tools)
    return {"cpu": time.process_time() - before, "seconds": seconds}


def _make(script: Script, options: Options, tools: assembly.Tools) -> float:
    """Make the video of a script. Returns its length."""
    with tempfile.TemporaryDirectory() as scratch:
        workspace, approved = Workspace(Path(scratch)), Approved(script, None)
        name = identifiers.PaperId(script.paper.pmid)
        return assembly.make_video(name, options, workspace, tools, _Silent(), approved).facts.duration


def edited_script(script: Script, edit: "_Edit", length: Length) -> Script | None:
    """The script after the first edit of this kind that passes the checks."""
    paper, draft = script.paper, draft_of(script)
    for operation in edit(paper, draft):
        try:
            verdict = check(paper, apply(draft, [operation], paper) if operation else draft, length)
        except EditRefused:
            continue
        if not verdict.refusals:
            return verdict.script
    return None


_Edit = Callable[[Paper, Draft], Iterator[Operation | None]]


def _headings(paper: Paper, draft: Draft) -> Iterator[Operation]:
    places = [place for place, item in enumerate(draft.items) if isinstance(item, Reading)]
    yield from (SetHeading(place, "Seen in a new way") for place in places[2:])


def _cuts(paper: Paper, draft: Draft) -> Iterator[Operation]:
    for place, item in enumerate(draft.items):
        if isinstance(item, Reading):
            spans = cuts_made(paper, item)
            for number, choice in enumerate(cuts_of(paper, item.source)):
                yield SetCut(place, number, choice.span not in spans)


def _removals(paper: Paper, draft: Draft) -> Iterator[Operation]:
    yield from (RemoveItem(place) for place in range(2, len(draft.items)))


def _additions(paper: Paper, draft: Draft) -> Iterator[Operation]:
    used = {item.source for item in draft.items if isinstance(item, Reading)}
    left = [index for source, index in indices(paper).items() if source not in used]
    yield from (AddSentence(index, len(draft.items) // 2) for index in left)


EDITS: Mapping[str, _Edit] = {
    "nothing": lambda paper, draft: iter([None]),
    "heading": _headings,
    "passage left out": _cuts,
    "sentence removed": _removals,
    "sentence added": _additions,
}


class _Silent:
    """Listens to nothing."""

    def progress(self, stage: Stage, fraction: float) -> None: ...

    def paper_read(self, paper: Paper) -> None: ...

    def script_written(self, script: Script) -> Script:
        return script

    def resuming(self, stage: Stage) -> None: ...


if __name__ == "__main__":
    main()
