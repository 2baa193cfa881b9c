"""``encode``: which picture is shown when, and that a video file is complete or does not exist."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.artifacts import Box, Cue, Word
from videos.pipeline.artifacts.media import Slide, Stage
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.encode import Labels, RenderStyle, chapters, encode, scene_starts
from videos.pipeline.errors import EncodingFailed
from videos.pipeline.frames import fade_start, scene_frames
from videos.pipeline.highlights import Highlight
from videos.pipeline.outside import media
from videos.pipeline.outside.media import Chapter
from videos.pipeline.outside.media.x264 import configure
from videos.tests.pipeline.sample_video import CLIPS, CUES, LABELS, RECORDINGS, SLIDES, recording, slide, write_video

FRAME = 512  # of the video track's clock, which counts 15360 to the second


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> list["av.Packet"]:
    path = write_video(tmp_path_factory.mktemp("video") / "video.mp4")
    with av.open(path) as container:
        return [packet for packet in container.demux(video=0) if packet.size]


def decoded(path: Path) -> dict[int, np.ndarray]:
    """Each picture by its frame number. The decoder treats every error as fatal."""
    with av.open(path, options={"err_detect": "explode"}) as container:
        return {frame.pts // FRAME: frame.to_ndarray() for frame in container.decode(video=0)}


@given(st.integers(1, 400), st.booleans())
def test_a_scene_has_no_gap_and_no_picture_lasts_longer_than_a_second(length, last):
    times = [frame.at for frame in scene_frames(length, last)] + [fade_start(length, last)]
    assert times[0] == 0
    assert all(0 < later - earlier <= 30 for earlier, later in pairwise(times))


@given(st.integers(1, 400))
def test_a_scene_fades_at_its_end_but_the_last(length):
    assert length - fade_start(length, last=False) == min(8, length - 1)
    assert fade_start(length, last=True) == length


def test_a_scene_at_a_constant_rate_has_a_picture_for_every_frame():
    assert [frame.at for frame in scene_frames(60, last=False, longest=1)] == list(range(52))


HIGHLIGHTS = st.tuples(st.integers(0, 399), st.none() | st.integers(0, 99).map(range))


@given(st.lists(HIGHLIGHTS, unique_by=lambda each: each[0]))
def test_each_highlight_lasts_from_its_frame_until_the_next_or_the_fade(given_highlights):
    changes = [Highlight(*each) for each in sorted(given_highlights, key=lambda each: each[0])]
    frames = scene_frames(400, last=False, changes=changes)
    assert frames[0].words is None  # a scene starts without a highlight
    assert all(0 < later.at - earlier.at <= 30 for earlier, later in pairwise(frames))
    for frame in frames:
        due = [change.words for change in changes if 0 < change.at <= frame.at]
        assert frame.words == (due[-1] if due else None)


def test_a_look_appears_at_its_frame_and_stays():
    frames = scene_frames(100, last=True, changes=[Highlight(20, range(2))], appearing=[10, 40])
    assert [(frame.at, frame.words, frame.look) for frame in frames] == [
        (0, None, 0),
        (10, None, 1),
        (20, range(2), 1),
        (40, range(2), 2),
        (70, range(2), 2),
    ]


def test_a_part_of_a_slide_appears_when_its_word_is_said(tmp_path):
    opening, whole = SLIDES[0], slide(60, 60, 200)
    built_up = replace(opening, later=(Stage(0, b"whole", lambda: whole),))
    path = tmp_path / "video.mp4"
    encode([built_up], RECORDINGS[:1], (), replace(LABELS, chapters=()), path)
    said = 18  # the word starts after 0.625 s
    before = {at: picture for at, picture in decoded(path).items() if at < said}
    after = {at: picture for at, picture in decoded(path).items() if at >= said}
    assert all(np.abs(picture.astype(int) - before[0]).mean() < 1 for picture in before.values())
    assert min(after) == said
    assert all(np.abs(picture.astype(int) - before[0]).mean() > 20 for picture in after.values())


def test_each_scene_starts_where_the_previous_one_ends():
    assert scene_starts(CLIPS) == [0, 75, 111, 156]


def test_consecutive_scenes_with_the_same_title_are_one_chapter():
    marks = chapters(("Title", "Results", "Results", "Source"), [0, 30, 60, 90, 120])
    assert marks == [Chapter("Title", 0, 30), Chapter("Results", 30, 90), Chapter("Source", 90, 120)]


def test_a_scene_without_a_title_belongs_to_the_chapter_before_it():
    marks = chapters(("Title", "", "Results", "", "Results", "Source"), [0, 30, 60, 90, 120, 150, 180])
    assert marks == [Chapter("Title", 0, 60), Chapter("Results", 60, 150), Chapter("Source", 150, 180)]


def test_every_scene_starts_with_a_key_frame_and_has_no_other(packets):
    assert [packet.pts // FRAME for packet in packets if packet.is_keyframe] == [0, 75, 111]


def test_only_changed_pictures_and_one_per_second_are_stored(packets):
    times = sorted(packet.pts // FRAME for packet in packets)
    assert times == [0, 30, 60, *range(67, 75), 75, *range(103, 111), 111, 141]


def test_each_slide_is_stored_at_most_twice_and_repeats_and_fades_take_almost_no_space(packets):
    assert sum(packet.size > 40 for packet in packets) == 3 + 2  # three slides, and the last pictures of two fades


def test_no_picture_is_shown_before_it_is_decoded(packets):
    assert all(packet.dts < packet.pts or packet.size < 40 for packet in packets)
    assert all(packet.dts <= packet.pts for packet in packets)
    assert [packet.dts for packet in packets] == sorted({packet.dts for packet in packets})


def test_the_video_lasts_exactly_as_many_frames_as_the_narration(packets):
    assert packets[-1].pts + packets[-1].duration == (75 + 36 + 45) * FRAME


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[int, np.ndarray]:
    return decoded(write_video(tmp_path_factory.mktemp("video") / "video.mp4"))


def test_a_fade_goes_from_one_slide_to_the_next_in_equal_steps(shown):
    light, dark = int(shown[0][0, 0]), int(shown[75][0, 0])
    levels = [int(shown[at][0, 0]) for at in range(67, 75)]
    assert levels == pytest.approx([light + (dark - light) * step / 8 for step in range(1, 9)], abs=1)


def test_a_repeated_picture_is_identical_in_every_pixel(shown):
    for first, again in ((0, 30), (0, 60), (111, 141)):
        assert np.array_equal(shown[first], shown[again])
    assert np.array_equal(shown[74], shown[75])  # the end of the fade, and the next slide


def test_progress_grows_from_0_to_1_scene_by_scene(tmp_path):
    fractions: list[float] = []
    encode(SLIDES, RECORDINGS, (), LABELS, tmp_path / "video.mp4", fractions.append)
    assert fractions == pytest.approx([0, 75 / 156, 111 / 156, 1])


class Cancelled(OSError):
    """The worst case: of the same class as the error of a full disk."""


@pytest.mark.parametrize("fraction", [0.0, 0.4, 1.0])
def test_an_exception_from_the_report_passes_unchanged_and_leaves_no_file(tmp_path, fraction):
    stop = Cancelled()

    def cancel(done: float) -> None:
        if done >= fraction:
            raise stop

    with pytest.raises(Cancelled) as caught:
        encode(SLIDES, RECORDINGS, (), LABELS, tmp_path / "video.mp4", cancel)
    assert caught.value is stop
    assert list(tmp_path.iterdir()) == []


def test_the_file_never_appears_half_written(tmp_path):
    path = tmp_path / "video.mp4"
    seen: list[bool] = []
    encode(SLIDES, RECORDINGS, (), LABELS, path, lambda fraction: seen.append(path.exists()))
    assert seen
    assert not any(seen)
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_an_earlier_video_unchanged(tmp_path):
    path = write_video(tmp_path / "video.mp4")
    before = path.read_bytes()
    broken = replace(RECORDINGS[1], samples=np.full_like(RECORDINGS[1].samples, np.nan))
    with pytest.raises(EncodingFailed, match="encoder stopped"):
        encode(SLIDES, (RECORDINGS[0], broken, RECORDINGS[2]), (), LABELS, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_input_gives_the_same_bytes(tmp_path):
    assert write_video(tmp_path / "one.mp4").read_bytes() == write_video(tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize(
    ("slides", "recordings", "labels", "reason"),
    [
        ((), (), Labels("", "", "", ""), "at least one scene"),
        (SLIDES[:2], RECORDINGS, LABELS, "2 slides and 3 recordings"),
        (SLIDES, RECORDINGS, replace(LABELS, chapters=("One",)), "1 chapter titles for 3 scenes"),
        ((slide(9, 9, 9, 320, 180), slide(9, 9, 9, 180, 320), SLIDES[0]), RECORDINGS, LABELS, "differ in size"),
        ((slide(9, 9, 9, 321, 180),) * 3, RECORDINGS, LABELS, "even width and height, but the slides are 321 x 180"),
        ((slide(9, 9, 9, 320, 181),) * 3, RECORDINGS, LABELS, "320 x 181"),
        (SLIDES, (*RECORDINGS[:2], replace(RECORDINGS[2], sample_rate=24_000)), LABELS, "scene 3 does not last 45"),
        (SLIDES, (*RECORDINGS[:2], recording(0.0)), LABELS, "Scene 3 lasts less than one frame"),
    ],
)
def test_input_that_makes_no_video_is_refused_with_the_reason(tmp_path, slides, recordings, labels, reason):
    with pytest.raises(EncodingFailed, match=reason):
        encode(slides, recordings, (), labels, tmp_path / "video.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_encoding_failure(tmp_path: Path):
    with pytest.raises(EncodingFailed, match="No such file or directory"):
        write_video(tmp_path / "nowhere" / "video.mp4")


def test_a_folder_with_the_name_of_the_video_is_an_error_and_no_file_is_left(tmp_path: Path):
    (tmp_path / "video.mp4").mkdir()
    with pytest.raises(EncodingFailed, match="moved to its place"):
        write_video(tmp_path / "video.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


@pytest.mark.parametrize("frames", [1, 2, 9])
def test_a_scene_shorter_than_a_fade_is_still_shown(tmp_path, frames):
    recordings = [recording(frames / 30), recording(1.0)]
    path = write_video(tmp_path / "video.mp4", SLIDES[:2], recordings, (), replace(LABELS, chapters=()))
    with av.open(path) as container:
        assert [packet.pts // FRAME for packet in container.demux(video=0) if packet.is_keyframe] == [0, frames]


def test_portrait_and_square_videos_are_encoded(tmp_path):
    for width, height in ((180, 320), (200, 200)):
        page = Slide(np.ascontiguousarray(slide(10, 20, 30, width, height).pixels))
        path = write_video(
            tmp_path / f"{width}.mp4", [page], [recording(1.0)], [Cue(0.1, 0.9, ("x",))], Labels("", "", "", "")
        )
        with av.open(path) as container:
            assert (container.streams.video[0].width, container.streams.video[0].height) == (width, height)


def test_cached_scenes_are_not_encoded_again_and_the_video_is_the_same(tmp_path):
    plain = write_video(tmp_path / "plain.mp4").read_bytes()
    style = RenderStyle(cache=RenderCache(tmp_path / "parts"))
    for name in ("first", "second"):
        encode(SLIDES, RECORDINGS, CUES, LABELS, tmp_path / f"{name}.mp4", style=style)
        kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()}
        assert len(kept) == 9  # the key frame, the changed pictures and the audio of three scenes
        assert (tmp_path / f"{name}.mp4").read_bytes() == plain
    encode((SLIDES[0], SLIDES[1], SLIDES[0]), RECORDINGS, CUES, LABELS, tmp_path / "third.mp4", style=style)
    assert len(list((tmp_path / "parts").iterdir())) == 10  # what changes in the last scene, which has another slide


def test_a_word_is_highlighted_in_its_place_while_it_is_spoken(tmp_path):
    page = replace(SLIDES[0], words={0: (Box(200, 100, 260, 130),)})
    encode(
        [page],
        [recording(4.0)],
        (),
        replace(LABELS, chapters=()),
        tmp_path / "video.mp4",
        style=RenderStyle(highlight_words=True),
    )
    with av.open(tmp_path / "video.mp4") as container:
        seen = {frame.pts // FRAME: frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)}
    before, during, after = seen[0], seen[30], seen[99]  # spoken from 1 s to 3 s, highlighted 0.3 s longer
    assert np.abs(during[112:118, 220:240].astype(int) - before[112:118, 220:240]).mean() > 30
    assert np.abs(during[10:80].astype(int) - before[10:80]).mean() < 1
    assert np.abs(after.astype(int) - before).mean() < 1


def test_at_a_constant_rate_every_frame_is_stored_and_decoded_in_turn(tmp_path):
    labels, path = replace(LABELS, chapters=()), tmp_path / "video.mp4"
    encode(SLIDES[:2], [recording(6.0), recording(1.0)], (), labels, path, style=RenderStyle(constant_frame_rate=True))
    seen = decoded(path)
    assert sorted(seen) == list(range(210))
    assert all(np.array_equal(seen[0], seen[at]) for at in range(172))
    assert all(np.array_equal(seen[179], seen[at]) for at in range(179, 210))
    with av.open(path) as container:
        times = [packet.dts for packet in container.demux(video=0) if packet.size]
    assert set(np.diff(times)) == {FRAME}


def test_any_number_of_highlights_may_precede_a_fade(tmp_path):
    words = tuple(Word("tone", 0.1 * number, 0.1 * number + 0.05) for number in range(1, 100))
    page = replace(SLIDES[0], words={number: (Box(100 + number, 100, 260, 130),) for number in range(99)})
    talk = recording(11.0)
    talk = replace(talk, clip=replace(talk.clip, sentences=(words,)))
    path = tmp_path / "video.mp4"
    encode(
        [page, SLIDES[1]],
        [talk, recording(1.0)],
        (),
        replace(LABELS, chapters=()),
        path,
        style=RenderStyle(highlight_words=True),
    )
    seen = decoded(path)
    highlighted = [at for at in seen if at < 322 and np.abs(seen[at].astype(int) - seen[0]).max() > 20]
    assert len(highlighted) > 90
    assert np.array_equal(seen[329], seen[330])
    before = seen[max(at for at in seen if at < 322)]
    assert np.abs(seen[325].astype(int) - (before.astype(int) + seen[330]) / 2).max() < 2


STYLES = [
    {},
    {"highlight_words": True},
    {"constant_frame_rate": True},
]


@pytest.mark.parametrize("style", STYLES, ids=["slides", "highlighted", "constant rate"])
def test_with_all_frames_encoded_the_same_pictures_are_shown_at_the_same_times(tmp_path, style):
    slides = [replace(each, words={0: (Box(200, 100, 260, 130),)}) for each in SLIDES]
    pictures = []
    for encode_all in (False, True):
        path = tmp_path / f"{encode_all}.mp4"
        render_style = RenderStyle(**style, encode_all_frames=encode_all)
        encode(slides, RECORDINGS, (), LABELS, path, style=render_style)
        pictures.append(decoded(path))
    by_hand, by_encoder = pictures
    assert sorted(by_hand) == sorted(by_encoder)
    assert all(np.abs(by_hand[at].astype(int) - by_encoder[at]).mean() < 1 for at in by_hand)
    assert all(np.array_equal(by_hand[at], by_encoder[at]) for at in (0, 75, 111))  # the slides


def test_with_all_frames_encoded_a_fade_has_no_b_pictures(tmp_path):
    kinds = []
    for encode_all in (False, True):
        path = tmp_path / f"{encode_all}.mp4"
        encode(SLIDES, RECORDINGS, (), LABELS, path, style=RenderStyle(encode_all_frames=encode_all))
        with av.open(path) as container:
            kinds.append({PictureType(frame.pict_type).name for frame in container.decode(video=0)})
    assert kinds == [{"I", "P", "B"}, {"I", "P"}]


def test_with_all_frames_encoded_scenes_have_their_own_cache_entries(tmp_path):
    cache = RenderCache(tmp_path / "parts")
    entries = []
    for encode_all in (False, True):
        style = RenderStyle(encode_all_frames=encode_all, cache=cache)
        encode(SLIDES, RECORDINGS, (), LABELS, tmp_path / "video.mp4", style=style)
        entries.append(len(list((tmp_path / "parts").iterdir())))
    assert entries == [9, 12]  # key frames and audio are shared


def test_an_encoder_whose_slices_differ_from_the_hand_written_ones_is_refused():
    codec = VideoCodecContext.create("libx264", "w")
    configure(codec, 320, 180)
    codec.options = {**codec.options, "coder": "cabac"}
    frame = av.VideoFrame.from_ndarray(media.to_yuv(SLIDES[0].pixels), format="yuv420p")
    encoded = b"".join(map(bytes, [*codec.encode(frame), *codec.encode(None)]))
    with pytest.raises(EncodingFailed, match="ignores the requested picture parameters"):
        media.changed_frames(media.KeyFrame(320, 180, encoded), [media.FrameChange(30)])
