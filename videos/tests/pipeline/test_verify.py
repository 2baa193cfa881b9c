"""What ``verify`` finds in a good file, and which faults it tells from one another."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from videos.pipeline.artifacts import Clip, Cue, Recording, VideoFacts, Word
from videos.pipeline.encode import RenderStyle, SceneEncoder, join
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside import media
from videos.pipeline.verify import verify
from videos.tests.pipeline.footage import (
    CLIPS,
    CUES,
    HEIGHT,
    LABELS,
    RATE,
    RECORDINGS,
    SLIDES,
    WIDTH,
    film,
    recording,
    slide,
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "film.mp4")


def copied(
    source: Path, target: Path, keep: Callable[["av.stream.Stream"], bool] = lambda stream: True, **options: str
) -> Path:
    """The same packets in a new file; without its index first, unless ``options`` ask for it."""
    with av.open(source) as old, av.open(target, "w", container_options=options) as new:
        kept = [stream for stream in old.streams if stream.type in ("video", "audio", "subtitle") and keep(stream)]
        copies = {stream.index: new.add_stream_from_template(stream) for stream in kept}
        for packet in old.demux(kept):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                new.mux(packet)
    return target


def test_the_facts_of_a_good_file_are_what_it_really_holds(good):
    facts = verify(good, SLIDES, CLIPS, CUES)
    assert facts == VideoFacts(5.2, WIDTH, HEIGHT, good.stat().st_size)


def test_a_good_file_without_captions_is_good(tmp_path):
    assert verify(film(tmp_path / "film.mp4", cues=()), SLIDES, CLIPS).duration == 5.2


def test_the_reader_is_told_what_to_do(good):
    with pytest.raises(VerificationFailed, match="Make the video again; if it happens twice, report it"):
        verify(good, SLIDES, CLIPS[:2])


@pytest.mark.parametrize("left", [0, 7, 40, 20_000, -1])
def test_a_file_that_was_cut_short_is_found(good, tmp_path, left):
    (tmp_path / "film.mp4").write_bytes(good.read_bytes()[:left])
    with pytest.raises(VerificationFailed, match=r"no MP4, or not a whole one|is cut short"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


@pytest.mark.parametrize(
    "content", [b"<html>502 Bad Gateway</html>" * 99, bytes(9_000), b"\x00\x00\x00\x01mdat" + bytes(20)]
)
def test_what_is_no_video_is_found(tmp_path, content):
    (tmp_path / "film.mp4").write_bytes(content)
    with pytest.raises(VerificationFailed, match="no MP4"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_boxes_that_look_right_around_garbage_are_found(tmp_path):
    boxes = b"".join((8 + 90).to_bytes(4, "big") + name + b"x" * 90 for name in (b"ftyp", b"moov", b"mdat"))
    (tmp_path / "film.mp4").write_bytes(boxes)
    with pytest.raises(VerificationFailed, match="picture tracks are"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(VerificationFailed, match="No such file"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_an_index_at_the_end_is_found(good, tmp_path):
    with pytest.raises(VerificationFailed, match="index stands at the end"):
        verify(copied(good, tmp_path / "film.mp4"), SLIDES, CLIPS)


@pytest.mark.parametrize(
    ("missing", "told"), [("audio", "sound tracks are \\[\\]"), ("video", "picture tracks are \\[\\]")]
)
def test_a_missing_track_is_found(good, tmp_path, missing, told):
    path = copied(good, tmp_path / "film.mp4", lambda stream: stream.type != missing, movflags="+faststart")
    with pytest.raises(VerificationFailed, match=told):
        verify(path, SLIDES, CLIPS)


def test_missing_captions_are_found(tmp_path):
    with pytest.raises(VerificationFailed, match="0 caption tracks"):
        verify(film(tmp_path / "film.mp4", cues=()), SLIDES, CLIPS, CUES)


def test_other_captions_are_found(good):
    with pytest.raises(VerificationFailed, match="2 captions are not the 1"):
        verify(good, SLIDES, CLIPS, CUES[:1])


def test_captions_at_another_time_are_found(good):
    late = (CUES[0], Cue(CUES[1].start + 0.5, CUES[1].end, CUES[1].lines))
    with pytest.raises(VerificationFailed, match="wrong time"):
        verify(good, SLIDES, CLIPS, late)


def test_another_size_is_found(good):
    with pytest.raises(VerificationFailed, match="not one h264 of 200 x 100"):
        verify(good, [slide(9, 9, 9, 200, 100)] * 3, CLIPS)


def test_a_video_longer_or_shorter_than_the_narration_is_found(good):
    for seconds in (2.3, 2.7):
        with pytest.raises(VerificationFailed, match=r"last 5.20 s, and the narration 5\.[04]0 s"):
            verify(good, SLIDES, (recording(seconds).clip, *CLIPS[1:]))


@pytest.mark.parametrize("scene", [1, 2, 3])
def test_a_silent_scene_is_found_and_named(tmp_path, scene):
    recordings = list(RECORDINGS)
    recordings[scene - 1] = replace(recordings[scene - 1], samples=np.zeros_like(recordings[scene - 1].samples))
    with pytest.raises(VerificationFailed, match=f'scene {scene} is silent where it should say "tone"'):
        verify(film(tmp_path / "film.mp4", recordings=recordings), SLIDES, CLIPS)


def test_a_silent_sentence_in_a_scene_that_speaks_is_found(tmp_path):
    samples = RECORDINGS[0].samples.copy()
    samples[RATE : 2 * RATE] = 0
    words = ["of", "the", "dose", "of", "zinc"]
    silent = tuple(Word(word, 1.1 + 0.1 * place, 1.2 + 0.1 * place) for place, word in enumerate(["None", *words]))
    clips = (Clip(CLIPS[0].frames, (*CLIPS[0].sentences, silent)), *CLIPS[1:])
    recordings = (Recording(samples, RATE, clips[0]), *RECORDINGS[1:])
    with pytest.raises(VerificationFailed, match='scene 1 is silent where it should say "None of the dose of…"'):
        verify(film(tmp_path / "film.mp4", recordings=recordings), SLIDES, clips)


def test_a_scene_without_words_may_be_silent(tmp_path):
    clips = (*CLIPS[:2], replace(CLIPS[2], sentences=()))
    recordings = (*RECORDINGS[:2], replace(recording(1.5, loudness=0.0), clip=clips[2]))
    assert verify(film(tmp_path / "film.mp4", recordings=recordings), SLIDES, clips)


def test_slides_in_another_order_are_found(good):
    with pytest.raises(VerificationFailed, match="scene 1 does not show its slide"):
        verify(good, (SLIDES[1], SLIDES[0], SLIDES[2]), CLIPS)


def test_a_fade_that_leads_elsewhere_is_found(tmp_path):
    encoder = SceneEncoder((SLIDES[0], SLIDES[2]), RenderStyle())  # its first scene ends with the third slide
    scenes = [
        encoder.encode(0, RECORDINGS[0]),
        *(SceneEncoder([SLIDES[n]], RenderStyle()).encode(0, RECORDINGS[n]) for n in (1, 2)),
    ]
    join(scenes, (), replace(LABELS, chapters=()), tmp_path / "film.mp4")
    with pytest.raises(VerificationFailed, match="scene 1 does not become scene 2"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_a_blank_picture_is_found_and_named(tmp_path):
    blank = replace(SLIDES[1], pixels=np.full_like(SLIDES[1].pixels, 244))
    slides = (SLIDES[0], blank, SLIDES[2])
    with pytest.raises(VerificationFailed, match="picture of scene 2 is blank"):
        verify(film(tmp_path / "film.mp4", slides=slides), slides, CLIPS)


def test_a_scene_that_a_player_cannot_start_at_is_found(tmp_path):
    pictures = [media.to_yuv(page.pixels) for page in SLIDES]
    shots = [media.FrameChange(at, lambda shown=shown: shown) for at, shown in zip((0, 75, 111), pictures, strict=True)]
    reel = media.video_segment(media.key_frame(pictures[0]), shots, 156)  # the three scenes as one
    samples = np.concatenate([each.samples for each in RECORDINGS])
    with media.Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, {}) as writer:
        writer.add(reel, media.encoded_sound(samples, RATE))
    with pytest.raises(VerificationFailed, match="scene 2 cannot be started"):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_damage_inside_a_file_is_found(good, tmp_path):
    content = bytearray(good.read_bytes())
    content[content.index(b"mdat") + 4 :] = bytes(len(content) - content.index(b"mdat") - 4)
    (tmp_path / "film.mp4").write_bytes(content)
    with pytest.raises(VerificationFailed):
        verify(tmp_path / "film.mp4", SLIDES, CLIPS)


def test_labels_play_no_part(tmp_path):
    assert verify(film(tmp_path / "film.mp4", labels=replace(LABELS, title="", chapters=())), SLIDES, CLIPS, CUES)
