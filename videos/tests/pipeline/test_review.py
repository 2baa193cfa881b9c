"""What the reviewer of a script sees."""

import re
from dataclasses import replace

import pytest

from videos.pipeline import scene_splitting, timing
from videos.pipeline.artifacts import Layout, Role, Script
from videos.pipeline.options import Length
from videos.pipeline.review import review
from videos.pipeline.script import write
from videos.tests.factories import sample_script
from videos.tests.pipeline.script.abstracts import paper


def without(script: Script, words: str) -> Script:
    """The script without the sentences that contain these words."""
    scenes = [
        replace(scene, sentences=tuple(each for each in scene.sentences if words not in each.spoken))
        for scene in script.scenes
    ]
    return replace(script, scenes=tuple(scene for scene in scenes if scene.sentences))


def test_every_scene_has_its_seconds_and_the_whole_their_sum():
    seen = review(sample_script())
    assert [each.scene for each in seen.scenes] == list(sample_script().scenes)
    assert all(each.seconds >= 3 for each in seen.scenes)
    assert {each.slides for each in seen.scenes} == {None}
    assert seen.seconds == pytest.approx(timing.of_scenes(sample_script().scenes))


def test_a_scene_that_is_divided_on_slides_is_one_scene_with_the_time_of_all_its_slides():
    script = sample_script(Length.STANDARD)
    number = next(
        place for place, scene in enumerate(script.scenes) if scene.layout is Layout.STATEMENT and not scene.picture
    )
    divided = scene_splitting.split(script, number)
    assert len(divided.scenes) == len(script.scenes) + 1
    seen = review(script, divided.scenes)
    assert [each.slides for each in seen.scenes] == [1 + (place == number) for place in range(len(script.scenes))]
    assert [each.scene.sentences for each in seen.scenes] == [scene.sentences for scene in script.scenes]
    assert seen.seconds == pytest.approx(timing.of_scenes(divided.scenes))


def test_a_picture_that_does_not_fit_is_not_promised():
    script = sample_script(Length.STANDARD)
    number = next(place for place, scene in enumerate(script.scenes) if scene.layout is Layout.PICTURE)
    plainer = scene_splitting.split(script, number)
    scene = review(script, plainer.scenes).scenes[number].scene
    assert scene.picture is None
    assert scene.layout in (Layout.STATEMENT, Layout.POINTS)


def test_the_abstract_says_which_of_its_sentences_are_used():
    whole = review(sample_script(Length.LONG))
    assert all(sentence.is_used for sentence in whole.abstract)
    script = sample_script(Length.SHORT)
    seen = review(script)
    assert [sentence.source for sentence in seen.abstract] == [sentence.source for sentence in whole.abstract]
    said = {sentence.source for scene in script.scenes for sentence in scene.sentences if sentence.source}
    assert 0 < sum(sentence.is_used for sentence in seen.abstract) < len(seen.abstract)
    assert all(sentence.is_used == (sentence.source in said) for sentence in seen.abstract)


def test_omissions_are_named_as_on_the_source_card():
    harms = [
        f"{count} of the snails on lettuce died, and others had adverse events of each kind. " for count in "3456789"
    ]
    results = "Snails on lettuce moved faster than those on cabbage today. " * 20 + "".join(harms)
    script = write(paper(("RESULTS", Role.RESULTS, results)), 45)
    card = " ".join(sentence.spoken for sentence in script.scenes[-1].sentences)
    assert re.search(r"\bleaves out harms\b", card)
    assert review(script).omissions == ("harms",)


def test_what_a_change_leaves_out_is_named():
    script = sample_script(Length.LONG)
    assert "harms" in review(without(script, "Adverse events")).omissions
