"""When words, captions and scenes come, and the facts about a finished video."""

from dataclasses import dataclass

FRAMES_PER_SECOND = 30
"""The frame rate of a video. Every scene lasts a whole number of frames."""


@dataclass(frozen=True, slots=True)
class Word:
    """A written word and the time at which it is spoken, in seconds from the start of its clip."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clip:
    """The duration of a scene in frames, and the times of its words, sentence by sentence."""

    frames: int
    sentences: tuple[tuple[Word, ...], ...]

    @property
    def duration(self) -> float:
        """The duration in seconds."""
        return self.frames / FRAMES_PER_SECOND


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in pixels from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption of one or two lines, shown from ``start`` to ``end`` in seconds from the start of the video."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What verification measured in a finished file: duration in seconds, pixels, and size in bytes."""

    duration: float
    width: int
    height: int
    size: int
