"""Speech, slides and captions, and the facts about a finished video."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FRAMES_PER_SECOND = 30
"""The frame rate of a video. Every scene lasts a whole number of frames."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A written word and the time at which it is spoken, in seconds from the start of its clip."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text spoken by a voice. ``times`` has one (start, end), in seconds, per token of the text.

    Tokens are what ``str.split`` returns. Times never decrease and are within the audio. The span of a token without
    a sound of its own may be empty.
    """

    samples: Samples = field(repr=False)
    times: tuple[tuple[float, float], ...]


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
class Recording:
    """The audio of a scene: mono, as long as its clip, silent for more than 0.1 s at both ends."""

    samples: Samples = field(repr=False)
    sample_rate: int
    clip: Clip


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in pixels from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Slide:
    """A typeset scene: an RGB image of shape (height, width, 3), dtype uint8.

    ``words`` maps the number of each spoken word in the scene to its boxes: several if it is broken across lines.
    """

    pixels: npt.NDArray[np.uint8] = field(repr=False)
    words: Mapping[int, tuple[Box, ...]] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """The width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.pixels.shape[0])


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
