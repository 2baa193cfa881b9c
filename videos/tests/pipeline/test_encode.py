"""What ``encode`` promises: which picture is shown when, and that a video is there whole or not at all."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.artifacts import Box, Cue, Slide, Word
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.encode import Labels, RenderStyle, chapters, encode, fade_start, scene_frames, scene_starts
from videos.pipeline.errors import EncodingFailed
from videos.pipeline.highlights import Highlight
from videos.pipeline.outside import media
from videos.pipeline.outside.media import Chapter
from videos.pipeline.outside.media.segments import configure
from videos.tests.pipeline.footage import CLIPS, CUES, LABELS, RECORDINGS, SLIDES, film, recording, slide

FRAME = 512  # of the video track's clock, which counts 15360 to the second


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> list["av.Packet"]:
    path = film(tmp_path_factory.mktemp("film") / "film.mp4")
    with av.open(path) as container:
        return [packet for packet in container.demux(video=0) if packet.size]


def decoded(path: Path) -> dict[int, np.ndarray]:
    """Each picture by its frame; the decoder takes no fault for granted."""
    with av.open(path, options={"err_detect": "explode"}) as container:
        return {frame.pts // FRAME: frame.to_ndarray() for frame in container.decode(video=0)}


@given(st.integers(1, 400), st.booleans())
def test_a_scene_is_shown_without_a_gap_and_no_picture_lasts_longer_than_a_second(length, last):
    times = [frame.at for frame in scene_frames(length, last)] + [fade_start(length, last)]
    assert times[0] == 0
    assert all(0 < later - earlier <= 30 for earlier, later in pairwise(times))


@given(st.integers(1, 400))
def test_a_scene_fades_at_its_end_but_the_last(length):
    assert length - fade_start(length, last=False) == min(8, length - 1)
    assert fade_start(length, last=True) == length


def test_a_scene_at_a_constant_rate_has_a_picture_for_every_frame():
    assert [frame.at for frame in scene_frames(60, last=False, hold=1)] == list(range(52))


@given(st.lists(st.tuples(st.integers(0, 399), st.none() | st.integers(0, 99)), unique_by=lambda each: each[0]))
def test_each_light_is_on_from_its_frame_until_the_next_or_the_fade(given_lights):
    changes = [Highlight(*each) for each in sorted(given_lights)]
    frames = scene_frames(400, last=False, changes=changes)
    assert frames[0].word is None  # a scene starts with its slide clear
    assert all(0 < later.at - earlier.at <= 30 for earlier, later in pairwise(frames))
    for frame in frames:
        due = [change.word for change in changes if 0 < change.at <= frame.at]
        assert frame.word == (due[-1] if due else None)


def test_scenes_start_where_those_before_them_end():
    assert scene_starts(CLIPS) == [0, 75, 111, 156]


def test_scenes_with_one_title_are_one_chapter():
    marks = chapters(("Title", "Results", "Results", "Source"), [0, 30, 60, 90, 120])
    assert marks == [Chapter("Title", 0, 30), Chapter("Results", 30, 90), Chapter("Source", 90, 120)]


def test_every_scene_starts_with_a_key_picture_and_no_other_picture_is_one(packets):
    assert [packet.pts // FRAME for packet in packets if packet.is_keyframe] == [0, 75, 111]


def test_only_pictures_that_change_are_stored_and_one_a_second(packets):
    times = sorted(packet.pts // FRAME for packet in packets)
    assert times == [0, 30, 60, *range(67, 75), 75, *range(103, 111), 111, 141]


def test_each_slide_is_stored_twice_at_most_and_all_that_repeats_or_fades_takes_next_to_nothing(packets):
    assert sum(packet.size > 40 for packet in packets) == 3 + 2  # the three slides, and two that a fade ends with


def test_a_player_never_has_to_show_a_picture_before_it_can_be_decoded(packets):
    assert all(packet.dts < packet.pts or packet.size < 40 for packet in packets)
    assert all(packet.dts <= packet.pts for packet in packets)
    assert [packet.dts for packet in packets] == sorted({packet.dts for packet in packets})


def test_the_video_lasts_as_long_as_the_narration_to_the_frame(packets):
    assert packets[-1].pts + packets[-1].duration == (75 + 36 + 45) * FRAME


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[int, np.ndarray]:
    return decoded(film(tmp_path_factory.mktemp("film") / "film.mp4"))


def test_a_fade_passes_from_one_slide_to_the_next_in_equal_steps(shown):
    light, dark = int(shown[0][0, 0]), int(shown[75][0, 0])
    levels = [int(shown[at][0, 0]) for at in range(67, 75)]
    assert levels == pytest.approx([light + (dark - light) * step / 8 for step in range(1, 9)], abs=1)


def test_a_picture_that_repeats_another_is_the_same_in_every_point(shown):
    for first, again in ((0, 30), (0, 60), (111, 141)):
        assert np.array_equal(shown[first], shown[again])
    assert np.array_equal(shown[74], shown[75])  # the end of the fade, and the slide that it leads to


def test_progress_grows_from_0_to_1_scene_by_scene(tmp_path):
    heard: list[float] = []
    encode(SLIDES, RECORDINGS, (), LABELS, tmp_path / "film.mp4", heard.append)
    assert heard == pytest.approx([0, 75 / 156, 111 / 156, 1])


class Cancelled(OSError):
    """As awkward as can be: of the very class that a full disk raises."""


@pytest.mark.parametrize("fraction", [0.0, 0.4, 1.0])
def test_what_the_report_raises_passes_unchanged_and_no_file_is_left(tmp_path, fraction):
    stop = Cancelled()

    def cancel(done: float) -> None:
        if done >= fraction:
            raise stop

    with pytest.raises(Cancelled) as caught:
        encode(SLIDES, RECORDINGS, (), LABELS, tmp_path / "film.mp4", cancel)
    assert caught.value is stop
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_never_seen_half_written(tmp_path):
    path = tmp_path / "film.mp4"
    seen: list[bool] = []
    encode(SLIDES, RECORDINGS, (), LABELS, path, lambda fraction: seen.append(path.exists()))
    assert seen
    assert not any(seen)
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_an_earlier_video_as_it_was(tmp_path):
    path = film(tmp_path / "film.mp4")
    before = path.read_bytes()
    broken = replace(RECORDINGS[1], samples=np.full_like(RECORDINGS[1].samples, np.nan))
    with pytest.raises(EncodingFailed, match="encoder stopped"):
        encode(SLIDES, (RECORDINGS[0], broken, RECORDINGS[2]), (), LABELS, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_input_gives_the_same_bytes(tmp_path):
    assert film(tmp_path / "one.mp4").read_bytes() == film(tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize(
    ("slides", "recordings", "labels", "reason"),
    [
        ((), (), Labels("", "", "", ""), "Without a scene"),
        (SLIDES[:2], RECORDINGS, LABELS, "2 slides and 3 recordings"),
        (SLIDES, RECORDINGS, replace(LABELS, chapters=("One",)), "1 chapter titles"),
        ((slide(9, 9, 9, 320, 180), slide(9, 9, 9, 180, 320), SLIDES[0]), RECORDINGS, LABELS, "differ in size"),
        ((slide(9, 9, 9, 321, 180),) * 3, RECORDINGS, LABELS, "even width and height, and the slides are 321 x 180"),
        ((slide(9, 9, 9, 320, 181),) * 3, RECORDINGS, LABELS, "320 x 181"),
        (SLIDES, (*RECORDINGS[:2], replace(RECORDINGS[2], sample_rate=24_000)), LABELS, "scene 3 does not last 45"),
        (SLIDES, (*RECORDINGS[:2], recording(0.0)), LABELS, "Scene 3 lasts less than one frame"),
    ],
)
def test_what_makes_no_video_is_refused_with_the_reason(tmp_path, slides, recordings, labels, reason):
    with pytest.raises(EncodingFailed, match=reason):
        encode(slides, recordings, (), labels, tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told_as_a_failure_to_encode(tmp_path: Path):
    with pytest.raises(EncodingFailed, match="No such file or directory"):
        film(tmp_path / "nowhere" / "film.mp4")


def test_a_name_that_a_folder_has_taken_is_told_and_nothing_is_left_beside_it(tmp_path: Path):
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(EncodingFailed, match="put in its place"):
        film(tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize("frames", [1, 2, 9])
def test_a_scene_shorter_than_a_fade_still_takes_its_turn(tmp_path, frames):
    recordings = [recording(frames / 30), recording(1.0)]
    path = film(tmp_path / "film.mp4", SLIDES[:2], recordings, (), replace(LABELS, chapters=()))
    with av.open(path) as container:
        assert [packet.pts // FRAME for packet in container.demux(video=0) if packet.is_keyframe] == [0, frames]


def test_a_portrait_and_a_square_video_are_encoded_alike(tmp_path):
    for width, height in ((180, 320), (200, 200)):
        page = Slide(np.ascontiguousarray(slide(10, 20, 30, width, height).pixels))
        path = film(
            tmp_path / f"{width}.mp4", [page], [recording(1.0)], [Cue(0.1, 0.9, ("x",))], Labels("", "", "", "")
        )
        with av.open(path) as container:
            assert (container.streams.video[0].width, container.streams.video[0].height) == (width, height)


def test_what_was_shot_before_is_not_shot_again_and_the_film_is_the_same(tmp_path):
    plain = film(tmp_path / "plain.mp4").read_bytes()
    take = RenderStyle(cache=RenderCache(tmp_path / "parts"))
    for name in ("first", "second"):
        encode(SLIDES, RECORDINGS, CUES, LABELS, tmp_path / f"{name}.mp4", style=take)
        kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()}
        assert len(kept) == 6  # three reels, three sounds
        assert (tmp_path / f"{name}.mp4").read_bytes() == plain
    encode((SLIDES[0], SLIDES[1], SLIDES[0]), RECORDINGS, CUES, LABELS, tmp_path / "third.mp4", style=take)
    assert len(list((tmp_path / "parts").iterdir())) == 8  # the last scene, and the fade to it


def test_a_word_lights_up_where_it_stands_while_it_is_said(tmp_path):
    page = replace(SLIDES[0], words={0: (Box(200, 100, 260, 130),)})
    encode(
        [page], [recording(4.0)], (), replace(LABELS, chapters=()), tmp_path / "film.mp4", style=RenderStyle(lit=True)
    )
    with av.open(tmp_path / "film.mp4") as container:
        seen = {frame.pts // FRAME: frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)}
    before, during, after = seen[0], seen[30], seen[99]  # it is said from 1 s to 3 s, and glows for 0.3 s more
    assert np.abs(during[112:118, 220:240].astype(int) - before[112:118, 220:240]).mean() > 30
    assert np.abs(during[10:80].astype(int) - before[10:80]).mean() < 1
    assert np.abs(after.astype(int) - before).mean() < 1


def test_at_a_constant_rate_every_frame_is_there_and_is_decoded_when_its_turn_comes(tmp_path):
    labels, path = replace(LABELS, chapters=()), tmp_path / "film.mp4"
    encode(SLIDES[:2], [recording(6.0), recording(1.0)], (), labels, path, style=RenderStyle(constant=True))
    seen = decoded(path)
    assert sorted(seen) == list(range(210))
    assert all(np.array_equal(seen[0], seen[at]) for at in range(172))
    assert all(np.array_equal(seen[179], seen[at]) for at in range(179, 210))
    with av.open(path) as container:
        times = [packet.dts for packet in container.demux(video=0) if packet.size]
    assert set(np.diff(times)) == {FRAME}


def test_words_may_light_up_any_number_of_times_before_a_fade(tmp_path):
    words = tuple(Word("tone", 0.1 * number, 0.1 * number + 0.05) for number in range(1, 100))
    page = replace(SLIDES[0], words={number: (Box(100 + number, 100, 260, 130),) for number in range(99)})
    talk = recording(11.0)
    talk = replace(talk, clip=replace(talk.clip, sentences=(words,)))
    path = tmp_path / "film.mp4"
    encode(
        [page, SLIDES[1]], [talk, recording(1.0)], (), replace(LABELS, chapters=()), path, style=RenderStyle(lit=True)
    )
    seen = decoded(path)
    lit = [at for at in seen if at < 322 and np.abs(seen[at].astype(int) - seen[0]).max() > 20]
    assert len(lit) > 90
    assert np.array_equal(seen[329], seen[330])
    before = seen[max(at for at in seen if at < 322)]
    assert np.abs(seen[325].astype(int) - (before.astype(int) + seen[330]) / 2).max() < 2


def test_an_encoder_that_writes_other_slices_than_those_written_by_hand_is_refused():
    codec = VideoCodecContext.create("libx264", "w")
    configure(codec, 320, 180)
    codec.options = {**codec.options, "coder": "cabac"}
    frame = av.VideoFrame.from_ndarray(media.to_yuv(SLIDES[0].pixels), format="yuv420p")
    encoded = b"".join(map(bytes, [*codec.encode(frame), *codec.encode(None)]))
    with pytest.raises(EncodingFailed, match="other pictures than it was asked for"):
        media.video_segment(media.KeyFrame(320, 180, encoded), [media.FrameChange(0), media.FrameChange(30)], 60)
