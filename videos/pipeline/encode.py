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
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.lights import Lamp, Light, lights
from videos.pipeline.outside import media
from videos.pipeline.parts import Parts
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
    """From frame ``at`` of the scene on its slide is shown with this word lit, or with none, until the next."""

    at: int
    word: int | None = None


@dataclass(frozen=True, slots=True)
class Footage:
    """A scene, coded: its pictures, the fade to the next scene among them, and its sound."""

    reel: media.Reel
    sound: tuple[bytes, ...]


def encode(
    slides: Sequence[Slide],
    recordings: Sequence[Recording],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
    take: Take | None = None,
) -> None:
    """Write the video to ``path``: the nth slide is shown while the nth recording is heard.

    The file appears under its name only when it is complete. Raises EncodingFailed or DiskFull; what
    ``report`` raises passes through.
    """
    if len(slides) != len(recordings):
        raise EncodingFailed(
            f"{len(slides)} slides and {len(recordings)} recordings do not make a video: each scene needs both."
        )
    camera = Camera(slides, take or Take())
    join([camera.shoot(number, recording) for number, recording in enumerate(recordings)], cues, labels, path, report)


class Camera:
    """Shoots the scenes of a video, at the least cost one after the other: a slide is encoded once, if at all."""

    def __init__(self, slides: Sequence[Slide], take: Take) -> None:
        self._take = take
        self._last = len(slides) - 1
        self._page = lru_cache(maxsize=2)(lambda number: _Page(slides[number]))

    def shoot(self, number: int, recording: Recording) -> Footage:
        """Scene ``number``, counted from 0."""
        page, following = self._page(number), self._page(number + 1) if number < self._last else None
        _check(page.slide, following.slide if following else page.slide, recording, number)
        clip = recording.clip
        changes = lights(clip, page.slide.words) if self._take.lit else ()
        hold = 1 if self._take.constant else _HOLD
        frames = scene_frames(clip.frames, following is None, changes, hold)
        shown = (page.digest, following.digest if following else b"", frames, clip.frames)
        return Footage(
            self._take.parts.once(
                repr(shown).encode(), media.Reel, lambda: _reel(page, following, frames, clip.frames)
            ),
            self._take.parts.once(
                sha256(recording.samples.data).digest() + recording.sample_rate.to_bytes(4, "big"),
                tuple[bytes, ...],
                lambda: media.encoded_sound(recording.samples, recording.sample_rate),
            ),
        )


def join(scenes: Sequence[Footage], cues: Sequence[Cue], labels: Labels, path: Path, report: Report = silent) -> None:
    """Write the film of the scenes. As ``encode``."""
    if not scenes:
        raise EncodingFailed("Without a scene there is no video.")
    if labels.chapters and len(labels.chapters) != len(scenes):
        raise EncodingFailed(f"{len(labels.chapters)} chapter titles do not fit {len(scenes)} scenes.")
    starts = _starts([scene.reel.frames for scene in scenes])
    width, height = scenes[0].reel.width, scenes[0].reel.height
    with _whole_or_nothing(path) as partial_path:
        marks = chapters(labels.chapters, starts)
        with media.Film(partial_path, width, height, _metadata(labels), marks, cues) as film:
            for scene, start in zip(scenes, starts, strict=False):
                report(start / starts[-1])
                film.add(scene.reel, scene.sound)
        report(1.0)


def scene_starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the end of the last: one more than there are clips."""
    return _starts([clip.frames for clip in clips])


def fade_start(length: int, last: bool) -> int:
    """The frame of a scene of ``length`` frames from which it fades to the next: its end if it is the last.

    The fade lies in the scene's own silence at the end, so that the next scene starts with its slide clear.
    """
    return length if last else length - min(FADE_FRAMES, length - 1)


def scene_frames(length: int, last: bool, changes: Sequence[Light] = (), hold: int = _HOLD) -> list[Frame]:
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
    def still(self) -> media.Still:
        return media.still(media.to_yuv(self.slide.pixels))


def _reel(page: _Page, following: _Page | None, frames: Sequence[Frame], length: int) -> media.Reel:
    start = fade_start(length, last=following is None)
    fade = media.Fade(start, following.still) if following and start < length else None
    return media.reel(page.still, _shots(page.slide, frames), length, fade)


def _shots(slide: Slide, frames: Sequence[Frame]) -> list[media.Shot]:
    lamp = Lamp(slide)
    shots = [media.Shot(0, partial(lamp.light, None))]
    for before, frame in pairwise(frames):
        shots.append(media.Shot(frame.at, partial(lamp.light, frame.word) if frame.word != before.word else None))
    return shots


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
