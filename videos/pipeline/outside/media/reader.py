"""Reads a video file: the properties of its tracks, and their decoded content."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Stream

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Cue
from videos.pipeline.artifacts.media import Samples
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside.media.audio import BLOCK
from videos.pipeline.outside.media.h264 import START_CODE
from videos.pipeline.outside.media.picture import Pixels, as_array

_MICROSECONDS = 1_000_000
_EMPTY_CAPTION = 2
"""Size in bytes of the sample that means "no caption": a text length of 0."""

_LENGTH_BYTES = 4
_BEFORE = 0.1
"""Seconds of audio that are decoded before those that are wanted."""


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """Properties of a video track; ``duration`` is in seconds."""

    codec: str
    width: int
    height: int
    duration: float


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """Properties of an audio track; ``duration`` is in seconds."""

    codec: str
    sample_rate: int
    duration: float


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks of a file; ``captions`` is the number of caption tracks."""

    video: tuple[VideoTrack, ...]
    audio: tuple[AudioTrack, ...]
    captions: int


@dataclass(frozen=True, slots=True)
class Packet:
    """An encoded picture, shown from frame ``at`` on, or block number ``at`` of the audio, as stored in a file.

    A player can start at a key picture.
    """

    at: int
    is_key: bool
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is stored in a file: pictures in decoding order, audio, and the captions of the first caption track.

    ``parameters`` is what a decoder reads before the first packet of each track.
    """

    tracks: Tracks
    parameters: bytes
    pictures: tuple[Packet, ...]
    audio: tuple[Packet, ...]
    cues: tuple[Cue, ...]


def probe(path: Path) -> Tracks:
    """The tracks of a file, without decoding them. Raises VerificationFailed, as every function here does."""
    with _opened(path) as container:
        return _tracks(container)


def contents(path: Path) -> Contents:
    """All that is stored in the first track of each kind, without decoding it."""
    with _opened(path) as container:
        streams = container.streams
        chosen = [*streams.video[:1], *streams.audio[:1], *streams.subtitles[:1]]
        packets: dict[str, list[av.Packet[Stream]]] = {"video": [], "audio": [], "subtitle": []}
        for packet in container.demux(chosen) if chosen else ():
            if packet.size:
                packets[packet.stream.type].append(packet)
        return Contents(
            _tracks(container),
            repr([each.codec_context.extradata for each in (*streams.video, *streams.audio)]).encode(),
            tuple(
                Packet(round(_time(each) * FRAMES_PER_SECOND), each.is_keyframe, _byte_stream(bytes(each)))
                for each in packets["video"]
            ),
            tuple(Packet((each.pts or 0) // BLOCK, each.is_keyframe, bytes(each)) for each in packets["audio"]),
            tuple(_cue(each) for each in packets["subtitle"] if each.size > _EMPTY_CAPTION),
        )


def _tracks(container: InputContainer) -> Tracks:
    streams = container.streams
    return Tracks(
        tuple(
            VideoTrack(stream.codec_context.name, stream.width, stream.height, _duration(stream))
            for stream in streams.video
        ),
        tuple(AudioTrack(stream.codec_context.name, stream.sample_rate, _duration(stream)) for stream in streams.audio),
        len(streams.subtitles),
    )


def _byte_stream(sample: bytes) -> bytes:
    """A picture as it was encoded. In a file, the length of each unit precedes it (ISO/IEC 14496-15, 5.3)."""
    units, place = [], 0
    while place < len(sample):
        start = place + _LENGTH_BYTES
        place = start + int.from_bytes(sample[place:start], "big")
        units.append(START_CODE + sample[start:place])
    return b"".join(units)


def decode_audio(path: Path, start: float = 0.0, end: float = inf) -> Iterator[tuple[float, Samples]]:
    """Yield the decoded audio between two times in pieces of about 20 ms, each with its time in seconds."""
    with _opened(path) as container:
        stream = container.streams.audio[0]
        tick = float(stream.time_base or 0)
        if start > _BEFORE:  # the first pieces after a jump are not complete
            container.seek(round((start - _BEFORE) / tick), stream=stream)
        for frame in container.decode(stream):  # 47 pieces a second, so the loop does as little as possible
            if frame.pts is None:
                raise VerificationFailed("an audio frame has no timestamp")
            if (time := frame.pts * tick) >= end:
                break
            yield time, np.frombuffer(memoryview(frame.planes[0]), np.float32)[: frame.samples]


def decode_key_frames(path: Path, frames: Iterable[int]) -> Iterator[tuple[int, Pixels]]:
    """Yield the picture that a player shows first after seeking to each of ``frames``.

    Each picture comes with the number of the frame from which it is shown.
    """
    with _opened(path) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for frame in frames:
            container.seek(round(Fraction(frame, FRAMES_PER_SECOND) * _MICROSECONDS))
            picture = next(container.decode(stream), None)
            if picture is None:
                raise VerificationFailed(f"no picture can be decoded at {frame / FRAMES_PER_SECOND:.1f} s")
            yield round(_time(picture) * FRAMES_PER_SECOND), as_array(picture)


def decode_frame(path: Path, frame: int) -> Pixels:
    """The picture that is shown at a frame, decoded from the start of its scene."""
    with _opened(path) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        container.seek(round(Fraction(frame, FRAMES_PER_SECOND) * _MICROSECONDS))
        shown = None
        for picture in container.decode(stream):
            if _time(picture) * FRAMES_PER_SECOND > frame:
                break
            shown = picture
        if shown is None:
            raise VerificationFailed(f"no picture can be decoded at {frame / FRAMES_PER_SECOND:.1f} s")
        return as_array(shown)


def captions(path: Path) -> tuple[Cue, ...]:
    """The captions of the first caption track."""
    return contents(path).cues


def _cue(packet: "av.Packet[Stream]") -> Cue:
    sample = bytes(packet)
    length = int.from_bytes(sample[:2], "big")
    start = _time(packet)
    duration = (packet.duration or 0) * packet.time_base
    return Cue(float(start), float(start + duration), tuple(sample[2 : 2 + length].decode().split("\n")))


def _time(timed: "av.VideoFrame | av.Packet[Stream]") -> Fraction:
    if timed.pts is None or timed.time_base is None:
        raise VerificationFailed("a frame or a caption has no timestamp")
    return timed.pts * timed.time_base


def _duration(stream: Stream) -> float:
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    try:
        with av.open(path, "r") as container:
            yield container
    except (av.FFmpegError, OSError, UnicodeDecodeError) as error:
        raise VerificationFailed(f"it cannot be read ({error})") from error
