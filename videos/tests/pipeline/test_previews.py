"""Pictures of slides and sounds of sentences before there is a video."""

import io
from dataclasses import replace

import av
import numpy as np
import pytest
from PIL import Image

from videos.pipeline import narration, paper, previews, scene_splitting, slides, writing
from videos.pipeline.artifacts import RichText, Script, Sentence
from videos.pipeline.artifacts.media import Slide, Stage
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.editing.items import Said, said_items
from videos.pipeline.errors import DoesNotFit, SpeechFailed
from videos.pipeline.options import Format, Length
from videos.pipeline.outside.typesetter import Typst
from videos.tests.pipeline.test_narration import Tone

BRAND = slides.Brand()


@pytest.fixture(scope="module")
def script() -> Script:
    return writing.write(paper.sample(), Length.SHORT)


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image


# --- pictures


@pytest.mark.parametrize(
    ("shape", "size"), [("landscape", (640, 360)), ("portrait", (540, 960)), ("square", (540, 540))]
)
def test_a_picture_is_a_third_or_half_of_its_slide(script, shape, size):
    pages = previews.lay_out(script, Typst(Format(shape)), BRAND)
    picture = opened(previews.picture(pages[1]))
    assert picture.size == size
    assert np.asarray(picture).std() > 10


def test_a_picture_shows_the_last_look_of_its_slide():
    first, last = (Slide(np.full((1080, 1920, 3), level, np.uint8)) for level in (0, 200))
    built = replace(first, later=(Stage(3, b"half", lambda: first), Stage(5, b"whole", lambda: last)))
    assert np.asarray(opened(previews.picture(built))).mean() == 200
    assert previews.identity(built) == b"whole"
    assert previews.identity(first) == first.made_from


class Narrow:
    """A typesetter that has no room for the second scene until it is divided."""

    def __init__(self) -> None:
        self._typst, self._asked = Typst(Format.LANDSCAPE), 0

    def page(self, data: str):
        self._asked += 1
        if self._asked == 2:
            raise DoesNotFit("The text")
        return self._typst.page(data)


def test_the_slides_of_a_divided_scene_belong_to_it(script):
    assert len(script.scenes) == 7
    pages = previews.lay_out(script, Narrow(), BRAND)
    found = [list(numbers) for numbers in previews.by_scene(script, pages)]
    assert found == [[0], [1, 2], [3], [4], [5], [6], [7]]


# --- sounds


def heard(content: bytes) -> tuple[float, float]:
    """The seconds of a sound, and its loudest sample."""
    with av.open(io.BytesIO(content)) as file:
        (stream,) = file.streams
        assert stream.codec_context.name == "aac"
        samples = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(stream)])
        return len(samples) / stream.rate, float(np.abs(samples).max())


def item(*texts: str, pace: float = 1.0) -> list[Said]:
    return [Said(Sentence(text, RichText(text), None), pace) for text in texts]


def test_a_sound_is_as_long_as_its_words_and_the_silence_around_them():
    seconds, peak = heard(previews.sound(item("One two three four."), (), Tone(), (), RenderCache()))
    assert seconds == pytest.approx(4 * 0.25 + 0.4, abs=0.1)
    assert peak > 0.1


def test_between_two_sentences_is_a_pause():
    one, two = (
        heard(previews.sound(item(*texts), (), Tone(), (), RenderCache()))[0] for texts in (["Yes."], ["Yes."] * 2)
    )
    assert two - one == pytest.approx(0.25 + 0.4, abs=0.05)


def test_the_pronunciations_of_the_script_come_before_those_of_the_service():
    voice = Tone()
    previews.sound(item("Walking helped."), (("Walking", "warking"),), voice, (("Walking", "no"),), RenderCache())
    assert voice.said == ["warking helped."]


def test_the_video_uses_the_recordings_of_previews_and_they_those_of_the_video(script, tmp_path):
    cache = RenderCache(tmp_path)
    first, *others = said_items(script)
    voice = Tone()
    previews.sound(first, script.pronunciations, voice, (), cache)
    said = list(voice.said)
    for _ in narration.narrate(script, voice, cache=cache):
        pass
    assert voice.said.count(said[0]) == 1
    spoken = len(voice.said)
    for each in others:
        previews.sound(each, script.pronunciations, voice, (), cache)
    assert len(voice.said) == spoken


def test_the_same_holds_for_a_scene_that_was_divided(script, tmp_path):
    divided = script
    for _ in range(3):
        divided = scene_splitting.split(divided, 1) or divided
    assert len(divided.scenes) > len(script.scenes)
    voice, cache = Tone(), RenderCache(tmp_path)
    for each in said_items(script, divided.scenes):
        previews.sound(each, (), voice, (), cache)
    spoken = set(voice.said)
    for _ in narration.narrate(divided, voice, cache=cache):
        pass
    assert len(voice.said) == len(spoken) + len({*voice.said} - spoken)


def test_a_text_that_would_take_minutes_is_refused():
    with pytest.raises(SpeechFailed, match="1500 characters"):
        previews.sound(item("word " * 400), (), Tone(), (), RenderCache())


def test_a_sentence_that_cannot_be_spoken_is_named():
    with pytest.raises(SpeechFailed, match=r"The sentence, “One two”, could not be spoken\."):
        previews.sound(item("One two"), (), Tone(amplitudes={"One": 0.0, "two": 0.0}), (), RenderCache())
