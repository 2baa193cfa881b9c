"""What a good caption is, in figures, and a check of captions against them.

The figures are those of common subtitling guides (BBC, Netflix): short lines, time to read them, no flicker.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from videos.pipeline.artifacts import Cue

LINE = 42
"""Characters in a line. Only a single word that is longer still goes beyond."""

LINES = 2
READING_SPEED = 20.0
"""Characters a second that can be read with ease; a caption cannot be slower than the speech that it shows."""

SHORTEST = 1.0
LONGEST = 7.0
"""Seconds that a caption is seen, at least and at most."""

FLICKER = 0.3
"""Seconds. Between two captions there is a longer gap than this, or none."""

_TOLERANCE = 1e-6
_ENDS = (".", "?", "!", ".)", "?)", "!)", ".”", '."')


def check(cues: Sequence[Cue]) -> list[str]:
    """One sentence for each broken rule; empty when all is well.

    Speech itself can break the rules of time: where the next words come at once, a short caption cannot stay.
    """
    broken: list[str] = []
    for number, cue in enumerate(cues, start=1):
        broken += [f"Caption {number} {fault}." for fault in _faults(cue)]
    for number, (cue, following) in enumerate(pairwise(cues), start=2):
        broken += [f"Caption {number} {fault}." for fault in _faults_after(cue, following)]
    return broken


def _faults(cue: Cue) -> Iterator[str]:
    characters, seconds = len(" ".join(cue.lines)), cue.end - cue.start
    if not 1 <= len(cue.lines) <= LINES:
        yield f"has {len(cue.lines)} lines"
    if any(not line or line != " ".join(line.split()) for line in cue.lines):
        yield "has an empty line or stray spaces"
    if any(len(line) > LINE and " " in line for line in cue.lines):
        yield f"has a line of {max(map(len, cue.lines))} characters"
    if len(cue.lines) > 1 and any(len(line.split()) == 1 and len(line) < LINE // 3 for line in cue.lines):
        yield "has a line of one short word"
    if seconds <= 0:
        yield "ends before it starts"
    elif seconds < SHORTEST - _TOLERANCE:
        yield f"is seen for {seconds:.2f} s"
    elif seconds > LONGEST + _TOLERANCE:
        yield f"is seen for {seconds:.1f} s"
    if seconds > 0 and characters / seconds > READING_SPEED + _TOLERANCE:
        yield f"asks for {characters / seconds:.0f} characters a second"


def _faults_after(cue: Cue, following: Cue) -> Iterator[str]:
    gap = following.start - cue.end
    if gap < -_TOLERANCE:
        yield "starts before the one before it ends"
    elif _TOLERANCE < gap < FLICKER - _TOLERANCE:
        yield f"follows a gap of {gap:.2f} s"
    if len(" ".join(following.lines).split()) == 1 and not cue.lines[-1].endswith(_ENDS):
        yield "is one word torn from its sentence"
