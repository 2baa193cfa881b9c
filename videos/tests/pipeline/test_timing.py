"""The duration of a video is estimated well before it is spoken."""

from dataclasses import replace

import pytest

from videos.pipeline import timing
from videos.pipeline.artifacts import Layout, RichText, Scene, Sentence
from videos.pipeline.outside import speech
from videos.pipeline.pronunciation import pronounce

SENTENCES = (
    "Amber glasses lengthened daytime sleep in nurses who had worked at least three night shifts in a row.",
    "The primary outcome, TST, was 41 minutes longer with amber glasses than with clear glasses (p = 0.21).",
    "Of 556 infants, 218 were recruited from Nov 12, 2015, to Sept 23, 2018, and 43 (40%) needed ventilation.",
    "IL-6 and TNF-α were upregulated in CD8+ T cells, whereas mRNA of the VEGF gene was not.",
    "The 1,344 women took 12 mg/kg for 8 weeks; 83.0% of them reported no incontinence at 13.1 years.",
    "However, they did not change sleepiness at work.",
)


def scene(*texts: str) -> Scene:
    return Scene(Layout.POINTS, "", tuple(Sentence(text, RichText(text), None) for text in texts))


def test_the_estimate_is_close_to_the_measured_speech():
    voice = speech.load("hibari")
    spoken = [" ".join(token.spoken for token in pronounce(text) if token.spoken) for text in SENTENCES]
    seconds = [len(voice.say(text).samples) / voice.sample_rate for text in spoken]
    assert [timing.of_speech(text) for text in SENTENCES] == pytest.approx(seconds, rel=0.2)
    assert sum(map(timing.of_speech, SENTENCES)) == pytest.approx(sum(seconds), rel=0.06)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("It fell (p < 0.001).", "It fell (very much)."),
        ("They took 12 mg/kg.", "They took some of it."),
        ("The VEGF rose.", "The sign rose."),
        ("One, two, three.", "One two three."),
    ],
)
def test_a_text_that_takes_longer_to_say_has_a_longer_estimate(longer, shorter):
    assert timing.of_speech(longer) > timing.of_speech(shorter)


def test_an_abbreviation_said_in_full_takes_the_time_of_its_full_form():
    full = timing.of_speech("TST rose.", [("TST", "total sleep time")])
    assert full == pytest.approx(timing.of_speech("total sleep time rose."), abs=0.01)


def test_the_silence_around_the_sentences_of_a_scene_counts():
    one, two = (
        "Snails on lettuce moved faster than those on cabbage.",
        "Snails on cabbage were calm in each of the months.",
    )
    apart, together = timing.of_scenes([scene(one), scene(two)]), timing.of_scenes([scene(one, two)])
    assert apart - together == pytest.approx(0.35 + 0.65 - 0.4)


@pytest.mark.parametrize(("layout", "tail"), [(Layout.TITLE, 0.45), (Layout.SOURCE, 0.45), (Layout.POINTS, 0.65)])
def test_the_silence_after_the_title_and_the_source_is_shorter(layout, tail):
    (delivery,) = timing.deliveries([replace(scene("Snails moved."), layout=layout)])
    assert delivery.tail == tail


def test_a_scene_is_long_enough_to_be_read():
    assert timing.of_scenes([scene("No.")]) == 3.0


def under(label: str, *texts: str) -> Scene:
    return Scene(Layout.POINTS, label, tuple(Sentence(text, RichText(text), None) for text in texts))


def test_the_result_and_the_conclusion_are_said_more_slowly_after_a_longer_silence():
    labels = ("Background", "What they found", "Results", "Conclusions", "Source")
    found = timing.deliveries([under(label, "Snails moved.") for label in labels])
    assert [each.pace for each in found] == [1.0, 0.95, 1.0, 0.95, 1.0]
    assert [each.silences for each in found] == [(0.35,), (0.6,), (0.35,), (0.6,), (0.35,)]


@pytest.mark.parametrize("opening", ["However,", "But", "In contrast,", "Nevertheless,"])
def test_a_sentence_that_contradicts_the_one_before_it_follows_after_a_longer_pause(opening):
    (delivery,) = timing.deliveries([scene("Snails moved.", f"{opening} they were calm.", "They slept.")])
    assert delivery.silences == (0.35, 0.6, 0.4)


def test_a_sentence_that_only_begins_like_a_contradiction_has_the_usual_pause():
    (delivery,) = timing.deliveries([scene("Snails moved.", "Butter did not help.", "Insteads were used.")])
    assert delivery.silences == (0.35, 0.4, 0.4)


def test_the_estimate_includes_the_slower_pace_and_the_longer_silence():
    text = "Snails on lettuce moved faster than those on cabbage in every month of the year."
    usual, weighty = timing.of_scenes([under("Methods", text)]), timing.of_scenes([under("Results", text)])
    assert weighty - usual == pytest.approx(0.25 + timing.of_speech(text) * (1 / 0.95 - 1))


def test_the_source_card_is_said_a_little_faster():
    source = Scene(Layout.SOURCE, "Source", (Sentence("Read it.", RichText("Read it."), None),))
    title = Scene(Layout.TITLE, "Letter", (Sentence("Snails.", RichText("Snails."), None),))
    assert [each.pace for each in timing.deliveries([title, source])] == [1.0, 1.15]


def test_the_time_of_a_video_is_that_of_its_scenes():
    scenes = [scene("Snails on lettuce moved faster than those on cabbage."), scene("No.")]
    assert timing.of_scenes(scenes) == pytest.approx(sum(timing.of_each(scenes)))
