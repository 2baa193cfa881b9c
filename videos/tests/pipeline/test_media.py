"""The content of the MP4 files as a player reads it: codecs, colours, times, captions and metadata."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from videos.pipeline.artifacts import Cue
from videos.pipeline.errors import DiskFull, EncodingFailed, VerificationFailed
from videos.pipeline.outside import media
from videos.tests.pipeline.sample_video import CUES, HEIGHT, LABELS, RATE, WIDTH, recording, write_video

PACKET = 1024 / 48_000
"""Seconds."""

BRAND = {"teal": (0, 95, 115), "orange": (238, 155, 0), "red": (174, 32, 18), "paper": (250, 249, 246)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("video") / "video.mp4")


def plain(rgb: tuple[int, int, int]) -> media.Pixels:
    return media.to_yuv(np.full((HEIGHT, WIDTH, 3), rgb, np.uint8))


def show(picture: media.Pixels, path: Path, samples: np.ndarray | None = None) -> None:
    """Write a video of one picture, as long as the audio: one second by default."""
    samples = recording(1.0).samples if samples is None else samples
    with media.Mp4Writer(path, WIDTH, HEIGHT, {}) as writer:
        writer.add(
            media.video_segment(media.key_frame(picture), (), len(samples) * 30 // RATE),
            media.encode_audio(samples, RATE),
        )


@pytest.mark.parametrize("name", BRAND)
def test_a_colour_survives_encoding_when_it_is_read_as_bt709(tmp_path, name):
    show(plain(BRAND[name]), tmp_path / "video.mp4")
    with av.open(tmp_path / "video.mp4") as container:
        frame = next(container.decode(video=0))
        seen = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    assert np.abs(seen.reshape(-1, 3).astype(int) - BRAND[name]).max() <= 3


def test_the_file_declares_bt709_colours_in_limited_range(path):
    with av.open(path) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.colorspace, codec.color_primaries) == (Colorspace.ITU709, ColorPrimaries.BT709)
        assert (codec.color_trc, codec.color_range) == (ColorTrc.BT709, ColorRange.MPEG)


def test_luma_stays_in_limited_range():
    assert int(plain((255, 255, 255))[0, 0]) == 235
    assert int(plain((0, 0, 0))[0, 0]) == 16


def test_a_video_has_one_track_of_each_kind_in_formats_that_every_browser_plays(path):
    tracks = media.probe(path)
    assert tracks.video == (media.VideoTrack("h264", WIDTH, HEIGHT, 5.2),)
    (sound,) = tracks.audio
    assert (sound.codec, sound.sample_rate) == ("aac", 48_000)
    assert sound.duration == pytest.approx(5.2, abs=PACKET / 2)
    assert tracks.captions == 1
    with av.open(path) as container:
        assert container.streams.video[0].profile == "High"
        assert container.streams.video[0].pix_fmt == "yuv420p"
        assert container.streams.audio[0].channels == 1


def test_the_file_is_as_long_as_its_pictures_within_half_an_audio_packet(path):
    with av.open(path) as container:
        assert container.duration / av.time_base == pytest.approx(5.2, abs=PACKET / 2)
        assert container.start_time == 0


def test_the_audio_is_in_time_in_spite_of_the_encoder_delay(tmp_path):
    samples = np.zeros(3 * RATE, np.float32)
    samples[RATE : RATE + 2205] = tone(2205)
    show(plain((9, 9, 9)), tmp_path / "video.mp4", samples)
    pieces = list(media.decode_audio(tmp_path / "video.mp4"))
    heard = np.concatenate([piece for _, piece in pieces])
    loud = np.flatnonzero(np.abs(heard) > 0.1)
    assert pieces[0][0] == 0.0
    assert abs(len(heard) - 3 * 48_000) <= 512
    assert loud[0] / 48_000 == pytest.approx(1.0, abs=0.005)
    assert loud[-1] / 48_000 == pytest.approx(1.1, abs=0.005)


def tone(length: int) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * 440 * np.arange(length) / RATE)).astype(np.float32)


def test_the_audio_of_fifty_scenes_does_not_drift_from_their_pictures(tmp_path):
    frames = 31  # of the video, not a whole number of audio packets
    samples = np.zeros(frames * RATE // 30, np.float32)
    samples[RATE // 2 : RATE // 2 + 2205] = tone(2205)
    segment = media.video_segment(media.key_frame(plain((9, 9, 9))), (), frames)
    with media.Mp4Writer(tmp_path / "video.mp4", WIDTH, HEIGHT, {}) as writer:
        for _ in range(50):
            writer.add(segment, media.encode_audio(samples, RATE))
    heard = np.concatenate([piece for _, piece in media.decode_audio(tmp_path / "video.mp4")])
    beginnings = [np.flatnonzero(np.abs(heard[scene * frames * 1600 :]) > 0.1)[0] / 48_000 for scene in range(50)]
    assert max(beginnings) - 0.5 < PACKET / 2 + 0.005
    assert min(beginnings) - 0.5 > -PACKET / 2 - 0.005
    silent = np.abs(heard.reshape(-1, 64)).max(axis=1) < 1e-4
    assert 0.85 < silent.mean() < 0.95  # no click where two scenes meet


def test_captions_keep_their_lines_times_and_braces(path):
    assert media.captions(path) == CUES


def test_all_tracks_are_marked_as_english(path):
    with av.open(path) as container:
        assert [stream.language for stream in container.streams] == ["eng"] * 3


def test_a_video_without_captions_has_no_caption_track(tmp_path):
    assert media.probe(write_video(tmp_path / "video.mp4", cues=())).captions == 0


def test_the_metadata_names_the_paper(path):
    with av.open(path) as container:
        found = container.metadata
    assert found["title"] == LABELS.title
    assert found["artist"] == LABELS.authors
    assert found["date"] == LABELS.date
    assert found["comment"] == LABELS.comment
    assert found["description"] == LABELS.description


def test_chapters_start_with_their_scenes(path):
    with av.open(path) as container:
        marks = [
            (part["metadata"]["title"], part["start"] * part["time_base"], part["end"] * part["time_base"])
            for part in container.chapters()
        ]
    assert marks[0] == ("Title", 0, Fraction(5, 2))
    assert marks[1] == ("Results", Fraction(5, 2), pytest.approx(5.2, abs=PACKET / 2))


def test_no_track_repeats_the_chapters_since_browsers_would_load_everything_before_them(path):
    content = path.read_bytes()
    assert b"chpl" in content
    assert content.count(b"trak") == content.count(b"tkhd") - 1 == 3  # pictures, sound, captions
    assert b"tref" not in content


def test_a_video_without_chapters_keeps_all_its_tracks(tmp_path):
    content = write_video(tmp_path / "video.mp4", labels=replace(LABELS, chapters=())).read_bytes()
    assert content.count(b"trak") == content.count(b"tkhd") == 3


def test_the_index_precedes_the_content(path):
    content = path.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_the_tracks_are_interleaved_even_in_a_long_scene_without_changes(tmp_path):
    path = write_video(tmp_path / "video.mp4", recordings=(recording(15.0), recording(1.0), recording(1.0)))
    with av.open(path) as container:
        packets = sorted((packet for packet in container.demux() if packet.size), key=lambda packet: packet.pos)
        times = [float(packet.pts * packet.time_base) for packet in packets if packet.stream.type in ("video", "audio")]
    assert max(earlier - later for earlier, later in pairwise(times)) < 1.1


def test_a_player_that_seeks_anywhere_gets_the_first_picture_of_the_scene(path):
    shown = [at for at, _ in media.decode_key_frames(path, range(156))]
    assert shown == [0] * 75 + [75] * 36 + [111] * 45


def test_a_picture_survives_encoding(tmp_path):
    expected = media.to_yuv(np.tile(np.arange(WIDTH, dtype=np.uint8)[None, :, None] // 2, (HEIGHT, 1, 3)))
    show(expected, tmp_path / "video.mp4")
    [(_, picture)] = media.decode_key_frames(tmp_path / "video.mp4", [0])
    assert picture.shape == expected.shape
    assert np.abs(picture.astype(int) - expected).mean() < 1


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Limit the size of every file to ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("missing", [1, 4_000, 60_000])
def test_a_full_disk_is_reported_at_every_point_and_leaves_no_file(tmp_path, path, missing):
    with disk_of(path.stat().st_size - missing), pytest.raises(DiskFull):
        write_video(tmp_path / "video.mp4")
    assert list(tmp_path.iterdir()) == []


def test_captions_out_of_order_are_refused(tmp_path):
    with pytest.raises(EncodingFailed):
        write_video(tmp_path / "video.mp4", cues=(Cue(2.0, 3.0, ("later",)), Cue(1.0, 2.0, ("earlier",))))


@pytest.mark.parametrize("content", [b"", b"not a video at all", bytes(5_000)])
def test_a_file_that_is_not_a_video_cannot_be_read(tmp_path, content):
    (tmp_path / "video.mp4").write_bytes(content)
    with pytest.raises(VerificationFailed, match="cannot be read"):
        media.probe(tmp_path / "video.mp4")


def test_a_missing_file_cannot_be_read(tmp_path):
    with pytest.raises(VerificationFailed, match="cannot be read"):
        media.probe(tmp_path / "video.mp4")
