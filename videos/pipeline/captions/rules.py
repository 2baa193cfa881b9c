"""Limits for captions, and a check of captions against them.

The limits are from common subtitling guides (BBC, Netflix): short lines, time to read them, no flicker.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from videos.pipeline.artifacts import Cue
from videos.pipeline.options import Format

LINE = 42
"""Maximum characters in a line. Only a single longer word may exceed it."""

_NARROW_LINE = 32
"""The same for a video that is not wider than tall. Players set captions by the height, so that fewer fit in a line."""

LINES = 2
READING_SPEED = 20.0
"""Characters per second that are easy to read; faster speech needs faster captions."""

SHORTEST = 1.0
LONGEST = 7.0
"""Minimum and maximum duration of a caption in seconds."""

FLICKER = 0.3
"""Seconds. A gap between two captions is longer than this, or there is none."""

_TOLERANCE = 1e-6
_ENDS = (".", "?", "!", ".)", "?)", "!)", ".”", '."')


def line_in(shape: Format) -> int:
    """Maximum characters in a line of a video in this format."""
    return LINE if shape is Format.LANDSCAPE else _NARROW_LINE


def check(cues: Sequence[Cue], line: int = LINE) -> list[str]:
    """One sentence per broken rule; [] if there is none.

    Speech itself can break the rules on time: a short caption cannot stay when the next words follow at once.
    """
    broken: list[str] = []
    for number, cue in enumerate(cues, start=1):
        broken += [f"Caption {number} {fault}." for fault in _faults(cue, line)]
    for number, (cue, following) in enumerate(pairwise(cues), start=2):
        broken += [f"Caption {number} {fault}." for fault in _faults_after(cue, following)]
    return broken


def _faults(cue: Cue, longest: int) -> Iterator[str]:
    characters, seconds = len(" ".join(cue.lines)), cue.end - cue.start
    if not 1 <= len(cue.lines) <= LINES:
        yield f"has {len(cue.lines)} lines"
    if any(not line or line != " ".join(line.split()) for line in cue.lines):
        yield "has an empty line or stray spaces"
    if any(len(line) > longest and " " in line for line in cue.lines):
        yield f"has a line of {max(map(len, cue.lines))} characters"
    if len(cue.lines) > 1 and any(len(line.split()) == 1 and len(line) < longest // 4 for line in cue.lines):
        yield "has a line of one short word"
    if seconds <= 0:
        yield "ends before it starts"
    elif seconds < SHORTEST - _TOLERANCE:
        yield f"is shown for {seconds:.2f} s"
    elif seconds > LONGEST + _TOLERANCE:
        yield f"is shown for {seconds:.1f} s"
    if seconds > 0 and characters / seconds > READING_SPEED + _TOLERANCE:
        yield f"requires reading {characters / seconds:.0f} characters per second"


def _faults_after(cue: Cue, following: Cue) -> Iterator[str]:
    gap = following.start - cue.end
    if gap < -_TOLERANCE:
        yield "starts before the previous one ends"
    elif _TOLERANCE < gap < FLICKER - _TOLERANCE:
        yield f"follows a gap of {gap:.2f} s"
    if len(" ".join(following.lines).split()) == 1 and not cue.lines[-1].endswith(_ENDS):
        yield "is one word cut from its sentence"
