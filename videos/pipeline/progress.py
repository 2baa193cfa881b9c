"""Progress of a video: the stages, and the share of each in the whole."""

from collections.abc import Callable
from enum import StrEnum

Report = Callable[[float], None]
"""Takes the fraction of the stage that is done, 0 to 1. It may raise to stop the work; stages do not catch that."""


class Stage(StrEnum):
    """The stages of the pipeline, in order."""

    PAPER = "paper"
    SCRIPT = "script"
    SLIDES = "slides"
    NARRATION = "narration"
    CAPTIONS = "captions"
    ENCODE = "encode"
    VERIFY = "verify"
    STORE = "store"


# Percent of the wall time of a video of 90 s made with Piper (benchmarks/render.py), with 1.5 s for NCBI.
_SHARES = {
    Stage.PAPER: 12,
    Stage.SCRIPT: 1,
    Stage.SLIDES: 2,
    Stage.NARRATION: 68,
    Stage.CAPTIONS: 1,
    Stage.ENCODE: 8,
    Stage.VERIFY: 5,
    Stage.STORE: 3,
}


def percent(stage: Stage, fraction: float) -> float:
    """The percentage of the whole when ``fraction`` of ``stage`` is done; 100 only when the last stage is done."""
    return _before(stage) + _SHARES[stage] * min(max(fraction, 0.0), 1.0)


def fraction(stage: Stage, percent: float) -> float:
    """The fraction of ``stage`` that is done when ``percent`` of the whole is done; 0 to 1."""
    return min(max((percent - _before(stage)) / _SHARES[stage], 0.0), 1.0)


def silent(fraction: float) -> None:
    """A report that does nothing."""


def _before(stage: Stage) -> int:
    stages = list(Stage)
    return sum(_SHARES[earlier] for earlier in stages[: stages.index(stage)])
