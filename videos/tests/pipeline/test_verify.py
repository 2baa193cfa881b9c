"""What ``verify`` finds in a good file, and which faults it tells from one another."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from videos.pipeline.artifacts import Box, Clip, Cue, VideoFacts, Word
from videos.pipeline.artifacts.media import Recording, Slide
from videos.pipeline.encode import RenderStyle, SceneEncoder, join
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside import media
from videos.pipeline.verify import verify
from videos.tests.pipeline.sample_video import (
    CLIPS,
    CUES,
    HEIGHT,
    LABELS,
    RATE,
    RECORDINGS,
    SLIDES,
    WIDTH,
    recording,
    slide,
    write_video,
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("film") / "video.mp4")


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
    assert verify(write_video(tmp_path / "video.mp4", cues=()), SLIDES, CLIPS).duration == 5.2


def test_a_film_of_one_scene_is_good(tmp_path):
    one = SLIDES[:1], RECORDINGS[:1]
    path = write_video(tmp_path / "video.mp4", *one, cues=(), labels=replace(LABELS, chapters=()))
    assert verify(path, SLIDES[:1], CLIPS[:1]).duration == 2.5


def fails(reason: str) -> AbstractContextManager[object]:
    """A test passes when the video is refused for this reason, word for word."""
    text = f"The finished video is faulty: {reason}. Retry the job. If it fails again, report it with "
    return pytest.raises(VerificationFailed, match=f"^{re.escape(text)}the job id\\.$")


@pytest.mark.parametrize("left", [0, 7, 40, 20_000, -1])
def test_a_file_that_was_cut_short_is_found(good, tmp_path, left):
    (tmp_path / "video.mp4").write_bytes(good.read_bytes()[:left])
    with fails("the file is truncated" if left == 20_000 or left == -1 else "the file is not a complete MP4"):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


@pytest.mark.parametrize(
    "content",
    [
        *(b"<html>502 Bad Gateway</html>" * 99, bytes(9_000), b"\x00\x00\x00\x01mdat" + bytes(20)),
        *(b"\x00\x00\x00\x08mdat", b"\x00\x00\x00\x08moov"),
    ],
)
def test_what_is_no_video_is_found(tmp_path, content):
    (tmp_path / "video.mp4").write_bytes(content)
    with pytest.raises(VerificationFailed, match="the file is not a complete MP4"):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


def test_boxes_that_look_right_around_garbage_are_found(tmp_path):
    boxes = b"".join((8 + 90).to_bytes(4, "big") + name + b"x" * 90 for name in (b"ftyp", b"moov", b"mdat"))
    (tmp_path / "video.mp4").write_bytes(boxes)
    with pytest.raises(VerificationFailed, match="its video tracks are"):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with fails("the file cannot be read (No such file or directory)"):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


def test_an_index_at_the_end_is_found(good, tmp_path):
    with fails("its index is at the end, so a browser cannot play it while it loads"):
        verify(copied(good, tmp_path / "video.mp4"), SLIDES, CLIPS)


@pytest.mark.parametrize(
    ("missing", "fault"),
    [
        ("audio", "its audio tracks are [], not one aac of 48000 Hz"),
        ("video", "its video tracks are [], not one h264 of 320 x 180"),
    ],
)
def test_a_missing_track_is_found(good, tmp_path, missing, fault):
    path = copied(good, tmp_path / "video.mp4", lambda stream: stream.type != missing, movflags="+faststart")
    with fails(fault):
        verify(path, SLIDES, CLIPS)


def test_missing_captions_are_found(tmp_path):
    with fails("it has 0 caption tracks, not one"):
        verify(write_video(tmp_path / "video.mp4", cues=()), SLIDES, CLIPS, CUES)


def test_other_captions_are_found(good):
    with fails("its 2 captions differ from the 1 that were written"):
        verify(good, SLIDES, CLIPS, CUES[:1])


@pytest.mark.parametrize("seconds", [0.09, -0.09])
def test_a_caption_may_be_a_tenth_of_a_second_off(good, seconds):
    verify(good, SLIDES, CLIPS, (CUES[0], moved(CUES[1], seconds)))


@pytest.mark.parametrize("seconds", [0.11, -0.11])
@pytest.mark.parametrize("place", [0, 1])
def test_a_caption_at_another_time_is_found(good, seconds, place):
    cues = [moved(cue, seconds) if number == place else cue for number, cue in enumerate(CUES)]
    with fails("its captions are shown at the wrong time"):
        verify(good, SLIDES, CLIPS, cues)


def moved(cue: Cue, seconds: float) -> Cue:
    return Cue(cue.start + seconds, cue.end, cue.lines)


def test_another_size_is_found(good):
    with fails("its video tracks are [('h264', 320, 180)], not one h264 of 200 x 100"):
        verify(good, [slide(9, 9, 9, 200, 100)] * 3, CLIPS)


def ending(seconds: float) -> tuple[Clip, ...]:
    """The clips, of which the last is so much longer."""
    return (*CLIPS[:2], replace(CLIPS[2], frames=CLIPS[2].frames + round(30 * seconds)))


@pytest.mark.parametrize("seconds", [2 / 30, -2 / 30])
def test_a_video_may_be_a_tenth_of_a_second_longer_or_shorter_than_the_narration(good, seconds):
    verify(good, SLIDES, ending(seconds))


@pytest.mark.parametrize(("seconds", "narration"), [(4 / 30, "5.33"), (-4 / 30, "5.07")])
def test_a_video_longer_or_shorter_than_the_narration_is_found(good, seconds, narration):
    with fails(f"its video track lasts 5.20 s, and the narration {narration} s"):
        verify(good, SLIDES, ending(seconds))


def without_packets(path: Path, missing: int) -> Path:
    """A film whose sound lacks its last packets; each lasts 21 ms."""
    encoder = SceneEncoder(SLIDES, RenderStyle())
    *others, last = (encoder.encode(number, each) for number, each in enumerate(RECORDINGS))
    kept = last.audio[: len(last.audio) - missing]
    join([*others, media.SceneSegment(last.video, kept)], (), replace(LABELS, chapters=()), path)
    return path


def test_sound_may_end_a_tenth_of_a_second_early(tmp_path):
    verify(without_packets(tmp_path / "video.mp4", 4), SLIDES, CLIPS)  # 5.12 s


def test_sound_that_ends_earlier_is_found(tmp_path):
    with fails("its audio track lasts 5.08 s, and the narration 5.20 s"):
        verify(without_packets(tmp_path / "video.mp4", 6), SLIDES, CLIPS)


@pytest.mark.parametrize("scene", [1, 2, 3])
def test_a_silent_scene_is_found_and_named(tmp_path, scene):
    recordings = list(RECORDINGS)
    recordings[scene - 1] = replace(recordings[scene - 1], samples=np.zeros_like(recordings[scene - 1].samples))
    with fails(f'scene {scene} is silent where "tone" should be spoken'):
        verify(write_video(tmp_path / "video.mp4", recordings=recordings), SLIDES, CLIPS)


def whispered(path: Path, rms: float) -> Path:
    """A film whose second scene is as loud as that, between -1 and 1."""
    return write_video(path, recordings=(RECORDINGS[0], recording(1.2, 550, loudness=rms * 2**0.5), RECORDINGS[2]))


def test_a_sentence_at_50_db_below_full_scale_is_heard(tmp_path):
    verify(whispered(tmp_path / "video.mp4", 0.0032), SLIDES, CLIPS)


def test_a_sentence_below_that_is_silent(tmp_path):
    with fails('scene 2 is silent where "tone" should be spoken'):
        verify(whispered(tmp_path / "video.mp4", 0.0029), SLIDES, CLIPS)


@pytest.mark.parametrize(
    ("sentence", "opening"),
    [("None of the dose of zinc", "None of the dose of…"), ("None of the zinc helped", "None of the zinc helped")],
)
def test_a_silent_sentence_in_a_scene_that_speaks_is_found(tmp_path, sentence, opening):
    samples = RECORDINGS[0].samples.copy()
    samples[RATE : 2 * RATE] = 0
    silent = tuple(Word(word, 1.1 + 0.1 * n, 1.2 + 0.1 * n) for n, word in enumerate(sentence.split()))
    clips = (Clip(CLIPS[0].frames, (*CLIPS[0].sentences, silent)), *CLIPS[1:])
    recordings = (Recording(samples, RATE, clips[0]), *RECORDINGS[1:])
    with fails(f'scene 1 is silent where "{opening}" should be spoken'):
        verify(write_video(tmp_path / "video.mp4", recordings=recordings), SLIDES, clips)


def with_sentence(*words: Word) -> tuple[Clip, ...]:
    """The clips, of which the first says one sentence more."""
    return (Clip(CLIPS[0].frames, (*CLIPS[0].sentences, words)), *CLIPS[1:])


def test_a_sentence_that_lasts_a_moment_is_heard(good):
    verify(good, SLIDES, with_sentence(Word("O", 1.0, 1.001)))


def test_a_sentence_after_the_end_of_the_sound_is_silent(good):
    with fails('scene 1 is silent where "Late" should be spoken'):
        verify(good, SLIDES, with_sentence(Word("Late", 60, 61)))


def test_a_scene_without_words_may_be_silent(tmp_path):
    clips = (*CLIPS[:2], replace(CLIPS[2], sentences=()))
    recordings = (*RECORDINGS[:2], replace(recording(1.5, loudness=0.0), clip=clips[2]))
    assert verify(write_video(tmp_path / "video.mp4", recordings=recordings), SLIDES, clips)


def test_slides_in_another_order_are_found(good):
    with fails("scene 1 does not show its slide"):
        verify(good, (SLIDES[1], SLIDES[0], SLIDES[2]), CLIPS)


def darker(page: Slide, rows: slice, columns: slice, levels: int) -> Slide:
    pixels = page.pixels.copy()
    pixels[rows, columns] -= levels
    return Slide(pixels)


EVERYWHERE = slice(None)


def unlike(columns: int) -> tuple[Slide, ...]:
    """The slides, of which the first is ten levels darker in so many of its 320 columns."""
    return (darker(SLIDES[0], EVERYWHERE, slice(-columns, None), 10), *SLIDES[1:])


def test_a_picture_may_differ_from_its_slide_by_a_level_on_average(good):
    verify(good, unlike(32), CLIPS)  # by 0.90 levels


def test_a_slide_may_be_lighter_than_its_picture_by_less_than_a_level(good):
    pixels = SLIDES[0].pixels.copy()
    pixels[:, :288] += 1  # of 320 columns: 0.90 levels
    verify(good, (Slide(pixels), *SLIDES[1:]), CLIPS)


def test_a_picture_that_differs_by_more_is_not_its_slide(good):
    with fails("scene 1 does not show its slide"):
        verify(good, unlike(40), CLIPS)  # by 1.13 levels


@pytest.mark.parametrize("first", [80, 81, 82, 83])
def test_a_fault_as_high_as_four_rows_is_found_wherever_it_is(good, first):
    slides = (*SLIDES[:2], darker(SLIDES[2], slice(first, first + 4), EVERYWHERE, 80))
    with fails("scene 3 does not show its slide"):
        verify(good, slides, CLIPS)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("first", [RECORDINGS[0], replace(recording(2 / 30), clip=Clip(2, ()))], ids=["long", "short"])
def test_a_fade_that_leads_elsewhere_is_found(tmp_path, first, count):
    recordings = (first, *RECORDINGS[1:count])
    encoder = SceneEncoder((SLIDES[0], SLIDES[2]), RenderStyle())  # its first scene ends with the third slide
    others = (SceneEncoder([SLIDES[n]], RenderStyle()).encode(0, recordings[n]) for n in range(1, count))
    join([encoder.encode(0, first), *others], (), replace(LABELS, chapters=()), tmp_path / "video.mp4")
    with fails("scene 1 does not fade to scene 2"):
        verify(tmp_path / "video.mp4", SLIDES[:count], [each.clip for each in recordings])


def test_a_scene_of_one_frame_has_no_time_to_fade(tmp_path):
    recordings = (replace(recording(1 / 30), clip=Clip(1, ())), *RECORDINGS[1:])
    path = write_video(tmp_path / "video.mp4", recordings=recordings, cues=())
    verify(path, SLIDES, [each.clip for each in recordings])


def test_a_second_scene_of_one_frame_excuses_no_fade_of_the_first(tmp_path):
    recordings = (RECORDINGS[0], replace(recording(1 / 30), clip=Clip(1, ())))
    encoder = SceneEncoder((SLIDES[0], SLIDES[2]), RenderStyle())
    scenes = [encoder.encode(0, recordings[0]), SceneEncoder([SLIDES[1]], RenderStyle()).encode(0, recordings[1])]
    join(scenes, (), replace(LABELS, chapters=()), tmp_path / "video.mp4")
    with fails("scene 1 does not fade to scene 2"):
        verify(tmp_path / "video.mp4", SLIDES[:2], [each.clip for each in recordings])


def pale(columns: int) -> tuple[Slide, ...]:
    """Slides of which the second is three levels darker in so many of its 320 columns, and shows nothing else."""
    return (SLIDES[0], darker(Slide(np.full_like(SLIDES[1].pixels, 244)), EVERYWHERE, slice(columns), 3), SLIDES[2])


def test_a_picture_whose_light_varies_by_a_level_shows_something(tmp_path):
    verify(write_video(tmp_path / "video.mp4", slides=pale(48)), pale(48), CLIPS)  # a standard deviation of 1.07


def test_a_picture_whose_light_varies_by_less_is_blank(tmp_path):
    with fails("the picture of scene 2 is blank"):
        verify(write_video(tmp_path / "video.mp4", slides=pale(32)), pale(32), CLIPS)  # a standard deviation of 0.90


def test_a_scene_that_a_player_cannot_start_at_is_found(tmp_path):
    pictures = [media.to_yuv(page.pixels) for page in SLIDES]
    key, everywhere = media.key_frame(pictures[0]), (Box(0, 0, WIDTH, HEIGHT),)
    others = zip((75, 111), pictures[1:], strict=True)
    shots = [media.FrameChange(at, lambda shown=shown: media.Painted(shown, everywhere)) for at, shown in others]
    reel = media.video_segment(key, media.changed_frames(key, shots), 156)  # the three scenes as one
    samples = np.concatenate([each.samples for each in RECORDINGS])
    with media.Mp4Writer(tmp_path / "video.mp4", WIDTH, HEIGHT, {}) as writer:
        writer.add(reel, media.encode_audio(samples, RATE))
    with fails("a player cannot seek to the start of scene 2"):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


def test_damage_inside_a_file_is_found(good, tmp_path):
    content = bytearray(good.read_bytes())
    content[content.index(b"mdat") + 4 :] = bytes(len(content) - content.index(b"mdat") - 4)
    (tmp_path / "video.mp4").write_bytes(content)
    with pytest.raises(VerificationFailed):
        verify(tmp_path / "video.mp4", SLIDES, CLIPS)


def test_labels_play_no_part(tmp_path):
    assert verify(
        write_video(tmp_path / "video.mp4", labels=replace(LABELS, title="", chapters=())), SLIDES, CLIPS, CUES
    )
