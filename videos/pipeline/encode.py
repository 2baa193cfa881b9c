"""Slides, narration and captions become one MP4: decides which picture is shown when, and has it written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Slide
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.outside import media
from videos.pipeline.progress import Report, silent

FADE_FRAMES = 8
"""How long one slide takes to become the next: long enough to be seen as a fade, too short to wait for."""

_HOLD = FRAMES_PER_SECOND  # players seek badly in pictures that last longer than a second
_WHOLE = 256  # the weight of a picture that is not mixed


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
class Frame:
    """A picture and the frame from which it is shown, until the next.

    It is the scene's slide, mixed with ``mix`` 256ths of the next scene's.
    """

    at: int
    mix: int = 0


def encode(
    slides: Sequence[Slide],
    clips: Sequence[Clip],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
) -> None:
    """Write the video to ``path``: the nth slide is shown while the nth clip is heard.

    The file appears under its name only when it is complete. Raises EncodingFailed or DiskFull; what
    ``report`` raises passes through.
    """
    _check(slides, clips, labels)
    starts = scene_starts(clips)
    marks = chapters(labels.chapters, starts)
    with _whole_or_nothing(path) as partial:
        with media.Writer(partial, slides[0].width, slides[0].height, _metadata(labels), marks, cues) as writer:
            _write_scenes(writer, slides, clips, starts, report)
        report(1.0)


def scene_starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the end of the last: one more than there are clips."""
    ends = accumulate((Fraction(len(clip.samples), clip.sample_rate) for clip in clips), initial=Fraction(0))
    return [round(end * FRAMES_PER_SECOND) for end in ends]


def scene_frames(start: int, end: int, last: bool) -> list[Frame]:
    """The pictures of a scene: its slide once a second, then, unless it is the last, the fade to the next.

    The fade lies in the scene's own silence at the end, so that the next scene starts with its slide clear.
    """
    fade = 0 if last else min(FADE_FRAMES, end - start - 1)
    held = [Frame(at) for at in range(start, end - fade, _HOLD)]
    return held + [Frame(end - fade + step, _eased(step + 1, fade + 1)) for step in range(fade)]


def chapters(titles: Sequence[str], starts: Sequence[int]) -> list[media.Chapter]:
    """One chapter for each run of scenes with the same title."""
    marks: list[media.Chapter] = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=False):
        if marks and marks[-1].title == title:
            start = marks.pop().start
        marks.append(media.Chapter(title, start, end))
    return marks


def _write_scenes(
    writer: media.Writer, slides: Sequence[Slide], clips: Sequence[Clip], starts: Sequence[int], report: Report
) -> None:
    # Two pictures at a time, converted when they are due: a long video takes no more memory than a short one.
    # The last slide is its own successor, for it fades into nothing.
    pictures = (media.to_yuv(slide.pixels) for slide in (*slides, slides[-1]))
    for clip, (picture, following), (start, end) in zip(clips, pairwise(pictures), pairwise(starts), strict=True):
        writer.hear(clip.samples, clip.sample_rate)
        for frame in scene_frames(start, end, last=end == starts[-1]):
            report(frame.at / starts[-1])
            writer.show(_mix(picture, following, frame.mix), frame.at, key=frame.at == start)
    writer.finish(starts[-1])


def _eased(step: int, steps: int) -> int:
    """The weight of the next slide after ``step`` of ``steps``: slow, fast, slow (the curve 3x² - 2x³)."""
    share = step / steps
    return round(_WHOLE * share * share * (3 - 2 * share))


def _mix(picture: media.Pixels, following: media.Pixels, weight: int) -> media.Pixels:
    if weight == 0:
        return picture
    mixed = np.multiply(picture, _WHOLE - weight, dtype=np.uint16)
    mixed += np.multiply(following, weight, dtype=np.uint16)
    mixed += _WHOLE // 2
    mixed >>= 8
    return mixed.astype(np.uint8)


def _metadata(labels: Labels) -> dict[str, str]:
    return {
        "title": labels.title,
        "artist": labels.authors,
        "date": labels.date,
        "comment": labels.comment,
        "description": labels.description,
    }


def _check(slides: Sequence[Slide], clips: Sequence[Clip], labels: Labels) -> None:
    if not slides or len(slides) != len(clips):
        raise EncodingFailed(f"{len(slides)} slides and {len(clips)} clips do not make a video: each scene needs both.")
    if labels.chapters and len(labels.chapters) != len(slides):
        raise EncodingFailed(f"{len(labels.chapters)} chapter titles do not fit {len(slides)} scenes.")
    sizes = {(slide.width, slide.height) for slide in slides}
    if len(sizes) > 1:
        raise EncodingFailed(f"The slides differ in size: {sorted(sizes)}. Typeset them all in one size.")
    width, height = sizes.pop()
    if width % 2 or height % 2:
        raise EncodingFailed(f"H.264 needs an even width and height, and the slides are {width} x {height}.")
    if len({clip.sample_rate for clip in clips}) > 1:
        raise EncodingFailed("The clips differ in sample rate. Narrate all scenes with one voice.")
    for number, clip in enumerate(clips, start=1):
        if clip.frames < 1:
            raise EncodingFailed(f"Scene {number} lasts less than one frame. Narrate it again.")


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
