"""Arrays of sound and pixels. Only workers import this module, and with it numpy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import numpy as np
import numpy.typing as npt

from videos.pipeline.artifacts.timeline import Box, Clip

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text spoken by a voice. ``times`` has one (start, end), in seconds, per token of the text.

    Tokens are what ``str.split`` returns. Times never decrease and are within the audio. The span of a token without
    a sound of its own may be empty.
    """

    samples: Samples = field(repr=False)
    times: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio of a scene: mono, as long as its clip, silent for more than 0.1 s at both ends."""

    samples: Samples = field(repr=False)
    sample_rate: int
    clip: Clip


@dataclass(frozen=True, slots=True)
class Stage:
    """A later look of a slide, from the start of word number ``word`` of its scene on, when a part has appeared.

    ``draw`` draws it. ``made_from`` identifies what is drawn.
    """

    word: int
    made_from: bytes
    draw: "Callable[[], Slide]" = field(repr=False)


class SlideLike(Protocol):
    """A typeset scene that may not be drawn before its pixels or words are read. The fields are those of ``Slide``."""

    @property
    def made_from(self) -> bytes:
        """Identifies the picture."""

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """An RGB image of shape (height, width, 3)."""

    @property
    def words(self) -> Mapping[int, tuple[Box, ...]]:
        """The boxes of each word."""

    @property
    def later(self) -> tuple[Stage, ...]:
        """The looks that follow."""

    @property
    def whole(self) -> "SlideLike":
        """The slide with all its parts."""

    @property
    def width(self) -> int:
        """The width in pixels."""

    @property
    def height(self) -> int:
        """The height in pixels."""


@dataclass(frozen=True, slots=True)
class Slide:
    """A typeset scene: an RGB image of shape (height, width, 3), dtype uint8.

    ``words`` maps the number of each spoken word in the scene to its boxes: several if it is broken across lines.
    ``later`` are the looks that follow, in order of their words; the last one is the whole slide.
    """

    pixels: npt.NDArray[np.uint8] = field(repr=False)
    words: Mapping[int, tuple[Box, ...]] = field(default_factory=dict, repr=False)
    later: tuple[Stage, ...] = ()

    @property
    def made_from(self) -> bytes:
        """A digest of the picture and its words."""
        return sha256(self.pixels.tobytes() + repr((self.pixels.shape, dict(self.words))).encode()).digest()

    @property
    def whole(self) -> SlideLike:
        """The slide with all its parts."""
        return self.later[-1].draw() if self.later else self

    @property
    def width(self) -> int:
        """The width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.pixels.shape[0])
