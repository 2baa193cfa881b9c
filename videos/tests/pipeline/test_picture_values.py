"""Pictures are plain values that a checkpoint can hold."""

import pytest

from videos.pipeline.artifacts import (
    BigNumber,
    Conclusion,
    Harm,
    Harms,
    Interval,
    Layout,
    Measure,
    Picture,
    Portion,
    Quantity,
    Row,
    Scene,
    Share,
    Source,
    Words,
)
from videos.pipeline.cache.codec import pack, unpack


def words(text):
    return Words(text, Source(0, 0, len(text)))


def number(text):
    return Quantity(words(text), float(text))


def ratio(low, estimate, high, measure=Measure.ODDS_RATIO):
    return Interval(measure, (Row(number(estimate), number(low), number(high)),), words("95% CI"))


def share(percent, count, whole):
    return Share(Portion(number(percent), number(count), number(whole)), words("women"), (words("slept well"),))


@pytest.mark.parametrize(
    "picture",
    [ratio("0.5", "0.7", "0.9"), share("40", "20", "50"), BigNumber(words("7"), words("number needed to treat"))],
)
def test_a_checkpoint_returns_the_picture_that_was_saved(picture):
    assert unpack(pack(picture), Picture) == picture


def test_an_interval_that_ends_at_no_effect_includes_it():
    picture = ratio("0.7", "0.84", "1.0")
    assert picture.includes_no_effect(picture.rows[0])


def test_no_effect_of_a_difference_is_at_zero():
    picture = ratio("0.5", "1.5", "2.5", Measure.MEAN_DIFFERENCE)
    assert not picture.includes_no_effect(picture.rows[0])


def test_a_half_is_drawn_as_a_filled_figure():
    assert share("24.5", "49", "200").figures == (25, 100)


def test_few_people_are_drawn_themselves():
    assert share("58", "7", "12").figures == (7, 12)


def test_the_parts_of_a_picture_come_in_the_order_of_its_story():
    picture = Conclusion((words("sleep grew longer"),), lead=words("With amber glasses"))
    assert [part[0].text for part in picture.parts] == ["With amber glasses", "sleep grew longer"]


@pytest.mark.parametrize(
    ("layout", "picture", "marks_its_phrases"),
    [
        (Layout.STATEMENT, None, True),
        (Layout.PICTURE, Conclusion((words("Tea helps."),)), True),
        (Layout.PICTURE, share("40", "20", "50"), True),
        (Layout.PICTURE, Harms((Harm(words("Nausea"), ()),)), False),
    ],
)
def test_phrases_are_marked_where_they_do_not_appear_with_their_words(layout, picture, marks_its_phrases):
    assert Scene(layout, "Result", (), picture=picture).marks_its_phrases is marks_its_phrases
