"""Every accent colour becomes readable on every page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.colours import contrast, is_colour, on_dark, on_light

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_colour_becomes_readable(colour):
    assert all(contrast(on_light(colour), page) >= 4.5 for page in ("#eff6f4", "#f4f6f8", "#fbfaf7"))
    assert contrast(on_dark(colour), "#10263f") >= 4.5


def test_a_readable_colour_is_unchanged():
    assert on_light("#0b6e6e") == "#0b6e6e"
    assert on_dark("#7ad3c4") == "#7ad3c4"


def test_a_colour_keeps_its_hue():
    red, green, blue = (int(on_light("#ff8800")[start : start + 2], 16) for start in (1, 3, 5))
    assert red > green > blue


def test_the_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("text", ["", "teal", "#fff", "#12345g", "0b6e6e", "#0b6e6e0"])
def test_other_texts_are_not_colours(text):
    assert not is_colour(text)
