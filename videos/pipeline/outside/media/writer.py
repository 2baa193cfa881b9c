"""Writes MP4 files from encoded pictures and audio, captions and chapters."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from videos.pipeline.artifacts import FRAMES_PER_SECOND, Cue
from videos.pipeline.outside.media import audio, x264
from videos.pipeline.outside.media.audio import AUDIO_RATE, BLOCK, first_block
from videos.pipeline.outside.media.failures import translated_errors
from videos.pipeline.outside.media.mp4 import hide_chapter_track
from videos.pipeline.outside.media.segments import VideoSegment

_FRAME = Fraction(1, FRAMES_PER_SECOND)
_SAMPLE = Fraction(1, AUDIO_RATE)
_MILLISECOND = Fraction(1, 1000)

# The index goes first, so that a browser can play the file while it loads. The audio of a whole scene is written before
# its pictures; by default FFmpeg stops interleaving the tracks by time when one is 10 s ahead.
_CONTAINER_OPTIONS = {"movflags": "+faststart", "max_interleave_delta": "0"}

# For players without their own caption style: white, centred at the bottom.
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
    """A named part of the video, from frame ``start`` up to but excluding frame ``end``."""

    title: str
    start: int
    end: int


class Mp4Writer:
    """An open MP4 file. Use it as a context manager; leaving the context completes the file.

    Add the scenes in order of time, all of them ``width`` by ``height`` pixels. Raises EncodingFailed, or DiskFull.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        metadata: Mapping[str, str],
        chapters: Sequence[Chapter] = (),
        cues: Sequence[Cue] = (),
    ) -> None:
        with translated_errors():
            self._container = av.open(path, "w", format="mp4", container_options=_CONTAINER_OPTIONS)
            self._container.metadata.update(metadata)
            _set_chapters(self._container, chapters)
            self._video = _add_video(self._container, width, height)
            self._audio = _add_audio(self._container)
            if cues:
                _add_captions(self._container, cues)
        self._path = path
        self._frames = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            with translated_errors():
                self._container.close()
                hide_chapter_track(self._path)
        else:
            with suppress(av.FFmpegError):  # report the first error, not this one
                self._container.close()

    def add(self, segment: VideoSegment, packets: Sequence[bytes]) -> None:
        """Add a scene: its pictures, and its AAC packets, which last as long and are silent at both ends.

        The audio starts at the nearest packet boundary, at most 11 ms early or late.
        """
        with translated_errors():
            self._container.mux(list(self._audio_packets(packets, segment.frames)))
            self._container.mux(list(self._video_packets(segment)))
        self._frames += segment.frames

    def _audio_packets(self, packets: Sequence[bytes], frames: int) -> "Iterator[av.Packet[Stream]]":
        start, end = first_block(self._frames), first_block(self._frames + frames)
        # The first packet of a scene overlaps the last packet of the scene before. Both are silent there.
        for number, content in enumerate(packets[: end - start + 1]):
            if number or not start:
                yield _packet(content, self._audio, _SAMPLE, (start + number - 1) * BLOCK, BLOCK)

    def _video_packets(self, segment: VideoSegment) -> "Iterator[av.Packet[Stream]]":
        """The nth picture in decoding order is decoded a frame before the nth is shown: as late as B pictures allow."""
        times = sorted(picture.at for picture in segment.pictures)
        ends = dict(zip(times, [*times[1:], segment.frames], strict=True))
        for picture, due in zip(segment.pictures, times, strict=True):
            length = ends[picture.at] - picture.at
            packet = _packet(picture.content, self._video, _FRAME, self._frames + picture.at, length)
            packet.dts = self._frames + due - 1
            packet.is_keyframe = not picture.at
            yield packet


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
    """A track for encoded pictures. The stream's encoder only supplies their parameters."""
    stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
    x264.configure(stream.codec_context, width, height)
    stream.metadata["language"] = "eng"
    return stream


def _add_audio(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=AUDIO_RATE)
    audio.configure(stream.codec_context)
    stream.metadata["language"] = "eng"
    return stream


def _add_captions(container: OutputContainer, cues: Sequence[Cue]) -> None:
    stream = container.add_stream("mov_text")
    stream.codec_context.subtitle_header = _CAPTION_STYLE
    stream.codec_context.time_base = _MILLISECOND
    stream.metadata["language"] = "eng"
    container.start_encoding()  # opens the streams; captions are small, so all of them can wait in the queue
    container.mux([_caption(cue, stream) for cue in cues])


def _caption(cue: Cue, stream: SubtitleStream) -> "av.Packet[Stream]":
    """A sample of timed text (3GPP TS 26.245). FFmpeg's own encoder treats braces as markup."""
    text = "\n".join(cue.lines).encode()
    start, end = round(cue.start * 1000), round(cue.end * 1000)
    return _packet(len(text).to_bytes(2, "big") + text, stream, _MILLISECOND, start, end - start)


def _packet(content: bytes, stream: Stream, clock: Fraction, at: int, duration: int) -> "av.Packet[Stream]":
    packet = av.Packet(content)
    packet.stream, packet.time_base = stream, clock
    packet.pts = packet.dts = at
    packet.duration = duration
    return packet
