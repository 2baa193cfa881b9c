"""Edits the storyboards of real papers at random, and looks for words that are not the paper's.

    python -m benchmarks.edits FOLDER [--sequences 20] [--steps 12] [--length standard] [--seed 1]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. Each automatic script is made into a draft and
back; what is spoken must be the same. Then random edits follow, among them many that must be refused: no such sentence,
markup, characters that change the direction of writing, numbers, wrong pronunciations. It fails if

- an edit that was accepted gives a draft that the checks refuse, or an error;
- a script has a word that is neither at its source nor marked as the makers', or a fault of fidelity;
- a refusal names no rule or no remedy.

It prints how many edits were accepted and refused, by kind, and the CPU time of an edit with its check.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from videos.pipeline import editing, fidelity, pubmed, writing
from videos.pipeline.artifacts import Layout, Paper, Script
from videos.pipeline.editing import Draft, EditRefused, MakerCard, Operation
from videos.pipeline.errors import PipelineError
from videos.pipeline.fidelity.comparison import tokens_of
from videos.pipeline.options import Length
from videos.pipeline.script.statements import read

NOTES = (
    "We are recruiting for the next study.",
    "Watch this together with our earlier video.",
    "",
    "Mortality fell by 40%.",
    "<b>Bold</b> claims",
    "Read \u202ethgir morf",
    "See https://example.org",
    "word " * 60,
    "W" * 60,
    "two\nlines",
)
SAID = ("", "knot", "zelljans", "in effective", "two", "S G L T", "new moania", "a typical", "<b>", "ibuprofen")
_MARK = "makers’ heading"


@dataclass(slots=True)
class Results:
    """Counts by kind of operation, the times of edits with their checks in milliseconds of CPU, and the faults."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def main() -> None:
    """Exit with 1 if there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sequences", type=int, default=20)
    parser.add_argument("--steps", type=int, default=12)
    lengths = {length.value: length for length in Length}
    parser.add_argument("--length", type=lengths.__getitem__, choices=list(Length), default=Length.STANDARD)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    results, papers = Results(), 0
    for path in sorted(options.folder.glob("*.xml")):
        try:
            paper = pubmed.read(path.read_bytes(), path.stem)
            script = writing.write(paper, options.length)
        except PipelineError:
            continue
        papers += 1
        results.faults += round_trip_faults(script, options.length)
        for number in range(options.sequences):
            chance = random.Random(f"{options.seed} {path.stem} {number}")
            edit(script, options.length, options.steps, chance, results)
    print(f"{papers} papers, {options.sequences} sequences of {options.steps} edits each")
    _report(results)
    sys.exit(bool(results.faults))


def round_trip_faults(script: Script, length: Length) -> Iterator[str]:
    """What differs after a script was made into a draft and back."""
    again = editing.script_of(script.paper, editing.draft_of(script), length)
    if _spoken(again) != _spoken(script):
        yield f"{script.paper.pmid}: the round trip says something else"
    elif again != script:
        yield f"{script.paper.pmid}: the round trip shows something else"
    if refusals := editing.check(script.paper, editing.draft_of(script), length).refusals:
        yield f"{script.paper.pmid}: the automatic script is refused: {refusals[0]}"


def edit(script: Script, length: Length, steps: int, chance: random.Random, results: Results) -> None:
    """Edit one draft ``steps`` times at random."""
    paper = script.paper
    original = draft = editing.draft_of(script)
    for _ in range(steps):
        operation = operation_for(paper, draft, chance)
        kind = type(operation).__name__
        started = time.process_time()
        try:
            draft = editing.apply(draft, [operation], paper)
        except EditRefused as refused:
            results.refused[kind] += 1
            results.rules[re.sub(r"“[^”]*”|\d+|U\+\w+", "…", refused.refusal.problem.rule)] += 1
            if not (refused.refusal.problem.rule and refused.refusal.problem.remedy):
                results.faults.append(f"{paper.pmid}: {operation} is refused without a reason")
            continue
        verdict = editing.check(paper, draft, length)
        results.times.append(1000 * (time.process_time() - started))
        results.accepted[kind] += 1
        results.faults += [f"{paper.pmid}: after {operation}: {fault}" for fault in faults(paper, draft, verdict)]
        results.warnings.update(f"{'item' if each.item is not None else 'whole'}" for each in verdict.warnings)
    if draft != original and not editing.changes(original, draft, paper):
        results.faults.append(f"{paper.pmid}: changes are not named: {draft}")


def faults(paper: Paper, draft: Draft, verdict: editing.Verdict) -> Iterator[str]:
    """What is wrong with the verdict on a draft whose edits were all accepted."""
    if verdict.script is None:
        if draft.readings:
            yield f"it is refused later: {verdict.refusals[0]}"
        return
    yield from (f"{each.fault}: {each.text}" for each in fidelity.violations(verdict.script))
    yield from foreign_words(paper, draft, verdict.script)


def foreign_words(paper: Paper, draft: Draft, script: Script) -> Iterator[str]:
    """The words of a script that are neither at their source, nor the product's, nor marked as the makers'."""
    notes = {item.text for item in draft.items if isinstance(item, MakerCard)}
    headings = {item.heading for item in draft.readings if item.heading}
    for scene in script.scenes:
        if scene.label.partition(" · ")[0] in headings and not scene.label.endswith(_MARK):
            yield f"the heading “{scene.label}” is not marked"
        for sentence in scene.sentences:
            if sentence.source is None:
                if sentence.spoken in notes and scene.layout is not Layout.MAKER:
                    yield f"the note “{sentence.spoken}” is not on a card of its own"
                continue
            source = [token.word for token in tokens_of(paper.at(sentence.source).text)]
            for text in (sentence.spoken, sentence.shown.text):
                remaining = iter(source)
                if not all(token.word in remaining for token in tokens_of(text)):
                    yield f"“{text}” is not at its source"


def operation_for(paper: Paper, draft: Draft, chance: random.Random) -> Operation:
    """A random edit; one in eight beyond the draft, and many that break a rule."""
    count = len(draft.items)
    anywhere = chance.randrange(-2, count + 2) if chance.random() < 1 / 8 else chance.randrange(max(count, 1))
    cards = [number for number, item in enumerate(draft.items) if isinstance(item, MakerCard)]
    known = {reading.source for reading in draft.readings}
    left = [index for index, statement in enumerate(read(paper)) if statement.source not in known]
    words = [*f"{paper.title.text} {paper.abstract}".split(), "elsewhere"]
    note, word = chance.choice(NOTES), chance.choice(words).strip(".,;:()")
    return chance.choice(
        (
            editing.AddSentence(chance.choice([*left, chance.randrange(-1, len(read(paper)) + 1)]), anywhere),
            editing.RemoveItem(anywhere),
            editing.MoveItem(anywhere, chance.randrange(-1, count + 1)),
            *[_cut(paper, draft, anywhere, chance)] * 3,
            editing.SetHeading(anywhere, chance.choice((note, "Why it matters", "In short", ""))),
            editing.SetLayout(anywhere, chance.choice((*Layout, None))),
            editing.SetPronunciation(word, chance.choice((*SAID, word.lower(), " ".join(word)))),
            editing.SetSubtitle(chance.choice((True, False))),
            editing.SetGlance(chance.choice((True, False))),
            editing.AddMakerCard(note, anywhere),
            editing.EditMakerCard(chance.choice([*cards, anywhere]), note),
        )
    )


def _cut(paper: Paper, draft: Draft, position: int, chance: random.Random) -> Operation:
    """A cut of a sentence that has any, if the draft has one."""
    offered = [
        (number, len(editing.cuts_of(paper, item.source)))
        for number, item in enumerate(draft.items)
        if not isinstance(item, MakerCard)
    ]
    number, count = chance.choice([each for each in offered if each[1]] or [(position, 1)])
    return editing.SetCut(number, chance.randrange(-1, count + 1), chance.choice((True, False)))


def _spoken(script: Script) -> list[str]:
    return [sentence.spoken for scene in script.scenes for sentence in scene.sentences]


def _report(results: Results) -> None:
    for kind in sorted({*results.accepted, *results.refused}):
        print(f"{kind:18} accepted {results.accepted[kind]:6}  refused {results.refused[kind]:6}")
    accepted, refused = results.accepted.total(), results.refused.total()
    print(f"{accepted} of {accepted + refused} operations accepted; refusals by rule:")
    for rule, count in results.rules.most_common():
        print(f"  {count:6}  {rule}")
    print(f"warnings: {dict(results.warnings)}")
    print(
        f"CPU of an edit and its check: median {median(results.times):.1f} ms, "
        f"95 % below {quantiles(results.times, n=20)[-1]:.1f} ms, at most {max(results.times):.0f} ms"
    )
    print(f"{len(results.faults)} faults")
    for fault in results.faults[:40]:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
