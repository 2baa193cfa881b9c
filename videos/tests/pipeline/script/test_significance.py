"""Which p values and intervals a listener must hear."""

import pytest

from videos.pipeline.script.significance import interval_holds_no_effect, is_not_significant

WEAK = [
    "p = 0.05", "P=.41", "p > 0.05", "p-value = 0·137", "p for trend = 0.2", "p = NS", "P = 1.0", "NS", "n.s.",
    "P=ns", "p greater than 0.05", "p<0.1", "p-value 0.07", "P: 0.4", "p ≈ 0.6", "p = 0,29", "P < 0.1",
    "q = 0.2", "although non-significant", "difference not statistically significant", "P > .05", "p < .38",
    "p<0.10", "P = 0.06-0.9", "p = 0.01 and 0.2", "p=6 × 10⁻²", "P = 7%", "P greater than 10%",
    "p values were 0.3", "p-values of 0.2 and 0.4", "P's > 0.1", "all ps > .2", "p(trend) = 0.4",
    "p interaction=0.13", "P for heterogeneity = .4", "P-trend=0.3", "Ptrend = 0.3", "p_adj = 0.2", "p ≥ 0.05",
    "p>=0.05", "P > or = 0.05", "p exceeds 0.05", "p above 0.05", "FDR = 0.3", "p = n.s.", "p: n.s.", "N.S.",
    "ns", "log-rank P=.33", "p = 0.5, 95% CI 1 to 2", "p=5.1%", "P = 0.05", "insignificant", "nonsignificant",
    "non significant", "p=1", "two-sided p = 0.07", "P-value: 0.3", "P value, 0.4", "P, .4", "P .3", "p ~ .2",
    "adjusted P = .2", "corrected p=0.09", "P ≤ 0.1", "p ≅ 0.2", "borderline significance",
    "no statistically significant", "P-value=0.087", "p = 0.7E-01", "P<0.5",
]  # fmt: skip
STRONG = [
    "p < 0.05", "p = 0.049", "P=3.15x10-15", "P = 6.9 × 10-6", "p ≤ 0.01", "no p at all", "p = 2 × 10⁻¹⁹",
    "p < 10-8", "P<5x10-8", "P = 1E-8", "p < 0.001", "p=0.01 and 0.02", "P < 5%", "p = 4%", "12 ns",
    "took 5 ns", "P450 0.4 nmol", "p53", "p<0,05", "P=0,003", "p ≤ 0.05", "p<.05", "cytochrome P 450",
    "P value 0.03", "step 0.4", "p = 1.2 × 10", "group P 5", "P < 0.0001", "p=10⁻⁵", "p = 10^-4",
]  # fmt: skip
HOLDS_NO_EFFECT = [
    "HR 0.81 [0.57-1.15]", "aHR 0.88, CI95 0.63-1.22", "IRR 0.55, 95% CI 0.26; 1.19",
    "difference -1.8%, 95% CI -4.6% to 1.0%", "95% CI: -0.04%, 0.46%", "RR (CI): 0.67 (0.37, 1.22)",
    "hazard ratio [95% CI]: 1.12 [0.74; 1.69]", "OR 1.9 (95% CI 0.8 to 4.4)",
    "mean difference -0.6 days; 95% CI −1.5 to 0.3", "odds ratio 1.31; 95% credible interval 0.92 to 1.88",
    "RR=0.90, 95%CI: 0.79–1.03", "CI -0.02, 0.12", "OR 6.3 (CI 95% 0.6-62.4)", "RR 0.39; 95% CI 0.08 to 1.98",
    "95% CI -2 to 3", "OR 1.2 (0.8–1.7)", "OR, 0.88; 95% confidence interval [CI], 0.44-1.73",
    "OR 0,9 (95% CI 0,7-1,2)", "odds ratio 1·2 (95% CI 0·8–1·7)", "OR 1.2; 95% CI: [0.8; 1.7]",
    "MD 1 mm, 95% CrI -0.5–2.5", "MD −1 mm, 95% CI −3 mm to 1 mm", "SMD 0.1, 95% CI -0.1 - 0.3",
    "RR 1.1 (95% CI from 0.9 to 1.3)", "95% CI between -1 and 2", "HR 1.1 (95% confidence limits 0.9, 1.3)",
    "OR 1.3, 95%-CI 0.9-1.9", "RR 1.0 (95 per cent CI 0.9 to 1.2)", "adjusted OR = 1.1 [95% C.I. = 0.7, 1.6]",
    "SMR 1.1; CI 0.9/1.3", "OR 1.5 (1.0 to 2.2)", "mean difference 2 mm (95% CI 0 to 4)",
    "-0.6 days (-1.5 to 0.3)", "β = 0.2 (95% CI −0.1, 0.5)", "HR 1.2; 90% CI .8-1.9",
    "OR 1.05 (CI: 0.95 – 1.16)", "RR 0.98 (95% HDI 0.9 to 1.1)", "difference 3 points (95% CI –2 to 8)",
    "95% CI, -0.3 to 0.9", "ratio of means 1.1, 95% CI 0.9 to 1.3", "OR 1.2 95% CI (0.8, 1.7)",
    "difference 1.2 kg (95% CI -0.3, +2.7)",
]  # fmt: skip
HOLDS_AN_EFFECT = [
    "OR 3.4 (95% CI 1.4-7.9)", "95% CI 0.5 to 2 mg", "HR 0.7; 95% CI 0.5 to 0.9", "95% CI -4 to -1",
    "95% CI −4.1–−1.2", "OR 2 (95% CI, 1.02-2.41)", "RR=1.70 [95%CI 1.46-1.99]",
    "HR 0.12; 95% CrI 0.03 to 0.41; 1 trial; 58 participants", "difference 2 (95% CI 1 to 3)",
    "prevalence 2% (95% CI 0 to 4)", "OR 8.39; 95% confidence interval [CI], 2.18-32.20; P = .002",
    "OR 0,4 (95% CI 0,2-0,9)", "-0.6 days (-1.5 to -0.3)", "OR 2.1 (1.2 to 3.7)",
]  # fmt: skip


@pytest.mark.parametrize("text", WEAK)
def test_a_p_value_of_five_per_cent_or_more_is_not_significant(text):
    assert is_not_significant(text)


@pytest.mark.parametrize("text", STRONG)
def test_a_smaller_p_value_is_significant(text):
    assert not is_not_significant(text)


@pytest.mark.parametrize("text", HOLDS_NO_EFFECT)
def test_an_interval_that_contains_no_effect_is_found(text):
    assert interval_holds_no_effect(text, text)


@pytest.mark.parametrize("text", HOLDS_AN_EFFECT)
def test_other_intervals_are_not_found(text):
    assert not interval_holds_no_effect(text, text)


def test_what_the_interval_is_about_may_be_said_before_it():
    assert interval_holds_no_effect("95% CI 0.8-1.3", "The odds ratio was 1.0, 95% CI 0.8-1.3")
    assert interval_holds_no_effect("0.8-1.3", "The odds ratio was 1.0 (0.8-1.3")
    assert not interval_holds_no_effect("0.8-1.3", "The length was 1.0 (0.8-1.3")
