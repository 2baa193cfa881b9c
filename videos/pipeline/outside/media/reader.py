"""Reads a video file back: what its tracks say of themselves, and what they hold when they are decoded."""

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

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Cue, Samples
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside.media.picture import Pixels, as_array

_MICROSECONDS = 1_000_000
_EMPTY_CAPTION = 2
"""Bytes of the sample that stands where no caption is shown: a length of 0."""


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """What a picture track says of itself; the duration is in seconds."""

    codec: str
    width: int
    height: int
    duration: float


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """What a sound track says of itself; the duration is in seconds."""

    codec: str
    sample_rate: int
    duration: float


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks of a file, by kind."""

    video: tuple[VideoTrack, ...]
    audio: tuple[AudioTrack, ...]
    captions: int


def probe(path: Path) -> Tracks:
    """The tracks of a file, without decoding them. Raises VerificationFailed, as all readers here do."""
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


def sound(path: Path) -> Iterator[tuple[float, Samples]]:
    """The decoded sound in pieces of about 20 ms, each with the second at which it is heard."""
    with _opened(path) as container:
        stream = container.streams.audio[0]
        tick = float(stream.time_base or 0)
        for frame in container.decode(stream):  # 47 a second, so that each costs as little as it can
            if frame.pts is None:
                raise VerificationFailed("a part of its sound does not say when it is due")
            yield frame.pts * tick, np.frombuffer(memoryview(frame.planes[0]), np.float32)[: frame.samples]


def key_pictures(path: Path, frames: Iterable[int]) -> Iterator[tuple[int, Pixels]]:
    """What a player shows first when it is told to start at each of ``frames``.

    Each picture comes with the frame from which it is shown.
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


def picture_at(path: Path, frame: int) -> Pixels:
    """The picture that is shown at a frame, decoded from where its scene starts."""
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


def _time(piece: "av.VideoFrame | av.Packet[SubtitleStream]") -> Fraction:
    if piece.pts is None or piece.time_base is None:
        raise VerificationFailed("a part of it does not say when it is due")
    return piece.pts * piece.time_base


def _duration(stream: Stream) -> float:
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    try:
        with av.open(path, "r") as container:
            yield container
    except (av.FFmpegError, OSError, UnicodeDecodeError) as error:
        raise VerificationFailed(f"it cannot be read ({error})") from error
