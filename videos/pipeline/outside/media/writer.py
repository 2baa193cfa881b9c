"""Writes MP4 files: the pictures of a scene as a reel, and the film that joins reels with sound, captions, chapters."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Stream
from av.subtitles.stream import SubtitleStream
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Cue, Samples
from videos.pipeline.errors import DiskFull, EncodingFailed, is_full
from videos.pipeline.outside.media.boxes import hide_chapter_track
from videos.pipeline.outside.media.picture import Pixels

AUDIO_RATE = 48_000
_AUDIO_BIT_RATE = 96_000
_FRAME = Fraction(1, FRAMES_PER_SECOND)
_MILLISECOND = Fraction(1, 1000)

# The index goes first, so that a browser plays before it has the whole file. The tracks are interleaved by time
# however far one runs ahead: a whole clip is heard before its reel is shown, and FFmpeg alone waits 10 s at most.
_CONTAINER_OPTIONS = {"movflags": "+faststart", "max_interleave_delta": "0"}

# Nothing moves in a slide, so that a search for motion finds nothing: "superfast" with whole-pixel search (subq 0)
# takes 40 % less time than "veryfast", and the file is smaller. One quantiser for all pictures, the same for all
# their parts, spares the encoder a second look at each. Without B frames a picture is decoded as soon as it is read,
# and the track needs no edit list.
_VIDEO_OPTIONS = {
    "preset": "superfast",
    "subq": "0",
    "qp": "22",
    "tune": "stillimage",
    "profile": "high",
    "bf": "0",
    "g": "100000",
    "x264-params": "aq-mode=0:scenecut=0:weightp=0",
}

# The encoder's default coder takes twice the time.
_AUDIO_OPTIONS = {"aac_coder": "fast"}

# What a player without a caption style of its own draws: white, centred at the bottom.
_CAPTION_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,Sans,18,&Hffffff,2

[Events]
Format: Layer, Start, End, Style, Text
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named part of the video, from frame ``start`` up to frame ``end``."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture and the frame of its scene from which it is shown, until the next."""

    at: int
    picture: Pixels


def reel(shots: Iterable[Shot], frames: int, width: int, height: int) -> bytes:
    """The pictures of a scene that lasts so many ``frames``, as an MP4 file of their own.

    A player can start at the first and at no other. A shot's picture may be painted over once the next is asked for.
    Raises EncodingFailed.
    """
    file = io.BytesIO()
    with _translated_errors(), av.open(file, "w", format="mp4") as container:
        stream = _add_video(container, width, height)
        held: av.Packet[VideoStream] | None = None
        for packet in _encoded(shots, stream):
            if held is not None:
                container.mux(held)
            held = packet
        if held is not None and held.pts is not None:  # only now it is known how long the last picture lasts
            held.duration = frames - held.pts
            container.mux(held)
    return file.getvalue()


class Film:
    """An MP4 file being written. Use it as a context manager; leaving it completes the file.

    ``like`` is one of the reels, which are all of one size. Reels and sounds are each given in the order of time. A
    failure is raised as EncodingFailed.
    """

    def __init__(
        self,
        path: Path,
        like: bytes,
        metadata: Mapping[str, str],
        chapters: Sequence[Chapter] = (),
        cues: Sequence[Cue] = (),
    ) -> None:
        with _translated_errors():
            self._container = av.open(path, "w", format="mp4", container_options=_CONTAINER_OPTIONS)
            self._container.metadata.update(metadata)
            _set_chapters(self._container, chapters)
            with av.open(io.BytesIO(like), "r") as source:
                self._video = self._container.add_stream_from_template(source.streams.video[0])
                self._video.metadata["language"] = "eng"
            self._audio = _add_audio(self._container)
            if cues:
                _add_captions(self._container, cues)
        self._path = path
        self._samples_heard = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            with _translated_errors():
                self._container.mux(self._audio.encode(None))
                self._container.close()
                hide_chapter_track(self._path)
        else:
            with suppress(av.FFmpegError):  # the error on its way out is the one to tell
                self._container.close()

    def hear(self, samples: Samples, sample_rate: int) -> None:
        """Add mono sound after that heard before; the sample rate stays the same throughout."""
        frame = av.AudioFrame.from_ndarray(np.atleast_2d(samples), format="flt", layout="mono")
        frame.sample_rate = sample_rate
        frame.time_base = Fraction(1, sample_rate)
        frame.pts = self._samples_heard
        self._samples_heard += len(samples)
        with _translated_errors():
            self._container.mux(self._audio.encode(frame))

    def show(self, pictures: bytes, at: int) -> None:
        """Show a reel from frame ``at`` on. Its pictures are copied as they are."""
        with _translated_errors(), av.open(io.BytesIO(pictures), "r") as source:
            for packet in source.demux(video=0):
                if packet.pts is not None and packet.dts is not None:
                    offset = round(at * _FRAME / packet.time_base)
                    packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                    packet.stream = self._video
                    self._container.mux(packet)


def _encoded(shots: Iterable[Shot], stream: VideoStream) -> Iterator["av.Packet[VideoStream]"]:
    for number, shot in enumerate(shots):
        frame = av.VideoFrame.from_numpy_buffer(shot.picture, format="yuv420p", width=shot.picture.shape[1])
        frame.pts = shot.at
        frame.time_base = _FRAME
        frame.pict_type = PictureType.NONE if number else PictureType.I
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _set_chapters(container: OutputContainer, chapters: Sequence[Chapter]) -> None:
    container.set_chapters(
        [
            {
                "id": number,
                "start": part.start,
                "end": part.end,
                "time_base": _FRAME,
                "metadata": {"title": part.title},
            }
            for number, part in enumerate(chapters)
        ]
    )


def _add_video(container: OutputContainer, width: int, height: int) -> VideoStream:
    stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=_VIDEO_OPTIONS)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    codec = stream.codec_context
    codec.time_base = _FRAME
    codec.thread_count = 1  # videos, not frames, are what is spread over the cores
    codec.colorspace = Colorspace.ITU709
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.color_range = ColorRange.MPEG
    return stream


def _add_audio(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=AUDIO_RATE, options=_AUDIO_OPTIONS, layout="mono")
    stream.bit_rate = _AUDIO_BIT_RATE
    stream.metadata["language"] = "eng"
    return stream


def _add_captions(container: OutputContainer, cues: Sequence[Cue]) -> None:
    stream = container.add_stream("mov_text")
    stream.codec_context.subtitle_header = _CAPTION_STYLE
    stream.codec_context.time_base = _MILLISECOND
    stream.metadata["language"] = "eng"
    container.start_encoding()  # which opens the streams; all captions can wait in the queue, for they are small
    container.mux([_caption(cue, stream) for cue in cues])


def _caption(cue: Cue, stream: SubtitleStream) -> "av.Packet[Stream]":
    """A sample of timed text (3GPP TS 26.245), made by hand: FFmpeg's encoder takes braces for markup."""
    text = "\n".join(cue.lines).encode()
    packet = av.Packet(len(text).to_bytes(2, "big") + text)
    packet.stream = stream
    packet.time_base = _MILLISECOND
    packet.pts = packet.dts = round(cue.start * 1000)
    packet.duration = round(cue.end * 1000) - round(cue.start * 1000)
    return packet


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Tell FFmpeg's errors, and the disk's, in the pipeline's words."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        if is_full(error):
            raise DiskFull from error
        raise EncodingFailed(f"The encoder stopped: {error.strerror or error}. Make the video again.") from error
