import pytest

from videos.pipeline.script.significance import interval_holds_no_effect, is_not_significant


@pytest.mark.parametrize(
    "text", ["p = 0.05", "P=.41", "p > 0.05", "p-value = 0·137", "p for trend = 0.2", "p = NS", "P = 1.0"]
)
def test_a_p_value_of_five_per_cent_or_more_is_not_significant(text):
    assert is_not_significant(text)


@pytest.mark.parametrize("text", ["p < 0.05", "p = 0.049", "P=3.15x10-15", "P = 6.9 × 10-6", "p ≤ 0.01", "no p at all"])
def test_a_smaller_p_value_is_significant(text):
    assert not is_not_significant(text)


@pytest.mark.parametrize(
    ("interval", "sentence"),
    [
        ("95% CI 0.8-1.3", "The odds ratio was 1.0"),
        ("RR 0.39; 95% CI 0.08 to 1.98", "The risk fell (RR 0.39; 95% CI 0.08 to 1.98)"),
        ("CI 95% 0.6-62.4", "OR 6.3 (CI 95% 0.6-62.4)"),
        ("95% CI -2 to 3", "The mean difference was 1 mm"),
    ],
)
def test_an_interval_that_contains_no_effect_is_found(interval, sentence):
    assert interval_holds_no_effect(interval, sentence)


@pytest.mark.parametrize(
    ("interval", "sentence"),
    [
        ("95% CI 1.4-7.9", "OR 3.4 (95% CI 1.4-7.9)"),
        ("95% CI 0.5 to 2 mg", "The dose fell by 1 mg"),  # 1 means no effect only for ratios
    ],
)
def test_other_intervals_are_not_found(interval, sentence):
    assert not interval_holds_no_effect(interval, sentence)
