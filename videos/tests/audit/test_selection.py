"""The audit finds what a script leaves out of its paper and should not."""

import pytest

from benchmarks.audit import brackets, fragments, omissions, references
from videos.pipeline.artifacts import Role
from videos.tests.audit.scripts import reasons, video

RESULTS, CONCLUSIONS = Role.RESULTS, Role.CONCLUSIONS


@pytest.mark.parametrize(
    ("source", "spoken", "reason"),
    [
        (
            "Owls slept longer (p = 0.12).",
            "Owls slept longer.",
            "a result that is not significant is not said: (p = 0.12).",
        ),
        (
            "Owls slept longer (odds ratio 1.2, 95% CI 0.8 to 1.9).",
            "Owls slept longer (odds ratio 1.2).",
            "an interval that includes no effect is not said: 95% CI 0.8 to 1.9).",
        ),
        ("Owls slept (post hoc).", "Owls slept.", "the limit “post hoc” is not said: (post hoc)."),
        (
            "Owls slept in hay (in one of two trials).",
            "Owls slept in hay.",
            "the limit “in one of two trials” is not said: (in one of two trials).",
        ),
        (
            "Owls had no mites (lice, fleas, and ticks).",
            "Owls had no mites (fleas).",
            "a part of a list is not said: and ticks).",
        ),
        ("Most owls slept (37%).", "Most owls slept.", "the size of the finding is not said: (37%)."),
        (
            "More owls slept in hay (12% vs. 4%; P < .01).",
            "More owls slept in hay (P < .01).",
            "the comparison is not said: (12% vs. 4%;",
        ),
    ],
)
def test_what_a_bracket_carries_is_missed(source, spoken, reason):
    assert reasons(brackets.check, video((RESULTS, source), said=[(source, spoken)])) == [reason]


@pytest.mark.parametrize(
    ("source", "spoken"),
    [
        ("Owls slept longer (p < 0.001; 95% CI 1.2 to 1.9).", "Owls slept longer."),
        ("Owls slept no longer (p = 0.12).", "Owls slept no longer."),
        ("Of 40 owls, 37% (15 of 40) slept.", "Of 40 owls, 37% slept."),
        ("Barn owls (Tyto alba) slept.", "Barn owls slept."),
        ("Five genes differed (P < 5x10⁻⁸).", "Five genes differed."),
    ],
)
def test_a_bracket_that_only_computes_or_names_is_not_missed(source, spoken):
    assert reasons(brackets.check, video((RESULTS, source), said=[(source, spoken)])) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("at least two mites each.", "it begins in the middle"),
        ("Owls slept in hay,", "it has no end"),
        ("Owls slept , mice ran.", "a stray mark: “slept ,”"),
    ],
)
def test_a_sentence_that_is_not_whole_is_found(text, reason):
    assert reason in reasons(fragments.check, video((RESULTS, text), said=[text]))


@pytest.mark.parametrize("text", ["Owls (Tyto alba), e.g. at night, slept.", "mTOR rose; p53 fell.", "rs7697 rose."])
def test_a_whole_sentence_is_no_fragment(text):
    assert reasons(fragments.check, video((RESULTS, text), said=[text])) == []


HARM = "Two of 40 owls died."
FINDING = "Owls in hay slept longer."
PRIMARY = "The primary outcome was met by 12 owls."


def test_harms_primary_outcome_null_results_and_limits_are_missed():
    text = f"{FINDING} {HARM} {PRIMARY} Weight did not differ. The number of barns was small, a limitation."
    assert reasons(omissions.check, video((RESULTS, text), said=[FINDING])) == [
        "the primary outcome is neither said nor named",
        "harms is neither said nor named",
        "a null result is neither said nor named",
        "limits is neither said nor named",
    ]


def test_the_accuracy_of_a_test_is_missed():
    measured = "Sensitivity was 63% and specificity 94%."
    expected = ["the accuracy of the test is neither said nor named"]
    assert reasons(omissions.check, video((RESULTS, f"{FINDING} {measured}"), said=[FINDING])) == expected
    assert reasons(omissions.check, video((RESULTS, f"{FINDING} {measured}"), said=[measured])) == []


def test_what_the_source_card_names_is_not_missed():
    card = "The abstract also reports harms; they did not fit."
    assert reasons(omissions.check, video((RESULTS, f"{FINDING} {HARM}"), said=[FINDING], card=card)) == []


def test_a_video_without_result_or_conclusion_is_found_even_if_it_counts_participants():
    counted = "We included 40 owls."
    made = video((RESULTS, f"{counted} {FINDING}"), (CONCLUSIONS, "Hay helps owls to sleep."), said=[counted])
    assert reasons(omissions.check, made) == ["no result is said", "no conclusion is said"]


def test_one_group_without_the_other_is_found():
    one, other = "In group 1 four owls slept.", "In group 2 five owls slept."
    made = video((RESULTS, f"{one} {other}"), said=[one])
    assert reasons(omissions.check, made) == [f"the other group is not said: {other}"]
    assert reasons(omissions.check, video((RESULTS, f"{one} {other}"), said=[one, other])) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They were put in barns.", "They"),
        ("These barns were cold.", "These barns were"),
        ("In the barns these mites were rare.", "these mites were"),
        ("However, none woke.", "However"),
        ("The latter slept longer.", "The latter"),
        ("Both pens were cold.", "Both pens were"),
    ],
)
def test_a_word_that_refers_to_an_unsaid_sentence_is_found(text, word):
    before = "Forty owls came from nine farms."
    made = video((RESULTS, f"{before} {text}"), said=[text])
    assert reasons(references.check, made) == [f"“{word}” refers to: {before}"]
    assert reasons(references.check, video((RESULTS, f"{before} {text}"), said=[before, text])) == []


@pytest.mark.parametrize(
    "text",
    [
        "This study was about sleep.",
        "This was a small trial.",
        "It is known that owls sleep.",
        "Both owls slept.",
        "Therefore, we aimed to count owls.",
    ],
)
def test_a_sentence_that_stands_alone_refers_to_nothing(text):
    assert reasons(references.check, video((RESULTS, f"Forty came from nine farms. {text}"), said=[text])) == []


def test_respectively_without_names_and_groups_that_are_not_explained_are_found():
    pens, shares, letters = (
        "Owls (group A) and mice (group B) ran.",
        "Of 9, 8% and 5%, respectively, slept.",
        "Group B won.",
    )
    text = f"{pens} All slept. {shares} {letters}"
    assert reasons(references.check, video((RESULTS, text), said=[shares, letters])) == [
        "“respectively” refers to names that are not said",
        "“group B” is not explained",
    ]
    assert reasons(references.check, video((RESULTS, text), said=[pens, letters])) == []


def test_a_claim_without_its_contrast_and_a_list_without_its_rest_are_found():
    however, second = "However, two woke.", "Second, mice were fed."
    assert reasons(references.check, video((RESULTS, f"{FINDING} {however}"), said=[FINDING])) == [
        f"its contrast is not said: {however}"
    ]
    first = "First, owls were fed."
    assert reasons(references.check, video((RESULTS, f"{first} {second}"), said=[first])) == [
        f"the rest of its list is not said: {second}"
    ]
