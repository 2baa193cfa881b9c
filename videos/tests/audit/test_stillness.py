"""The benchmark of what a viewer sees estimates the times of words as the product estimates the length of a video."""

import itertools

import pytest

from benchmarks.stillness import estimated_clip
from videos.pipeline import timing
from videos.pipeline.artifacts import Layout, RichText, Scene, Sentence

TEXTS = ("Snails on lettuce moved faster than those on cabbage (p < 0.05).", "However, 12 of 40 slept at noon.")
SCENE = Scene(Layout.POINTS, "Results", tuple(Sentence(text, RichText(text), None) for text in TEXTS))


def test_an_estimated_clip_lasts_as_long_as_its_scene():
    (delivery,) = timing.deliveries([SCENE])
    assert estimated_clip(SCENE, delivery).duration == pytest.approx(timing.of_scenes([SCENE]), abs=1 / 30)


def test_its_words_are_the_spoken_ones_in_order_and_without_gaps_within_a_sentence():
    (delivery,) = timing.deliveries([SCENE])
    first, second = estimated_clip(SCENE, delivery).sentences
    assert [word.text for word in (*first, *second)] == " ".join(TEXTS).split()
    assert first[0].start == pytest.approx(0.6)
    assert all(before.end == after.start for before, after in itertools.pairwise(first))
    assert second[0].start - first[-1].end == pytest.approx(0.6)
