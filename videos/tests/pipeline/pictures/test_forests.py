"""Several estimates of one sentence are drawn on one axis if each has a name of its own."""

import pytest
from msgspec import structs

from videos.pipeline.pictures.check import Fault, faults
from videos.pipeline.pictures.find import find
from videos.tests.pipeline.pictures.sentences import FOREST, picture_in, placed

TRUE = [
    (FOREST, ["falls", "burns"]),
    (
        "Snoring was associated with age (OR per 10 years 1.70; 95% CI 1.46 to 1.99), beer (OR=1.45 [95% CI "
        "1.03-2.06]), and an increased weight (OR 2.60 per stone [95% CI 1.20-5.62]).",
        ["age", "beer", "increased weight"],
    ),
    (
        "Sitters and walkers snored as often as sleepers (sitters OR, 0.88; 95% CI, 0.44-1.73; walkers OR, 0.98; "
        "95% CI, 0.57-1.70).",
        ["sitters", "walkers"],
    ),
    (
        "Loss of hair: - oats versus no oats (RR 0.39; 95% CI 0.08 to 1.98; 4 trials); - oats versus rye (RR 0.47; "
        "95% CI 0.09 to 2.49; 2 trials).",
        ["oats versus no oats", "oats versus rye"],
    ),
    (
        "The bars did not differ in loud (difference 0.9 dB, 95% CI -2.3 dB to 4.2 dB) or soft (difference 0.7 dB, "
        "95% CI -1.0 dB to 2.4 dB) snoring.",
        ["loud", "soft"],
    ),
    (
        "The odds ratios of sitters were 1.17 (95% CI = 0.75-1.83; P = .5) and 1.52 (95% CI = 1.05-2.20; P = .03) for "
        "snoring and the itching, respectively.",
        ["snoring", "itching"],
    ),
]


@pytest.mark.parametrize(("sentence", "names"), TRUE)
def test_each_estimate_has_its_name(sentence, names):
    assert [row.name.text for row in picture_in(sentence).rows] == names


def test_a_row_keeps_what_stands_beside_its_numbers():
    picture = picture_in(TRUE[1][0])
    assert [[note.text for note in row.notes] for row in picture.rows] == [["per 10 years"], [], ["per stone"]]
    picture = picture_in(FOREST)
    assert [[note.text for note in row.notes] for row in picture.rows] == [["P = .006"], ["P = .01"]]


def test_one_p_value_after_all_rows_belongs_to_none_of_them():
    picture = picture_in(
        "Sitters and walkers snored more often (sitters OR, 4.24 [95% CI, 1.51-11.8]; walkers OR, 4.76 [95% CI, "
        "1.53-14.79]; P = .01)."
    )
    assert picture.p.text == "P = .01"
    assert [row.notes for row in picture.rows] == [(), ()]


def test_the_claim_is_what_the_sentence_says_beside_the_rows():
    assert [words.text for words in picture_in(FOREST).claim] == ["The bars reduced the odds of", "after one year"]


@pytest.mark.parametrize(
    "sentence",
    [
        # The names belong to different clauses, measures or lists.
        "Risk factors were colonisation with yeast (OR 3.08, 95% CI 2.23-4.22) and age (OR 1.87, 95% CI 1.34-2.60).",
        "Bars were followed by fewer falls (OR 0.62, 95% CI 0.44-0.87), and oats were followed by more burns (OR 1.62, "
        "95% CI 1.24-2.12).",
        "Walkers had higher levels of joy (OR 2.03, 95% CI 1.22-3.39) and fewer colds (OR 0.60, 95% CI 0.37-0.97).",
        "The risk grew for falls (OR 1.62, 95% CI 1.24-2.12) and burns (HR 1.62, 95% CI 1.24-2.12).",
        "The risk grew for falls (adjusted OR 1.62, 95% CI 1.24-2.12) and burns (OR 1.62, 95% CI 1.24-2.12).",
        "The risk grew for falls (OR 1.62, 95% CI 1.24-2.12) and burns (OR 1.62, 90% CI 1.24-2.12).",
        "The bars changed weight (difference 2.0 kg, 95% CI 1.0-3.0) and height (difference 2.0 cm, 95% CI 1.0-3.0).",
        "Sitters left earlier, a habit at 6 weeks (OR 1.62, 95% CI 1.24-2.12) and 12 weeks of rest (OR 1.62, 95% CI "
        "1.24-2.12).",
        "The risk rose in women (OR 1.62, 95% CI 1.24-2.12) but not in men (OR 1.10, 95% CI 0.90-1.34).",
        # Words and numbers contradict each other.
        "There was no difference in falls (OR 1.62, 95% CI 1.24-2.12) and burns (OR 1.62, 95% CI 1.24-2.12).",
        "The risk fell for falls (OR 1.62, 95% CI 1.24-2.12) and was lower for burns (OR 1.62, 95% CI 1.24-2.12).",
        "Significant factors were beer (OR 1.62, 95% CI 1.24-2.12) and age (OR 1.10, 95% CI 0.90-1.34).",
        "The risk grew for falls (OR 1.62, 95% CI 1.24-2.12; p = 0.4) and burns (OR 1.62, 95% CI 1.24-2.12).",
        "The risk grew for falls (OR 1.62, 95% CI 1.24-21.2) and burns (OR 1.62, 95% CI 1.24-2.12).",
        "The odds ratios were 1.17 (95% CI 0.75-1.83) and 1.52 (95% CI 1.05-2.20) for men, boys and all, respectively.",
        "The odds ratios were 1.17 (95% CI 0.75-1.83) and 1.52 (90% CI 1.05-2.20) for men and women, respectively.",
        "The odds ratios were 1.17 (95% CI 0.75-1.83; P = .02) and 1.52 (95% CI 1.05-2.20) for men and boys, "
        "respectively.",
        "The odds ratios were 1.17 (95% CI 0.75-1.83) and 1.52 (95% CI 1.05-2.20) for men and women.",
        # A third result would be passed over.
        "The risk grew for falls (OR 1.62, 95% CI 1.24-2.12) and burns (OR 1.62, 95% CI 1.24-2.12), and 12% died.",
        "The risk grew for falls (OR 1.62, 95% CI 1.24-2.12), burns (OR 1.62, 95% CI 1.24-2.12), cuts (1.4, 1.1-1.8).",
    ],
)  # fmt: skip
def test_a_list_in_doubt_is_not_drawn(sentence):
    assert picture_in(sentence) is None


def test_a_row_left_out_or_under_the_name_of_another_is_refused():
    whole, source = placed(FOREST)
    picture = picture_in(FOREST)
    first, second = picture.rows
    assert faults(structs.replace(picture, rows=(first,)), source, whole)
    exchanged = (
        first.__class__(first.estimate, first.low, first.high, second.name, first.notes),
        first.__class__(second.estimate, second.low, second.high, first.name, second.notes),
    )
    assert Fault.LABEL in faults(structs.replace(picture, rows=exchanged), source, whole)


def test_a_coarse_bound_is_read_as_what_it_may_have_been():
    assert picture_in("Falls were as frequent (RR 0.33; 95% CI 0.02 to 7.14).") is not None
    assert picture_in("Falls were as frequent (RR 0.33; 95% CI 0.02 to 71.4).") is None


def test_a_forest_is_found_in_its_sentence():
    whole, source = placed(FOREST)
    assert any(len(each.rows) == 2 for each in find(whole, source) if hasattr(each, "measure"))
