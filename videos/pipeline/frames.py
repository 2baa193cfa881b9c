"""Decides which picture of a scene is shown from which frame on."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from videos.pipeline.artifacts import FRAMES_PER_SECOND
from videos.pipeline.highlights import Highlight, Words

FADE_FRAMES = 8
"""The length of a fade: long enough to be seen, too short to be waited for."""

LONGEST_PICTURE = FRAMES_PER_SECOND
"""Players seek badly where a picture lasts longer than a second."""


@dataclass(frozen=True, slots=True)
class Frame:
    """From frame ``at`` of a scene, a look of its slide is shown with these words highlighted, or with none.

    ``look`` is 0 for the slide as the scene starts, and counts its later looks from 1.
    """

    at: int
    words: Words | None = None
    look: int = 0

    def shows_the_same(self, other: "Frame") -> bool:
        """Whether both frames have the same picture."""
        return (self.look, self.words) == (other.look, other.words)


def fade_start(length: int, last: bool) -> int:
    """The frame at which a scene of ``length`` frames starts to fade to the next; its end for the last scene.

    The fade is in the silence at the end of the scene, so that the next scene starts with its own slide.
    """
    return length if last else length - min(FADE_FRAMES, length - 1)


def scene_frames(
    length: int,
    last: bool,
    changes: Sequence[Highlight] = (),
    appearing: Sequence[int] = (),
    longest: int = LONGEST_PICTURE,
) -> list[Frame]:
    """The pictures of a scene of ``length`` frames before its fade.

    The first shows the slide without a highlight. Another follows whenever the highlight changes, at each of the frames
    ``appearing``, when the next look of the slide follows, and at the latest after ``longest`` frames.
    """
    end = fade_start(length, last)
    words: dict[int, Words | None] = {0: None, **{each.at: each.words for each in changes if 0 < each.at < end}}
    starts = sorted({*words, *(at for at in appearing if at < end)})
    frames = []
    highlighted: Words | None = None
    for start, until in pairwise([*starts, end]):
        highlighted = words.get(start, highlighted)
        look = bisect_right(appearing, start)
        frames += [Frame(at, highlighted, look) for at in range(start, until, longest)]
    return frames
