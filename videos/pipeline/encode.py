"""Slides, narration and captions become one MP4: decides which picture is shown when, and has it written.

Slide, the next, Recording ──Camera.shoot──▶ Footage: a scene, coded     each on its own
Footage, Cues ──join──▶ the film
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Recording, Slide
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.highlights import Highlight, Highlighter, highlights
from videos.pipeline.outside import media
from videos.pipeline.progress import Report, silent

FADE_FRAMES = 8
"""How long one slide takes to become the next: long enough to be seen as a fade, too short to wait for."""

_HOLD = FRAMES_PER_SECOND  # players seek badly in pictures that last longer than a second


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
class RenderStyle:
    """How the scenes are shot.

    ``lit`` has each word light up when it is heard; ``constant`` stores a picture for every frame, as programs for
    editing want it, and not only where something changes. ``cache`` keeps what is encoded.
    """

    lit: bool = False
    constant: bool = False
    cache: RenderCache = field(default_factory=RenderCache)


@dataclass(frozen=True, slots=True)
class Frame:
    """From frame ``at`` of the scene on its slide is shown with this word lit, or with none, until the next."""

    at: int
    word: int | None = None


@dataclass(frozen=True, slots=True)
class SceneSegment:
    """A scene, coded: its pictures, the fade to the next scene among them, and its sound."""

    video: media.VideoSegment
    sound: tuple[bytes, ...]


def encode(
    slides: Sequence[Slide],
    recordings: Sequence[Recording],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
    style: RenderStyle | None = None,
) -> None:
    """Write the video to ``path``: the nth slide is shown while the nth recording is heard.

    The file appears under its name only when it is complete. Raises EncodingFailed or DiskFull; what
    ``report`` raises passes through.
    """
    if len(slides) != len(recordings):
        raise EncodingFailed(
            f"{len(slides)} slides and {len(recordings)} recordings do not make a video: each scene needs both."
        )
    encoder = SceneEncoder(slides, style or RenderStyle())
    join([encoder.encode(number, recording) for number, recording in enumerate(recordings)], cues, labels, path, report)


class SceneEncoder:
    """Shoots the scenes of a video, at the least cost one after the other: a slide is encoded once, if at all."""

    def __init__(self, slides: Sequence[Slide], style: RenderStyle) -> None:
        self._style = style
        self._last = len(slides) - 1
        self._page = lru_cache(maxsize=2)(lambda number: _Page(slides[number]))

    def encode(self, number: int, recording: Recording) -> SceneSegment:
        """Scene ``number``, counted from 0."""
        page, following = self._page(number), self._page(number + 1) if number < self._last else None
        _check(page.slide, following.slide if following else page.slide, recording, number)
        clip = recording.clip
        changes = highlights(clip, page.slide.words) if self._style.lit else ()
        hold = 1 if self._style.constant else _HOLD
        frames = scene_frames(clip.frames, following is None, changes, hold)
        shown = (page.digest, following.digest if following else b"", frames, clip.frames)
        return SceneSegment(
            self._style.cache.get_or_make(
                repr(shown).encode(), media.VideoSegment, lambda: _video(page, following, frames, clip.frames)
            ),
            self._style.cache.get_or_make(
                sha256(recording.samples.data).digest() + recording.sample_rate.to_bytes(4, "big"),
                tuple[bytes, ...],
                lambda: media.encoded_sound(recording.samples, recording.sample_rate),
            ),
        )


def join(
    scenes: Sequence[SceneSegment], cues: Sequence[Cue], labels: Labels, path: Path, report: Report = silent
) -> None:
    """Write the film of the scenes. As ``encode``."""
    if not scenes:
        raise EncodingFailed("Without a scene there is no video.")
    if labels.chapters and len(labels.chapters) != len(scenes):
        raise EncodingFailed(f"{len(labels.chapters)} chapter titles do not fit {len(scenes)} scenes.")
    starts = _starts([scene.video.frames for scene in scenes])
    width, height = scenes[0].video.width, scenes[0].video.height
    with _whole_or_nothing(path) as partial_path:
        marks = chapters(labels.chapters, starts)
        with media.Mp4Writer(partial_path, width, height, _metadata(labels), marks, cues) as writer:
            for scene, start in zip(scenes, starts, strict=False):
                report(start / starts[-1])
                writer.add(scene.video, scene.sound)
        report(1.0)


def scene_starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the end of the last: one more than there are clips."""
    return _starts([clip.frames for clip in clips])


def fade_start(length: int, last: bool) -> int:
    """The frame of a scene of ``length`` frames from which it fades to the next: its end if it is the last.

    The fade lies in the scene's own silence at the end, so that the next scene starts with its slide clear.
    """
    return length if last else length - min(FADE_FRAMES, length - 1)


def scene_frames(length: int, last: bool, changes: Sequence[Highlight] = (), hold: int = _HOLD) -> list[Frame]:
    """The pictures of a scene of ``length`` frames up to its fade: its slide, first with no word lit, then whenever its
    light changes and at least every ``hold`` frames."""
    end = fade_start(length, last)
    lit = {0: None, **{light.at: light.word for light in changes if 0 < light.at < end}}
    return [Frame(at, lit[start]) for start, until in pairwise([*sorted(lit), end]) for at in range(start, until, hold)]


def chapters(titles: Sequence[str], starts: Sequence[int]) -> list[media.Chapter]:
    """One chapter for each run of scenes with the same title."""
    marks: list[media.Chapter] = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=False):
        if marks and marks[-1].title == title:
            start = marks.pop().start
        marks.append(media.Chapter(title, start, end))
    return marks


class _Page:
    """A slide, and what is made of it when it is needed."""

    def __init__(self, slide: Slide) -> None:
        self.slide = slide

    @cached_property
    def digest(self) -> bytes:
        return sha256(self.slide.pixels.data).digest()

    @cached_property
    def key_frame(self) -> media.KeyFrame:
        return media.key_frame(media.to_yuv(self.slide.pixels))


def _video(page: _Page, following: _Page | None, frames: Sequence[Frame], length: int) -> media.VideoSegment:
    start = fade_start(length, last=following is None)
    fade = media.Fade(start, following.key_frame) if following and start < length else None
    return media.video_segment(page.key_frame, _changes(page.slide, frames), length, fade)


def _changes(slide: Slide, frames: Sequence[Frame]) -> list[media.FrameChange]:
    highlighter = Highlighter(slide)
    changes = [media.FrameChange(0, partial(highlighter.highlight, None))]
    for before, frame in pairwise(frames):
        changes.append(
            media.FrameChange(
                frame.at, partial(highlighter.highlight, frame.word) if frame.word != before.word else None
            )
        )
    return changes


def _starts(lengths: Sequence[int]) -> list[int]:
    return list(accumulate(lengths, initial=0))


def _metadata(labels: Labels) -> dict[str, str]:
    return {
        "title": labels.title,
        "artist": labels.authors,
        "date": labels.date,
        "comment": labels.comment,
        "description": labels.description,
    }


def _check(slide: Slide, following: Slide, recording: Recording, number: int) -> None:
    width, height = slide.width, slide.height
    if (following.width, following.height) != (width, height):
        raise EncodingFailed(
            f"The slides differ in size: {width} x {height} and {following.width} x {following.height}. "
            "Typeset them all in one size."
        )
    if width % 2 or height % 2:
        raise EncodingFailed(f"H.264 needs an even width and height, and the slides are {width} x {height}.")
    frames = recording.clip.frames
    if frames < 1:
        raise EncodingFailed(f"Scene {number + 1} lasts less than one frame. Narrate it again.")
    if len(recording.samples) * FRAMES_PER_SECOND != frames * recording.sample_rate:
        raise EncodingFailed(f"The sound of scene {number + 1} does not last {frames} frames. Narrate it again.")


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
