"""Turns slides, narration and captions into one MP4: decides which picture is shown when.

slide, next slide, recording ──SceneEncoder.encode──▶ SceneSegment     scene by scene
segments, cues ──join──▶ MP4
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from itertools import accumulate, chain, pairwise
from pathlib import Path

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue
from videos.pipeline.artifacts.media import Recording, Slide
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.frames import LONGEST_PICTURE, Frame, fade_start, scene_frames
from videos.pipeline.highlights import (
    FOR_PHRASES,
    FOR_WORDS,
    Highlighter,
    Marker,
    Words,
    each_word,
    highlights,
)
from videos.pipeline.outside import media
from videos.pipeline.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Labels:
    """The metadata of the file. ``chapters`` has one title per scene, or is empty."""

    title: str
    authors: str
    date: str
    comment: str
    description: str = ""
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderStyle:
    """How scenes are encoded.

    ``highlight_words`` highlights each word while it is spoken instead of each phrase. ``constant_frame_rate`` stores a
    picture for every frame, as video editors need it, instead of only those that change. ``encode_all_frames`` has x264
    encode every picture, for players that do not play hand-written ones. ``cache`` stores encoded scenes.
    """

    highlight_words: bool = False
    constant_frame_rate: bool = False
    encode_all_frames: bool = False
    cache: RenderCache = field(default_factory=RenderCache)


@dataclass(frozen=True, slots=True)
class SceneSegment:
    """An encoded scene: its pictures, including the fade to the next scene, and its AAC packets."""

    video: media.VideoSegment
    audio: tuple[bytes, ...]


def encode(
    slides: Sequence[Slide],
    recordings: Sequence[Recording],
    cues: Sequence[Cue],
    labels: Labels,
    path: Path,
    report: Report = silent,
    style: RenderStyle | None = None,
) -> None:
    """Write the video to ``path``: the nth slide is shown during the nth recording, without phrases.

    The file appears under its name only when it is complete. Raises EncodingFailed or DiskFull, and passes on what
    ``report`` raises.
    """
    if len(slides) != len(recordings):
        raise EncodingFailed(
            f"There are {len(slides)} slides and {len(recordings)} recordings: each scene needs one of each."
        )
    encoder = SceneEncoder(slides, style or RenderStyle())
    join([encoder.encode(number, recording) for number, recording in enumerate(recordings)], cues, labels, path, report)


class SceneEncoder:
    """Encodes the scenes of a video. It is cheapest in order: each slide is then encoded at most once."""

    def __init__(self, slides: Sequence[Slide], style: RenderStyle) -> None:
        self._style = style
        self._last = len(slides) - 1
        self._slide = lru_cache(maxsize=2)(lambda number: _EncodedSlide(slides[number]))

    def encode(self, number: int, recording: Recording, phrases: Sequence[Words] = ()) -> SceneSegment:
        """Encode scene ``number``, counted from 0. ``phrases`` divide its words."""
        current, following = self._slide(number), self._slide(number + 1) if number < self._last else None
        _check(current.slide, following.slide if following else current.slide, recording, number)
        clip = recording.clip
        groups, marker = (each_word(clip), FOR_WORDS) if self._style.highlight_words else (phrases, FOR_PHRASES)
        changes = highlights(clip, groups, current.slide.whole.words) if groups else ()
        appearing = _starts_of_words(clip, [stage.word for stage in current.slide.later])
        longest = 1 if self._style.constant_frame_rate else LONGEST_PICTURE
        frames = scene_frames(clip.frames, following is None, changes, appearing, longest)
        encode_all = self._style.encode_all_frames
        looks = (current.digest, *(stage.made_from for stage in current.slide.later))
        made_from = (looks, following.digest if following else b"", frames, marker, clip.frames, encode_all)
        return SceneSegment(
            self._style.cache.get_or_make(
                repr(made_from).encode(),
                media.VideoSegment,
                lambda: _video(current, following, frames, marker, clip.frames, encode_all),
            ),
            self._style.cache.get_or_make(
                sha256(recording.samples.data).digest() + recording.sample_rate.to_bytes(4, "big"),
                tuple[bytes, ...],
                lambda: media.encode_audio(recording.samples, recording.sample_rate),
            ),
        )


def join(
    scenes: Sequence[SceneSegment], cues: Sequence[Cue], labels: Labels, path: Path, report: Report = silent
) -> None:
    """Write the encoded scenes to one MP4 file, as ``encode`` does."""
    if not scenes:
        raise EncodingFailed("A video needs at least one scene.")
    if labels.chapters and len(labels.chapters) != len(scenes):
        raise EncodingFailed(f"There are {len(labels.chapters)} chapter titles for {len(scenes)} scenes.")
    starts = _starts([scene.video.frames for scene in scenes])
    width, height = scenes[0].video.width, scenes[0].video.height
    with _atomic_file(path) as partial_path:
        marks = chapters(labels.chapters, starts)
        with media.Mp4Writer(partial_path, width, height, _metadata(labels), marks, cues) as writer:
            for scene, start in zip(scenes, starts, strict=False):
                report(start / starts[-1])
                writer.add(scene.video, scene.audio)
        report(1.0)


def scene_starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the frame at which the last one ends."""
    return _starts([clip.frames for clip in clips])


def chapters(titles: Sequence[str], starts: Sequence[int]) -> list[media.Chapter]:
    """One chapter per run of scenes with the same title, or with none after the first."""
    marks: list[media.Chapter] = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=False):
        if marks and title in ("", marks[-1].title):
            marks[-1] = replace(marks[-1], end=end)
        else:
            marks.append(media.Chapter(title, start, end))
    return marks


class _EncodedSlide:
    """A slide, with its digest and its key frame, each computed on first use."""

    def __init__(self, slide: Slide) -> None:
        self.slide = slide

    @cached_property
    def digest(self) -> bytes:
        return sha256(self.slide.pixels.data).digest()

    @cached_property
    def key_frame(self) -> media.KeyFrame:
        return media.key_frame(media.to_yuv(self.slide.pixels))


def _video(
    current: _EncodedSlide,
    following: _EncodedSlide | None,
    frames: Sequence[Frame],
    marker: Marker,
    length: int,
    encode_all: bool,
) -> media.VideoSegment:
    start = fade_start(length, last=following is None)
    fade = media.Fade(start, following.key_frame) if following and start < length else None
    return media.video_segment(current.key_frame, _changes(current.slide, frames, marker), length, fade, encode_all)


def _changes(slide: Slide, frames: Sequence[Frame], marker: Marker) -> list[media.FrameChange]:
    looks = _Looks(slide, marker)
    changes = [media.FrameChange(0, partial(looks.picture, frames[0]))]
    for before, frame in pairwise(frames):
        is_same = (frame.look, frame.words) == (before.look, before.words)
        changes.append(media.FrameChange(frame.at, None if is_same else partial(looks.picture, frame)))
    return changes


class _Looks:
    """The looks of a slide in their order, of which only the current one is kept."""

    def __init__(self, slide: Slide, marker: Marker) -> None:
        self._slide = slide
        self._marker = marker
        self._look = 0
        self._highlighter = Highlighter(slide, marker)

    def picture(self, frame: Frame) -> media.Pixels:
        """The picture of a frame."""
        if frame.look != self._look:
            self._look = frame.look
            self._highlighter = Highlighter(self._slide.later[frame.look - 1].draw(), self._marker)
        return self._highlighter.highlight(frame.words)


def _starts_of_words(clip: Clip, numbers: Sequence[int]) -> list[int]:
    """The frames in which the words of these numbers start."""
    words = list(chain.from_iterable(clip.sentences))
    return [int(words[number].start * FRAMES_PER_SECOND) for number in numbers]


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
            "Typeset all of them in one size."
        )
    if width % 2 or height % 2:
        raise EncodingFailed(f"H.264 needs an even width and height, but the slides are {width} x {height}.")
    frames = recording.clip.frames
    if frames < 1:
        raise EncodingFailed(f"Scene {number + 1} lasts less than one frame. Narrate it again.")
    if len(recording.samples) * FRAMES_PER_SECOND != frames * recording.sample_rate:
        raise EncodingFailed(f"The audio of scene {number + 1} does not last {frames} frames. Narrate it again.")


@contextmanager
def _atomic_file(path: Path) -> Iterator[Path]:
    """A temporary path to write to. It replaces ``path`` on success and is removed on failure."""
    partial = path.with_suffix(f".part{path.suffix}")
    try:
        yield partial
        try:
            partial.replace(path)
        except OSError as error:
            if is_full(error):
                raise DiskFull from error
            raise EncodingFailed(f"The finished video could not be moved to its place: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
