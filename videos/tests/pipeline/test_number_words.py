"""Numbers in words have one reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.outside.speech.number_words import in_words

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def value(words: str) -> int:
    """The number that a listener understands."""
    total = group = 0
    for word in words.split():
        if word == "hundred":
            group *= 100
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        else:
            group += UNITS[word]
    return total + group


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "zero"),
        ("Of 1344 women, 12,345 fell.", "Of one thousand three hundred forty four women, "
         "twelve thousand three hundred forty five fell."),
        ("83.0 percent", "eighty three point zero percent"),
        ("minus 0.05, or 1.10", "minus zero point zero five, or one point one zero"),
        ("In 19 95 and 2015.", "In nineteen ninety five and two thousand fifteen."),
        ("a 12-month study", "a twelve-month study"),
        ("patient 007", "patient zero zero seven"),
        ("1000001", "one million one"),
        ("p53, CD8, HbA1c, B12, 2nd, 3D", "p53, CD8, HbA1c, B12, 2nd, 3D"),
        ("2q21.3, PM2.5, 1.5T.", "2q twenty one point three, PM two point five, one point five T."),
        ("version 1.2.30", "version one point two point three zero"),
        ("p less than .05. Then 5. Next", "p less than point zero five. Then five. Next"),
        ("A.U.C. (n=3) … . , in 4,5", "A.U.C. (n=three) … . , in four,five"),
    ],
)  # fmt: skip
def test_a_number_is_said_in_words_and_a_name_stays(text, said):
    assert in_words(text) == said


@given(st.integers(0, 10**15 - 1))
def test_a_listener_understands_every_whole_number(number):
    assert value(in_words(str(number))) == number


@given(st.integers(0, 999), st.text("0123456789", min_size=1, max_size=8))
def test_no_decimal_is_left_out(whole, decimals):
    before, _, after = in_words(f"{whole}.{decimals}").partition(" point ")
    assert value(before) == whole
    assert "".join(str(UNITS[word]) for word in after.split()) == decimals


def test_a_number_too_long_for_words_is_said_digit_by_digit():
    assert in_words("1234567890123456").split()[:3] == ["one", "two", "three"]
