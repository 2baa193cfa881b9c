"""Reads a video file: the properties of its tracks, and their decoded content."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Cue
from videos.pipeline.artifacts.media import Samples
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside.media.picture import Pixels, as_array

_MICROSECONDS = 1_000_000
_EMPTY_CAPTION = 2
"""Size in bytes of the sample that means "no caption": a text length of 0."""


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


def probe(path: Path) -> Tracks:
    """The tracks of a file, without decoding them. Raises VerificationFailed, as every function here does."""
    with _opened(path) as container:
        streams = container.streams
        return Tracks(
            tuple(
                VideoTrack(stream.codec_context.name, stream.width, stream.height, _duration(stream))
                for stream in streams.video
            ),
            tuple(
                AudioTrack(stream.codec_context.name, stream.sample_rate, _duration(stream)) for stream in streams.audio
            ),
            len(streams.subtitles),
        )


def decode_audio(path: Path) -> Iterator[tuple[float, Samples]]:
    """Yield the decoded audio in pieces of about 20 ms, each with its time in seconds."""
    with _opened(path) as container:
        stream = container.streams.audio[0]
        tick = float(stream.time_base or 0)
        for frame in container.decode(stream):  # 47 pieces a second, so the loop does as little as possible
            if frame.pts is None:
                raise VerificationFailed("an audio frame has no timestamp")
            yield frame.pts * tick, np.frombuffer(memoryview(frame.planes[0]), np.float32)[: frame.samples]


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
    with _opened(path) as container:
        packets = container.demux(container.streams.subtitles[0])
        return tuple(_cue(packet) for packet in packets if packet.size > _EMPTY_CAPTION)


def _cue(packet: "av.Packet[SubtitleStream]") -> Cue:
    sample = bytes(packet)
    length = int.from_bytes(sample[:2], "big")
    start = _time(packet)
    duration = (packet.duration or 0) * packet.time_base
    return Cue(float(start), float(start + duration), tuple(sample[2 : 2 + length].decode().split("\n")))


def _time(timed: "av.VideoFrame | av.Packet[SubtitleStream]") -> Fraction:
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
