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
from videos.pipeline.artifacts.media import Recording, SlideLike
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


def encode(
    slides: Sequence[SlideLike],
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
    """Encodes the scenes of a video. It is cheapest in order: each slide is then drawn and encoded at most once."""

    def __init__(self, slides: Sequence[SlideLike], style: RenderStyle) -> None:
        self._style = style
        self._last = len(slides) - 1
        self._slide = lru_cache(maxsize=2)(lambda number: _EncodedSlide(slides[number], style.cache))

    def encode(self, number: int, recording: Recording, phrases: Sequence[Words] = ()) -> media.SceneSegment:
        """Encode scene ``number``, counted from 0. ``phrases`` divide its words."""
        current, following = self._slide(number), self._slide(number + 1) if number < self._last else None
        _check(current.slide, following.slide if following else current.slide, recording, number)
        clip = recording.clip
        groups, marker = (each_word(clip), FOR_WORDS) if self._style.highlight_words else (phrases, FOR_PHRASES)
        scene = _Pictures(current, following, clip, groups, marker, self._style)
        return media.SceneSegment(
            scene.encoded(),
            self._style.cache.get_or_make(
                sha256(recording.samples.data).digest() + recording.sample_rate.to_bytes(4, "big"),
                tuple[bytes, ...],
                lambda: media.encode_audio(recording.samples, recording.sample_rate),
            ),
        )


def join(
    scenes: Sequence[media.SceneSegment], cues: Sequence[Cue], labels: Labels, path: Path, report: Report = silent
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
    """A slide with its key frame, which is encoded on first use."""

    def __init__(self, slide: SlideLike, cache: RenderCache) -> None:
        self.slide = slide
        self._cache = cache

    @cached_property
    def key_frame(self) -> media.KeyFrame:
        return self._cache.get_or_make(
            b"key frame " + self.slide.made_from, media.KeyFrame, lambda: media.key_frame(self.picture)
        )

    @cached_property
    def picture(self) -> media.Pixels:
        return media.to_yuv(self.slide.pixels)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """The pictures of a scene, which depend on its slide, the next one, the times of its words and their ``groups``."""

    current: _EncodedSlide
    following: _EncodedSlide | None
    clip: Clip
    groups: Sequence[Words]
    marker: Marker
    style: RenderStyle

    def encoded(self) -> media.VideoSegment:
        """The segment. What the cache has of it is neither drawn nor encoded."""
        opening, following, length = self.current.key_frame, self.following, self.clip.frames
        start = fade_start(length, last=following is None)
        fading = following if start < length else None
        make = (
            partial(self._all_frames, fading, range(start, length)) if self.style.encode_all_frames else self._changed
        )
        changed = self.style.cache.get_or_make(self._made_from(fading), tuple[media.CodedFrame, ...], make)
        if fading is None or self.style.encode_all_frames:
            return media.video_segment(opening, changed, length)
        return media.video_segment(opening, changed, length, media.Fade(start, fading.key_frame))

    def _made_from(self, fading: _EncodedSlide | None) -> bytes:
        """A fade that x264 encodes depends on the next slide; one written by hand is made each time."""
        slide, style = self.current.slide, self.style
        looks = (slide.made_from, *((stage.word, stage.made_from) for stage in slide.later))
        into = fading.slide.made_from if fading and style.encode_all_frames else fading is None
        groups = [(group.start, group.stop) for group in self.groups]
        return repr(
            (looks, into, self.clip, groups, self.marker, style.constant_frame_rate, style.encode_all_frames)
        ).encode()

    def _changed(self) -> tuple[media.CodedFrame, ...]:
        return media.changed_frames(self.current.key_frame, self._changes()[1:])

    def _all_frames(self, fading: _EncodedSlide | None, fade: Sequence[int]) -> tuple[media.CodedFrame, ...]:
        return media.all_frames(self.current.key_frame, self._changes(), fade, fading.picture if fading else None)

    def _changes(self) -> list[media.FrameChange]:
        slide = self.current.slide
        whole = slide.whole if self.groups else None
        changes = highlights(self.clip, self.groups, whole.words) if whole else ()
        appearing = _starts_of_words(self.clip, [stage.word for stage in slide.later])
        longest = 1 if self.style.constant_frame_rate else LONGEST_PICTURE
        frames = scene_frames(self.clip.frames, self.following is None, changes, appearing, longest)
        looks = _Looks(self.current, self.marker, whole)
        return [
            media.FrameChange(frames[0].at, partial(looks.paint, frames[0])),
            *(
                media.FrameChange(frame.at, None if before.shows_the_same(frame) else partial(looks.paint, frame))
                for before, frame in pairwise(frames)
            ),
        ]


class _Looks:
    """The looks of a slide in their order."""

    def __init__(self, slide: _EncodedSlide, marker: Marker, whole: SlideLike | None) -> None:
        """``whole`` is the last look, if it is drawn already."""
        self._later = slide.slide.later
        self._whole = whole
        self._look = 0
        self._highlighter = Highlighter(slide.slide, slide.picture, marker)

    def paint(self, frame: Frame) -> media.Painted:
        """The picture of a frame."""
        if frame.look != self._look:
            self._look = frame.look
            is_whole = frame.look == len(self._later)
            self._highlighter.show((is_whole and self._whole) or self._later[frame.look - 1].draw())
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


def _check(slide: SlideLike, following: SlideLike, recording: Recording, number: int) -> None:
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
