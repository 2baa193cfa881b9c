"""When the parts of a picture appear."""

import numpy as np
from msgspec.structs import replace

from videos.pipeline.artifacts import Layout, Script
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import typeset
from videos.pipeline.slides.build_up import moments
from videos.tests.pipeline.invented_pictures import (
    CHANGED,
    CONCLUDED,
    DIFFERENCE,
    FEW,
    FEW_SLEPT,
    GROUPS,
    ICONS,
    POINTS,
    SHARE,
    SLEPT,
    STUDY,
    TRIED,
    WOKE,
    paper,
    scene,
)


def said(sentence: str, word: int) -> str:
    return sentence.split()[word]


def test_each_group_appears_with_its_first_word_and_the_verdict_last():
    found = moments(scene(WOKE, GROUPS), paper(WOKE))

    assert [said(WOKE, word) for word, _ in found] == ["Waking", "warm", "plain", "0·75,"]
    assert [shown for _, shown in found] == [(0,), (0, 1), (0, 1, 2), None]


def test_a_share_appears_after_the_people_of_whom_it_is_one():
    found = moments(scene(SLEPT, SHARE), paper(SLEPT))

    assert [said(SLEPT, word) for word, _ in found] == ["Of", "117", "slept"]


def test_points_appear_one_after_the_other():
    found = moments(scene(CONCLUDED, POINTS), paper(CONCLUDED))

    assert [said(CONCLUDED, word) for word, _ in found] == ["Warm", "compared", "without"]


def test_a_part_that_is_said_earlier_appears_earlier():
    """The share is said before the people, although the picture names the people first."""
    found = moments(scene(FEW_SLEPT, FEW), paper(FEW_SLEPT))

    assert [shown for _, shown in found] == [(1,), (0, 1), None]


def test_the_later_pieces_of_a_headline_are_there_from_its_first_word_on():
    found = moments(scene(CHANGED, DIFFERENCE), paper(CHANGED))

    assert [said(CHANGED, word) for word, _ in found] == ["Sleep", "-0.4"]


def test_a_p_value_below_the_headline_appears_when_it_is_said():
    found = moments(scene(WOKE, replace(GROUPS, verdict=None)), paper(WOKE))

    assert [said(WOKE, word) for word, _ in found] == ["Waking", "warm", "plain", "p=0·037)."]


def test_the_words_of_one_part_need_not_be_spoken():
    found = moments(scene("It was good.", STUDY), paper(TRIED))

    assert found == [(0, None)]


def test_a_scene_without_a_picture_and_a_topic_have_one_stage():
    assert moments(scene(CONCLUDED, None), paper(CONCLUDED)) == [(0, None)]
    assert moments(scene(CONCLUDED, ICONS, Layout.TITLE), paper(CONCLUDED)) == [(0, None)]


def test_the_last_look_is_the_whole_slide():
    script = Script(paper(WOKE), (scene(WOKE, GROUPS),))
    (opening,) = typeset(script, Typst())

    assert [stage.word for stage in opening.later] == [6, 14, 22]
    looks = [opening, *(stage.draw() for stage in opening.later)]
    assert np.array_equal(opening.whole.pixels, looks[-1].pixels)
    assert len({look.pixels.tobytes() for look in looks}) == 4
    assert len({stage.made_from for stage in opening.later}) == 3
