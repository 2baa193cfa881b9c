"""Opens a finished video again and says what is really in it, or what is wrong with it."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Slide, VideoFacts, Word
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside import media

_TOLERANCE = 0.1
"""Seconds by which a track may be longer or shorter than the narration."""

_AUDIBLE = 0.003
"""RMS of a sentence that can be heard, -50 dB of full scale: speech with its pauses lies 20 dB above."""

_BLANK = 1.0
"""Standard deviation of the luma of a picture that shows nothing."""

_ALIKE = 1.0
"""Mean difference of levels between a slide and its picture: compression makes 0.2, another slide more than 4."""

_EVERY = 4
"""Of a picture every fourth row is looked at, and how light it is: what is wrong with it is larger."""

_REMEDY = "Make the video again; if it happens twice, report it with the job's id."


def verify(path: Path, slides: Sequence[Slide], clips: Sequence[Clip], cues: Sequence[Cue] = ()) -> VideoFacts:
    """Check that the file holds every slide, the sound of every sentence and every caption, each at its time.

    Captions are checked when ``cues`` are given. Raises VerificationFailed with what is wrong, and in which scene.
    """
    try:
        size = _check_boxes(path)
        tracks = media.probe(path)
        _check_tracks(tracks, slides[0])
        _check_durations(tracks, sum(clip.duration for clip in clips))
        _check_sound(path, clips)
        _check_pictures(path, slides, clips)
        if cues:
            _check_captions(path, tracks, cues)
    except VerificationFailed as fault:
        raise VerificationFailed(f"The video is not as it should be: {fault}. {_REMEDY}") from fault
    video = tracks.video[0]
    return VideoFacts(video.duration, video.width, video.height, size)


def _check_boxes(path: Path) -> int:
    """The size of the file, once it is found to be complete and to start with its index."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            boxes = list(media.boxes(file))
    except OSError as error:
        raise VerificationFailed(f"the file cannot be read ({error.strerror})") from error
    names = [box.name for box in boxes]
    if b"moov" not in names or b"mdat" not in names:
        raise VerificationFailed("the file is no MP4, or not a whole one")
    if boxes[-1].end > size:
        raise VerificationFailed("the file is cut short")
    if names.index(b"moov") > names.index(b"mdat"):
        raise VerificationFailed("its index stands at the end, so a browser cannot play it while it loads")
    return size


def _check_tracks(tracks: media.Tracks, slide: Slide) -> None:
    pictures = [(track.codec, track.width, track.height) for track in tracks.video]
    if pictures != [("h264", slide.width, slide.height)]:
        raise VerificationFailed(f"its picture tracks are {pictures}, not one h264 of {slide.width} x {slide.height}")
    sounds = [(track.codec, track.sample_rate) for track in tracks.audio]
    if sounds != [("aac", media.AUDIO_RATE)]:
        raise VerificationFailed(f"its sound tracks are {sounds}, not one aac of {media.AUDIO_RATE} Hz")


def _check_durations(tracks: media.Tracks, narration: float) -> None:
    for name, duration in (("pictures", tracks.video[0].duration), ("sound", tracks.audio[0].duration)):
        if abs(duration - narration) > _TOLERANCE:
            raise VerificationFailed(f"its {name} last {duration:.2f} s, and the narration {narration:.2f} s")


def _check_sound(path: Path, clips: Sequence[Clip]) -> None:
    pieces = [
        (time, len(samples), float(np.dot(samples, samples)) / len(samples)) for time, samples in media.sound(path)
    ]
    starts, lengths, powers = np.array(pieces).reshape(-1, 3).T
    ends = starts + lengths / media.AUDIO_RATE
    for number, (clip, start) in enumerate(zip(clips, _starts(clips), strict=False), start=1):
        begin = start / FRAMES_PER_SECOND
        for sentence in filter(None, clip.sentences):
            heard = powers[(ends > begin + sentence[0].start) & (starts < begin + sentence[-1].end)]
            loudness = float(np.sqrt(heard.mean())) if heard.size else 0.0
            if not loudness >= _AUDIBLE:  # which a loudness that is no number is not, either
                raise VerificationFailed(f'scene {number} is silent where it should say "{_opening(sentence)}"')


def _opening(sentence: Sequence[Word]) -> str:
    return " ".join(word.text for word in sentence[:5]) + ("…" if len(sentence) > 5 else "")


def _check_pictures(path: Path, slides: Sequence[Slide], clips: Sequence[Clip]) -> None:
    starts = _starts(clips)[:-1]
    shown = media.key_pictures(path, starts)
    for number, (slide, start, (at, picture)) in enumerate(zip(slides, starts, shown, strict=True), start=1):
        if at != start:
            raise VerificationFailed(f"scene {number} cannot be started at its beginning")
        if picture[: slide.height : _EVERY].std() < _BLANK:
            raise VerificationFailed(f"the picture of scene {number} is blank")
        if not _shows(picture, slide):
            raise VerificationFailed(f"scene {number} does not show its slide")
    # All scenes are coded in one way: what was written without an encoder is as it should be in all, or in none.
    if len(slides) > 1 and clips[0].frames > 1 and not _shows(media.picture_at(path, starts[1] - 1), slides[1]):
        raise VerificationFailed("scene 1 does not become scene 2 at its end")


def _starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the last one ends."""
    return list(accumulate((clip.frames for clip in clips), initial=0))


def _shows(picture: media.Pixels, slide: Slide) -> bool:
    seen = picture[: slide.height : _EVERY]
    return bool(np.abs(np.subtract(seen, _luma(slide.pixels[::_EVERY]), dtype=np.int16)).mean() <= _ALIKE)


def _luma(rows: media.Pixels) -> media.Pixels:
    """How light each point of an RGB image is; the conversion wants an even number of rows."""
    return media.to_yuv(np.pad(rows, ((0, len(rows) % 2), (0, 0), (0, 0))))[: len(rows)]


def _check_captions(path: Path, tracks: media.Tracks, cues: Sequence[Cue]) -> None:
    if tracks.captions != 1:
        raise VerificationFailed(f"it has {tracks.captions} caption tracks, not one")
    found = media.captions(path)
    if [cue.lines for cue in found] != [cue.lines for cue in cues]:
        raise VerificationFailed(f"its {len(found)} captions are not the {len(cues)} that were written")
    if any(abs(there.start - cue.start) > _TOLERANCE for there, cue in zip(found, cues, strict=True)):
        raise VerificationFailed("its captions come at the wrong time")
