"""Slides, narration and captions become one MP4: decides which picture is shown when, and has it written.

Slide, the next, Clip ──shoot──▶ reel: the pictures of a scene        once for each scene, in any order
reels, Clips, Cues ──join──▶ the film
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Slide
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.lights import Lamp, Light, lights
from videos.pipeline.outside import media
from videos.pipeline.parts import Parts
from videos.pipeline.progress import Report, silent

FADE_FRAMES = 8
"""How long one slide takes to become the next: long enough to be seen as a fade, too short to wait for."""

_HOLD = FRAMES_PER_SECOND  # players seek badly in pictures that last longer than a second
_WHOLE = 128  # the weight of a picture that is not mixed; with it, the product of two levels fits 16 bits


@dataclass(frozen=True, slots=True)
class Labels:
    """What the file says of itself. ``chapters`` names each scene, or is empty."""

    title: str
    authors: str
    date: str
    comment: str
    description: str = ""
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """How the scenes are shot.

    ``lit`` has each word light up when it is heard; ``constant`` stores a picture for every frame, as programs for
    editing want it, and not only where something changes. ``parts`` keeps what is shot.
    """

    lit: bool = False
    constant: bool = False
    parts: Parts = field(default_factory=Parts)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and the frame of the scene from which it is shown, until the next.

    It is the scene's slide with one word lit, or none, mixed with ``mix`` 128ths of the next scene's.
    """

    at: int
    mix: int = 0
    word: int | None = None


def encode(
    slides: Sequence[Slide],
    clips: Sequence[Clip],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
    take: Take | None = None,
) -> None:
    """Write the video to ``path``: the nth slide is shown while the nth clip is heard.

    The file appears under its name only when it is complete. Raises EncodingFailed or DiskFull; what
    ``report`` raises passes through.
    """
    if len(slides) != len(clips):
        raise EncodingFailed(f"{len(slides)} slides and {len(clips)} clips do not make a video: each scene needs both.")
    reels = [shoot(slides, number, clip, take or Take()) for number, clip in enumerate(clips)]
    join(reels, clips, cues, labels, path, report)


def shoot(slides: Sequence[Slide], number: int, clip: Clip, take: Take) -> bytes:
    """The reel of scene ``number``, counted from 0: its pictures, the fade to the next scene among them."""
    slide, is_last = slides[number], number + 1 == len(slides)
    # The last slide is its own successor, for it fades into nothing.
    following = slide if is_last else slides[number + 1]
    _check(slide, following, clip, number)
    changes = lights(clip, slide.words) if take.lit else ()
    frames = scene_frames(clip.frames, is_last, changes, 1 if take.constant else _HOLD)
    made_from = blake2b(repr((frames, clip.frames)).encode())
    made_from.update(slide.pixels.data)
    made_from.update(following.pixels.data)
    return take.parts.once(
        made_from.digest(),
        lambda: media.reel(_shots(slide, following, frames), clip.frames, slide.width, slide.height),
    )


def join(
    reels: Sequence[bytes],
    clips: Sequence[Clip],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
) -> None:
    """Write the film of the reels, one for each clip. As ``encode``."""
    if not reels:
        raise EncodingFailed("Without a scene there is no video.")
    if labels.chapters and len(labels.chapters) != len(reels):
        raise EncodingFailed(f"{len(labels.chapters)} chapter titles do not fit {len(reels)} scenes.")
    if len({clip.sample_rate for clip in clips}) > 1:
        raise EncodingFailed("The clips differ in sample rate. Narrate all scenes with one voice.")
    starts = scene_starts(clips)
    marks = chapters(labels.chapters, starts)
    with _whole_or_nothing(path) as partial:
        with media.Film(partial, reels[0], _metadata(labels), marks, cues) as film:
            for reel, clip, start in zip(reels, clips, starts, strict=False):
                report(start / starts[-1])
                film.hear(clip.samples, clip.sample_rate)
                film.show(reel, start)
        report(1.0)


def scene_starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the end of the last: one more than there are clips."""
    ends = accumulate((Fraction(len(clip.samples), clip.sample_rate) for clip in clips), initial=Fraction(0))
    return [round(end * FRAMES_PER_SECOND) for end in ends]


def scene_frames(length: int, last: bool, changes: Sequence[Light] = (), hold: int = _HOLD) -> list[Frame]:
    """The pictures of a scene of ``length`` frames: its slide, whenever its light changes and at least every ``hold``
    frames, then, unless it is the last, the fade to the next.

    The fade lies in the scene's own silence at the end, so that the next scene starts with its slide clear.
    """
    fade = 0 if last else min(FADE_FRAMES, length - 1)
    lit = {0: None, **{light.at: light.word for light in changes if light.at < length - fade}}
    frames: list[Frame] = []
    for start, end in pairwise([*sorted(lit), length - fade]):
        frames += [Frame(at, word=lit[start]) for at in range(start, end, hold)]
    return frames + [Frame(length - fade + step, _eased(step + 1, fade + 1)) for step in range(fade)]


def chapters(titles: Sequence[str], starts: Sequence[int]) -> list[media.Chapter]:
    """One chapter for each run of scenes with the same title."""
    marks: list[media.Chapter] = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=False):
        if marks and marks[-1].title == title:
            start = marks.pop().start
        marks.append(media.Chapter(title, start, end))
    return marks


def _shots(slide: Slide, following: Slide, frames: Sequence[Frame]) -> Iterator[media.Shot]:
    lamp = Lamp(slide)
    picture = lamp.light(None)
    difference = np.subtract(media.to_yuv(following.pixels), picture, dtype=np.int16) if frames[-1].mix else None
    for frame in frames:
        if frame.mix and difference is not None:
            yield media.Shot(frame.at, _mixed(picture, difference, frame.mix))
        else:
            yield media.Shot(frame.at, lamp.light(frame.word))


def _eased(step: int, steps: int) -> int:
    """The weight of the next slide after ``step`` of ``steps``: slow, fast, slow (the curve 3x² - 2x³)."""
    share = step / steps
    return round(_WHOLE * share * share * (3 - 2 * share))


def _mixed(picture: media.Pixels, difference: npt.NDArray[np.int16], weight: int) -> media.Pixels:
    part = difference * np.int16(weight)
    part += _WHOLE // 2
    part >>= 7
    part += picture
    return part.astype(np.uint8)


def _metadata(labels: Labels) -> dict[str, str]:
    return {
        "title": labels.title,
        "artist": labels.authors,
        "date": labels.date,
        "comment": labels.comment,
        "description": labels.description,
    }


def _check(slide: Slide, following: Slide, clip: Clip, number: int) -> None:
    width, height = slide.width, slide.height
    if (following.width, following.height) != (width, height):
        raise EncodingFailed(
            f"The slides differ in size: {width} x {height} and {following.width} x {following.height}. "
            "Typeset them all in one size."
        )
    if width % 2 or height % 2:
        raise EncodingFailed(f"H.264 needs an even width and height, and the slides are {width} x {height}.")
    if clip.frames < 1:
        raise EncodingFailed(f"Scene {number + 1} lasts less than one frame. Narrate it again.")


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of ``path`` when all went well and is removed when not."""
    partial = path.with_suffix(f".part{path.suffix}")
    try:
        yield partial
        try:
            partial.replace(path)
        except OSError as error:
            if is_full(error):
                raise DiskFull from error
            raise EncodingFailed(f"The finished video could not be put in its place: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
