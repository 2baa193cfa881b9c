"""Opens a finished video and checks that it contains what it should."""

from collections.abc import Sequence
from itertools import accumulate
from math import inf
from pathlib import Path

import numpy as np

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, VideoFacts, Word
from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.cache.render_cache import NO_CACHE, RenderCache
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside import media
from videos.pipeline.proofs import ScenePackets, scene_packets

_TOLERANCE = 0.1
"""Seconds by which the length of a track may differ from the narration."""

_AUDIBLE = 0.003
"""The lowest RMS of an audible sentence: -50 dB of full scale. Speech with its pauses is 20 dB louder."""

_BLANK = 1.0
"""Below this standard deviation of its luma a picture is blank."""

_ALIKE = 1.0
"""The largest mean difference in luma between a slide and its picture: compression causes 0.2, another slide over 4."""

_ROW_STEP = 4
"""Every fourth row of a picture is compared, and only its luma: any fault is larger than that."""

_REMEDY = "Retry the job. If it fails again, report it with the job id."


def verify(
    path: Path,
    slides: Sequence[SlideLike],
    clips: Sequence[Clip],
    cues: Sequence[Cue] = (),
    scenes: Sequence[media.SceneSegment] = (),
    cache: RenderCache = NO_CACHE,
) -> VideoFacts:
    """Check that the file contains every slide, the speech of every sentence and every caption, each at its time.

    Captions are checked if ``cues`` are given. If ``scenes`` are given, each of their packets must be in the file,
    byte for byte. What an earlier check has decoded is in the ``cache`` and is not decoded again: the digest of the
    packets, as read from this file, together with what they were found to show or say. Raises VerificationFailed,
    which names the fault and its scene.
    """
    try:
        size = _check_boxes(path)
        contents = media.contents(path)
        _check_tracks(contents.tracks, slides[0])
        _check_durations(contents.tracks, sum(clip.duration for clip in clips))
        parts = scene_packets(contents, clips)
        if scenes:
            _check_packets(parts, scenes)
        _check_audio(path, clips, parts, cache)
        _check_pictures(path, slides, clips, parts, cache)
        if cues:
            _check_captions(contents, cues)
    except VerificationFailed as fault:
        raise VerificationFailed(f"The finished video is faulty: {fault}. {_REMEDY}") from fault
    video = contents.tracks.video[0]
    return VideoFacts(video.duration, video.width, video.height, size)


def _check_boxes(path: Path) -> int:
    """Check that the file is complete and starts with its index. Returns its size in bytes."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            boxes = list(media.boxes(file))
    except OSError as error:
        raise VerificationFailed(f"the file cannot be read ({error.strerror})") from error
    names = [box.name for box in boxes]
    if b"moov" not in names or b"mdat" not in names:
        raise VerificationFailed("the file is not a complete MP4")
    if boxes[-1].end > size:
        raise VerificationFailed("the file is truncated")
    if names.index(b"moov") > names.index(b"mdat"):
        raise VerificationFailed("its index is at the end, so a browser cannot play it while it loads")
    return size


def _check_tracks(tracks: media.Tracks, slide: SlideLike) -> None:
    pictures = [(track.codec, track.width, track.height) for track in tracks.video]
    if pictures != [("h264", slide.width, slide.height)]:
        raise VerificationFailed(f"its video tracks are {pictures}, not one h264 of {slide.width} x {slide.height}")
    sounds = [(track.codec, track.sample_rate) for track in tracks.audio]
    if sounds != [("aac", media.AUDIO_RATE)]:
        raise VerificationFailed(f"its audio tracks are {sounds}, not one aac of {media.AUDIO_RATE} Hz")


def _check_durations(tracks: media.Tracks, narration: float) -> None:
    for name, duration in (("video track", tracks.video[0].duration), ("audio track", tracks.audio[0].duration)):
        if abs(duration - narration) > _TOLERANCE:
            raise VerificationFailed(f"its {name} lasts {duration:.2f} s, and the narration {narration:.2f} s")


def _check_packets(parts: Sequence[ScenePackets], scenes: Sequence[media.SceneSegment]) -> None:
    for number, (part, scene) in enumerate(zip(parts, scenes, strict=True), start=1):
        if _stored(part.pictures) != [(picture.at, picture.content) for picture in scene.video.pictures]:
            raise VerificationFailed(f"the pictures of scene {number} are not those that were encoded")
        if _stored(part.audio) != list(enumerate(scene.audio[1 : part.blocks + 1])):  # the first packet primes
            raise VerificationFailed(f"the sound of scene {number} is not what was encoded")


def _stored(packets: Sequence[media.Packet]) -> list[tuple[int, bytes]]:
    return [(packet.at, packet.content) for packet in packets]


def _check_audio(path: Path, clips: Sequence[Clip], parts: Sequence[ScenePackets], cache: RenderCache) -> None:
    """Decode the scenes whose speech is not proved yet, from the first to the last, and check every sentence."""
    starts = [start / FRAMES_PER_SECOND for start in _starts(clips)]
    proofs = [part.speech_proof(clip) for part, clip in zip(parts, clips, strict=True)]
    unproved = [number for number, proof in enumerate(proofs) if not cache.get(proof, bool)]
    if not unproved:
        return
    first, last = starts[unproved[0]], starts[unproved[-1] + 1]
    pieces = [
        (time, len(samples), float(np.dot(samples, samples)) / len(samples))
        for time, samples in media.decode_audio(path, first, last if unproved[-1] + 1 < len(clips) else inf)
    ]
    times, lengths, powers = np.array(pieces).reshape(-1, 3).T
    ends = times + lengths / media.AUDIO_RATE
    for number in unproved:
        begin = starts[number]
        for sentence in filter(None, clips[number].sentences):
            heard = powers[(ends > begin + sentence[0].start) & (times < begin + sentence[-1].end)]
            loudness = float(np.sqrt(heard.mean())) if heard.size else 0.0
            if not loudness >= _AUDIBLE:  # also true of NaN
                raise VerificationFailed(f'scene {number + 1} is silent where "{_opening(sentence)}" should be spoken')
        cache.put(proofs[number], True)


def _opening(sentence: Sequence[Word]) -> str:
    return " ".join(word.text for word in sentence[:5]) + ("…" if len(sentence) > 5 else "")


def _check_pictures(
    path: Path,
    slides: Sequence[SlideLike],
    clips: Sequence[Clip],
    parts: Sequence[ScenePackets],
    cache: RenderCache,
) -> None:
    for number, part in enumerate(parts, start=1):
        if part.key is None:
            raise VerificationFailed(f"a player cannot seek to the start of scene {number}")
    starts = _starts(clips)[:-1]
    proofs = [part.slide_proof(slides[number]) for number, part in enumerate(parts)]
    unproved = [number for number, proof in enumerate(proofs) if not cache.get(proof, bool)]
    shown = media.decode_key_frames(path, [starts[number] for number in unproved])
    for number, (at, picture) in zip(unproved, shown, strict=True):
        _check_slide(number + 1, at == starts[number], picture, slides[number])
        cache.put(proofs[number], True)
    # All scenes are encoded the same way: the hand-written pictures are right in all of them or in none.
    if len(slides) > 1 and clips[0].frames > 1 and not cache.get(proof := parts[0].fade_proof(slides[1]), bool):
        if not _shows(media.decode_frame(path, starts[1] - 1), slides[1]):
            raise VerificationFailed("scene 1 does not fade to scene 2")
        cache.put(proof, True)


def _check_slide(number: int, can_seek: bool, picture: media.Pixels, slide: SlideLike) -> None:
    if not can_seek:
        raise VerificationFailed(f"a player cannot seek to the start of scene {number}")
    if picture[: slide.height : _ROW_STEP].std() < _BLANK:
        raise VerificationFailed(f"the picture of scene {number} is blank")
    if not _shows(picture, slide):
        raise VerificationFailed(f"scene {number} does not show its slide")


def _starts(clips: Sequence[Clip]) -> list[int]:
    """The frame at which each scene starts, and the frame at which the last one ends."""
    return list(accumulate((clip.frames for clip in clips), initial=0))


def _shows(picture: media.Pixels, slide: SlideLike) -> bool:
    rows = picture[: slide.height : _ROW_STEP]
    return bool(np.abs(np.subtract(rows, _luma(slide.pixels[::_ROW_STEP]), dtype=np.int16)).mean() <= _ALIKE)


def _luma(rows: media.Pixels) -> media.Pixels:
    """The luma of an RGB image, whose rows are padded to an even number for the conversion."""
    return media.to_yuv(np.pad(rows, ((0, len(rows) % 2), (0, 0), (0, 0))))[: len(rows)]


def _check_captions(contents: media.Contents, cues: Sequence[Cue]) -> None:
    if contents.tracks.captions != 1:
        raise VerificationFailed(f"it has {contents.tracks.captions} caption tracks, not one")
    found = contents.cues
    if [cue.lines for cue in found] != [cue.lines for cue in cues]:
        raise VerificationFailed(f"its {len(found)} captions differ from the {len(cues)} that were written")
    if any(abs(there.start - cue.start) > _TOLERANCE for there, cue in zip(found, cues, strict=True)):
        raise VerificationFailed("its captions are shown at the wrong time")
