"""What a second verification decodes, and that it misses nothing that the first would find."""

from dataclasses import replace
from pathlib import Path

import pytest

from videos.pipeline.artifacts import Clip
from videos.pipeline.artifacts.media import Recording, SlideLike
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.encode import RenderStyle, SceneEncoder, join
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.outside import media
from videos.pipeline.verify import verify
from videos.tests.pipeline.sample_video import CLIPS, LABELS, RECORDINGS, SLIDES, recording, slide

PLAIN = replace(LABELS, chapters=())


class Undrawn:
    """A slide that nothing may look at."""

    def __init__(self, drawn: SlideLike) -> None:
        self.made_from = drawn.made_from
        self.width, self.height = drawn.width, drawn.height

    @property
    def pixels(self) -> None:
        raise AssertionError("A proved scene was compared with its slide.")

    words = later = whole = pixels


UNDRAWN = [Undrawn(each) for each in SLIDES]


def scenes_of(slides=SLIDES, recordings=RECORDINGS) -> list[media.SceneSegment]:
    encoder = SceneEncoder(slides, RenderStyle())
    return [encoder.encode(number, each) for number, each in enumerate(recordings)]


SCENES = scenes_of()


@pytest.fixture
def cache(tmp_path: Path) -> RenderCache:
    return RenderCache(tmp_path / "parts")


@pytest.fixture
def proved(tmp_path: Path, cache: RenderCache) -> Path:
    """A file that was verified once."""
    path = tmp_path / "video.mp4"
    join(SCENES, (), PLAIN, path)
    verify(path, SLIDES, CLIPS, (), SCENES, cache)
    return path


def test_a_file_of_proved_scenes_is_verified_without_a_look_at_its_slides(proved, cache):
    assert verify(proved, UNDRAWN, CLIPS, (), SCENES, cache).duration == 5.2


def test_without_the_cache_every_scene_is_compared_with_its_slide(proved):
    with pytest.raises(AssertionError, match="compared with its slide"):
        verify(proved, UNDRAWN, CLIPS, (), SCENES)


def test_after_an_edit_only_the_new_scene_and_a_fade_to_it_are_compared(tmp_path, proved, cache):
    slides = (*SLIDES[:2], slide(60, 60, 200))
    recordings = (*RECORDINGS[:2], recording(1.9, 700))
    scenes = scenes_of(slides, recordings)
    join(scenes, (), PLAIN, tmp_path / "edited.mp4")
    clips = [each.clip for each in recordings]
    verify(tmp_path / "edited.mp4", [*UNDRAWN[:2], slides[2]], clips, (), scenes, cache)


def test_scenes_that_start_at_another_time_stay_proved(tmp_path, proved, cache):
    recordings = (recording(2.2, 700), *RECORDINGS[1:])
    scenes = scenes_of(recordings=recordings)
    join(scenes, (), PLAIN, tmp_path / "edited.mp4")
    clips = [each.clip for each in recordings]
    verify(tmp_path / "edited.mp4", [UNDRAWN[0], SLIDES[1], UNDRAWN[2]], clips, (), scenes, cache)  # the fade is new


@pytest.mark.parametrize("share", [0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
def test_one_changed_bit_in_proved_scenes_is_found(proved, cache, share):
    content = bytearray(proved.read_bytes())
    start = content.index(b"mdat") + 4
    content[start + round(share * (len(content) - start))] ^= 1
    proved.write_bytes(content)
    with pytest.raises(VerificationFailed, match="encoded"):
        verify(proved, SLIDES, CLIPS, (), SCENES, cache)


def test_every_changed_picture_is_compared_not_only_the_first_of_a_scene(proved, cache):
    repeated = SCENES[0].video.pictures[1].content[4:]
    content = proved.read_bytes()
    place = content.index(repeated) + len(repeated) - 1
    proved.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
    with pytest.raises(VerificationFailed, match="the pictures of scene 1 are not those that were encoded"):
        verify(proved, SLIDES, CLIPS, (), SCENES, cache)


def same_length(first: Recording, second: Recording) -> tuple[Recording, ...]:
    return first, second, RECORDINGS[2]


def test_two_proved_scenes_that_have_changed_places_are_found(tmp_path, cache):
    recordings = same_length(recording(1.5, 440), recording(1.5, 550))
    clips = [each.clip for each in recordings]
    scenes = scenes_of(recordings=recordings)
    join(scenes, (), PLAIN, tmp_path / "video.mp4")
    verify(tmp_path / "video.mp4", SLIDES, clips, (), scenes, cache)
    swapped = [scenes[1], scenes[0], scenes[2]]
    join(swapped, (), PLAIN, tmp_path / "video.mp4")
    with pytest.raises(VerificationFailed, match="scene 1 does not show its slide"):
        verify(tmp_path / "video.mp4", SLIDES, clips, (), swapped, cache)
    with pytest.raises(VerificationFailed, match="the pictures of scene 1 are not those that were encoded"):
        verify(tmp_path / "video.mp4", SLIDES, clips, (), scenes, cache)


def test_another_slide_than_the_proved_one_is_found(proved, cache):
    with pytest.raises(VerificationFailed, match="scene 2 does not show its slide"):
        verify(proved, (SLIDES[0], slide(60, 60, 200), SLIDES[2]), CLIPS, (), SCENES, cache)


def test_a_sentence_that_the_proved_speech_does_not_have_is_found(proved, cache):
    late = replace(CLIPS[2].sentences[0][0], start=1.3, end=1.4)
    clips = (*CLIPS[:2], Clip(CLIPS[2].frames, (*CLIPS[2].sentences, (late,))))
    with pytest.raises(VerificationFailed, match='scene 3 is silent where "tone" should be spoken'):
        verify(proved, SLIDES, clips, (), SCENES, cache)


def test_a_scene_that_fails_is_not_proved(tmp_path, cache):
    wrong = (SLIDES[0], slide(60, 60, 200), SLIDES[2])
    join(SCENES, (), PLAIN, tmp_path / "video.mp4")
    for _ in range(2):
        with pytest.raises(VerificationFailed, match="scene 2 does not show its slide"):
            verify(tmp_path / "video.mp4", wrong, CLIPS, (), SCENES, cache)


def test_other_parameters_of_the_decoder_are_found_by_decoding(proved, cache):
    content = proved.read_bytes()
    place = content.index(b"avcC") + 4 + 16
    proved.write_bytes(content[:place] + bytes(8) + content[place + 8 :])
    with pytest.raises((VerificationFailed, AssertionError)):
        verify(proved, UNDRAWN, CLIPS, (), SCENES, cache)
