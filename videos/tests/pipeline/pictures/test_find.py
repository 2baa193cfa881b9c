"""What is found in a sentence: the numbers, the labels and what it says beside them."""

import pytest

from videos.pipeline.artifacts import BigNumber, Change, Groups, Harms, Interval, Measure, Share
from videos.pipeline.pictures import picture_of
from videos.tests.pipeline.pictures.sentences import (
    DIFFERENCE,
    GROUPS,
    HARMS,
    MEANS,
    NUMBER,
    PAIRS,
    RATIO,
    SHARE,
    picture_in,
    placed,
)


def texts(*words):
    return [each.text if each else None for each in words]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        (RATIO, Interval), (DIFFERENCE, Interval), (SHARE, Share), (GROUPS, Groups), (MEANS, Change), (HARMS, Harms),
        (PAIRS, Harms), (NUMBER, BigNumber),
    ],
)  # fmt: skip
def test_each_kind_is_found(sentence, kind):
    assert isinstance(picture_in(sentence), kind)


def test_words_are_placed_in_the_abstract_and_not_in_the_sentence():
    whole, source = placed(RATIO, before="Most people liked the bars. ")
    picture = picture_of(whole, source)
    assert whole.at(picture.level.source).text == "95% CI"
    assert whole.at(picture.rows[0].estimate.words.source).text == "0.62"


def test_an_interval_keeps_what_the_sentence_says_after_its_numbers():
    picture = picture_in(RATIO)
    assert texts(*picture.claim) == ["Falls were rarer with the bars", "after one year"]
    assert texts(picture.words, picture.level, picture.p) == ["adjusted OR", "95% CI", "P = .006"]


def test_a_difference_has_its_unit():
    picture = picture_in(DIFFERENCE)
    assert (picture.measure, picture.unit.text) == (Measure.MEAN_DIFFERENCE, "kg")
    assert picture.rows[0].estimate.value == -2.3


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (
            "Compared with water, the tea lowered sugar by 17% (95% CI 12 to 22).",
            ["Compared with water, the tea lowered sugar by"],
        ),
        (
            "The singers had 17% lower counts than the nurses (95% CI: 12-22%).",
            ["The singers had", "lower counts than the nurses"],
        ),
    ],
)
def test_a_change_in_per_cent_keeps_its_unit_and_its_direction(sentence, claim):
    picture = picture_in(sentence)
    assert (picture.measure, picture.unit.text, picture.words) == (Measure.DIFFERENCE, "%", None)
    assert picture.rows[0].estimate.value == 17
    assert texts(*picture.claim) == claim


@pytest.mark.parametrize(
    "sentence",
    [
        "The tea lowered sugar by 17% (95% CI 12 to 22).",
        "Sugar fell by 17% (95% CI 12 to 22) after a year.",
        "Compared with water, the tea lowered sugar by 17% (95% CI 12 to 22) and fat by 12% (95% CI 7 to 17).",
    ],
)
def test_a_change_in_per_cent_that_is_compared_with_nothing_is_not_drawn(sentence):
    assert picture_in(sentence) is None


def test_a_ratio_is_called_what_the_paper_calls_it():
    sentence = "Falls were rarer with the bars (RR 0.62, 95% CI 0.44 to 0.87)."
    assert picture_in(sentence).measure is Measure.RISK_RATIO
    whole, source = placed(sentence, before="We computed rate ratios (RRs) of falls. ")
    assert picture_of(whole, source).measure is Measure.RATE_RATIO


def test_a_share_says_of_whom_and_what():
    picture = picture_in(SHARE)
    assert picture.who.text == "women"
    assert texts(*picture.claim) == ["Half a year later", "were still dry"]
    assert picture.figures == (80, 100)


def test_few_people_are_drawn_one_by_one():
    assert picture_in("Seven of 12 children (58%) walked alone.").figures == (7, 12)


@pytest.mark.parametrize(
    ("sentence", "share", "claim"),
    [
        ("Of 162 pupils examined, 4 had a stroke (2.5%).", (2.5, 4, 162), ["examined", "had a stroke"]),
        ("Of the pupils who swam, 22% (53/241) had a cold.", (22, 53, 241), ["who swam", "had a cold"]),
        ("Fifty of the 123 pupils with gout (41%) limped.", (41, 50, 123), ["with gout", "limped"]),
        (
            "Of 471 pupils (57% girls, median age 8 [range 4-12]), 117 (24.8%) smoked.",
            (24.8, 117, 471),
            ["57% girls, median age 8 [range 4-12]", "smoked"],
        ),
    ],
)
def test_a_share_is_found_where_its_people_are_described(sentence, share, claim):
    picture = picture_in(sentence)
    portion = picture.portion
    assert (portion.percent.value, portion.count.value, portion.whole.value) == share
    assert texts(*picture.claim) == claim


@pytest.mark.parametrize("sentence", ["Cough was seen in 24 pupils (21%).", "Cough was seen in 24 (21%) pupils."])
def test_a_count_without_its_whole_needs_that_whole_in_the_abstract(sentence):
    def drawn(before):
        whole, source = placed(sentence, before=before)
        return picture_of(whole, source)

    assert drawn("We asked 114 healthy pupils. ").portion.whole is None
    assert drawn("We asked 120 healthy pupils. ") is None
    assert drawn("We asked 114 nurses. ") is None
    assert drawn("") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Cough was seen in 3 pupils (21%).",  # of 14, who would be drawn as 100
        "The 24 pupils (21%) who had a cough stayed at home.",
        "Cough was seen in 24 small pupils (21%).",  # of the small ones, or of all?
        "Cough was seen in 24 gloves (21%).",
    ],
)
def test_a_count_that_may_be_of_others_is_not_drawn(sentence):
    whole, source = placed(sentence, before="We asked 114 pupils, 14 pupils, 114 small pupils and 114 gloves. ")
    assert picture_of(whole, source) is None


def test_a_share_in_words_has_its_value():
    assert picture_in("Forty per cent of the teachers were hoarse.").portion.percent.value == 40


def test_groups_have_counts_a_setting_and_a_verdict():
    picture = picture_in(GROUPS)
    assert texts(picture.outcome, *picture.setting) == ["vomiting", "At one year"]
    assert [(group.name.text, group.portion.count.value) for group in picture.groups] == [
        ("ginger group", 12),
        ("water group", 28),
    ]
    assert picture.verdict.rows[0].estimate.value == 0.33
    assert not picture.people


def test_groups_of_people_are_known_as_such():
    assert picture_in("Nosebleeds were commoner in boys (31%) than in girls (22%).").people
    assert picture_in(
        "Cough was seen in 31% of patients in the gel group versus 22% of patients in the soap group."
    ).people


@pytest.mark.parametrize(
    ("sentence", "outcome", "groups"),
    [
        ("Hoarseness was seen in 45 (41%) of 111 singers and 23 (20%) of 113 nurses (P = .02).", "Hoarseness",
         [("singers", 41), ("nurses", 20)]),
        ("The rate of relapse was 12% in the oil group and 18% in the gel group (OR 0.62; 95% CI 0.44 to 0.87).",
         "The rate of relapse", [("oil group", 12), ("gel group", 18)]),
        ("Relapse rates were 20.1% (N = 34) and 15.3% (N = 137) in the old and young pupils, respectively (P = 0.137).",
         "Relapse rates", [("old", 20.1), ("young pupils", 15.3)]),
        ("Cure was similar between the oil and gel groups (84.1% [243 of 289] vs 82.0% [651 of 794]; P = .88).", "Cure",
         [("oil", 84.1), ("gel", 82)]),
        ("Cure rates were similar in both groups (58% in the oil group and 70% in the gel group; P = .2).",
         "Cure rates",
         [("oil group", 58), ("gel group", 70)]),
        ("The relapse rate in the oil group was lower than that in the gel group (33.9% vs 62.1%, p = 0.004).",
         "The relapse rate", [("oil group", 33.9), ("gel group", 62.1)]),
        ("At 3 months, 9/59 (15%) of the oil group had quit compared to 5/57 (9%) of the gel group.", "had quit",
         [("oil group", 15), ("gel group", 9)]),
    ],
)  # fmt: skip
def test_groups_are_compared_in_many_words(sentence, outcome, groups):
    picture = picture_in(sentence)
    assert picture.outcome.text == outcome
    assert [(group.name.text, group.portion.percent.value) for group in picture.groups] == groups


@pytest.mark.parametrize(
    "sentence",
    [
        "The rate of relapse was 12% in the oil group and 18% in the gel group.",
        "The rate of relapse was 12% in the oil group and 18% in the gel group; of thirst, half (P = .02).",
        "Relapse rates were 20% and 15% in the old and young pupils, respectively.",
        "Relapse rates were 20% and 15% in old, middle-aged and young pupils, respectively (P = .02).",
        "The rate of relapse was 12% in the oil group and 18% in the gel group within 2 days (P = .02).",
        "Cure rates were 80% and 60% for adults with gout and asthma, respectively (P = .02).",
        "The rate of relapse was 12% in March and 18% in April (P = .02).",
        "The rate of relapse was 12% in the first year and 18% in the second year (P = .02).",
        "The relapse rate in the oil group was higher than that in the gel group (33.9% vs 62.1%, p = 0.004).",
    ],
)
def test_groups_that_nothing_compares_are_not_drawn(sentence):
    assert not isinstance(picture_in(sentence), Groups)


def test_means_have_names_and_deviations():
    picture = picture_in(MEANS)
    assert picture.is_paired
    assert [(each.name.text, each.mean.value, each.deviation.value) for each in picture.points] == [
        ("before injection", 3.68, 0.76),
        ("at 3 months", 2.28, 0.78),
    ]
    assert texts(picture.unit, picture.deviation) == ["points", "SD"]


def test_a_spread_that_is_not_called_a_standard_deviation_is_not_drawn():
    assert (
        picture_in("The score fell from 3.68 ± 0.76 points before injection to 2.28 ± 0.78 points at 3 months.") is None
    )


def test_harms_in_two_groups_are_pairs():
    picture = picture_in(PAIRS)
    assert texts(*picture.groups) == ["lamp group", "shade group"]
    assert [(row.name.text, [each.percent.value for each in row.portions]) for row in picture.rows] == [
        ("fever", [4, 6]),
        ("rash", [12, 15]),
    ]


def test_harms_in_one_group_keep_their_order():
    assert [row.name.text for row in picture_in(HARMS).rows] == [
        "Taste disturbance",
        "diarrhea",
        "nausea",
        "abdominal pain",
    ]


def test_a_number_needed_to_treat_is_set_large_with_its_interval():
    picture = picture_in(NUMBER)
    assert texts(picture.number, picture.caption, picture.interval) == [
        "12",
        "number needed to treat",
        "95% CI 8 to 25",
    ]


def test_a_sentence_without_numbers_has_no_picture():
    assert picture_in("Most people liked the bars.") is None
