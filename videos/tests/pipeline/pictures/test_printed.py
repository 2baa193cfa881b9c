"""The check reads numbers, p values and names of intervals by itself."""

import pytest

from videos.pipeline.pictures.check.printed import chances, level, numbers, percentages, whole


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("−3.1 to −1.5", [-3.1, -1.5]),
        ("0.44-0.87", [0.44, 0.87]),
        ("0.9 - 1.4", [0.9, 1.4]),
        ("-0.40-0.49", [-0.4, 0.49]),
        ("-14.7, -2.7", [-14.7, -2.7]),
        ("was – 0.44 (– 0.84 to – 0.03)", [-0.44, -0.84, -0.03]),
        ("0·94", [0.94]),
        ("0,75", [0.75]),
        ("1,234", [1234]),
        (".006", [0.006]),
        ("1.2.3", []),
    ],
)
def test_numbers_are_read_with_their_signs(text, values):
    assert [number.value for number in numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "shown", "value"),
    [
        ("Seven of twelve", "Seven", 7),
        ("twenty-six of them", "twenty-six", 26),
        ("twenty-six of them", "six", None),
        ("one hundred and five of them", "five", None),
        ("was 0.71 and", "0.71", 0.71),
        ("was 0.71 and", "0.7", None),
        ("was -2.0 kg", "-2.0", -2),
        ("was -2.0 kg", "2.0", None),
        ("was tall", "tall", None),
    ],
)
def test_a_number_is_read_only_as_a_whole(text, shown, value):
    start = text.index(shown)
    found = whole(text, start, start + len(shown))
    assert (found.value if found else None) == value


def test_the_level_of_an_interval_is_no_share():
    assert [number.value for number in percentages("12% (95% CI 3 to 21; CI 90%), 95% of them")] == [12, 95]


@pytest.mark.parametrize(
    ("name", "size"),
    [("95% CI", 95), ("97.5% confidence interval", 97.5), ("credible interval", 95), ("IQR", None), ("50% CI", None)],
)
def test_the_level_of_an_interval_is_read_from_its_name(name, size):
    assert level(name) == size


def test_p_values_of_other_tests_are_left_out():
    text = "p<0.001; P = .03; p for trend = 0.2; P=0.04 for interaction; p value below 0.01; P=3 x 10-9"
    assert [(chance.sign, chance.size) for chance in chances(text)] == [
        ("<", 0.001),
        ("=", 0.03),
        ("<", 0.01),
        ("=", 1e-9),
    ]


@pytest.mark.parametrize(
    ("text", "is_excluded", "is_contradiction"),
    [
        ("p = 0.03", True, False),
        ("p = 0.03", False, True),
        ("p = 0.48", True, True),
        ("p < 0.001", False, True),
        ("p < 0.27", True, False),
        ("p > 0.05", True, True),
        ("p > 0.05", False, False),
    ],
)
def test_a_p_value_contradicts_an_interval_that_says_the_opposite(text, is_excluded, is_contradiction):
    (chance,) = chances(text)
    assert chance.contradicts(is_excluded=is_excluded, level=95) is is_contradiction
