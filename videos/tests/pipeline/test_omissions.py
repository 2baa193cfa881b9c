"""What an abstract reports and a video omits is recognised by its words alone."""

import pytest

from videos.pipeline.omissions import omitted, unmentioned

HARM = "Bleeding occurred in 9 of 80 calves given the drops."
OTHER_HARM = "Two calves given the drops died."
NULL = "Weight did not differ between the pens."
LIMIT = "The certainty of the evidence is low."


def test_what_only_the_abstract_reports_is_named_with_its_numbers():
    summary = ["The drops helped most calves.", "Weight did not differ."]
    assert unmentioned([HARM, NULL, LIMIT], summary) == ("the numbers", "harms", "limits of the study")
    assert unmentioned([HARM, NULL], [*summary, "Bleeding was seen in 1 of 10 calves."]) == ()
    assert unmentioned([NULL], summary) == ()


def test_a_harm_that_is_not_said_is_found_even_if_another_is_said():
    assert omitted([HARM, OTHER_HARM], [HARM]) == ("harms",)
    assert omitted([HARM, OTHER_HARM], [HARM, OTHER_HARM]) == ()


@pytest.mark.parametrize(
    "harm",
    [
        HARM,
        OTHER_HARM,
        "Treatment was discontinued in 14 of 103 recipients.",
        "Hypoglycaemia was recorded in 36% of adults.",
        "There were more complications with the plate, six of which needed surgery.",
        "Adverse events were more frequent with the tablet (12% against 4%).",
        "One patient had a seizure at night.",
        "No deaths were seen.",
    ],
)
def test_a_reported_harm_is_recognised(harm):
    assert omitted([harm], []) == ("harms",)


@pytest.mark.parametrize(
    "sentence",
    ["The drug may cause bleeding.", "Complications are feared by surgeons.", "Milk yield rose by 4 litres."],
)
def test_a_sentence_that_reports_no_harm_is_not_taken_for_one(sentence):
    assert omitted([sentence], []) == ()


@pytest.mark.parametrize(
    "null",
    [
        NULL,
        "There was no significant difference in pain.",
        "Sleep was unchanged.",
        "The result was not significant.",
        "The rates were similar in both arms.",
        "The drug failed to shorten the stay.",
    ],
)
def test_one_null_result_that_is_said_stands_for_the_others(null):
    assert omitted([null], []) == ("results without a difference",)
    assert omitted([null, NULL], [NULL]) == ()


def test_limits_are_named_last():
    assert omitted([LIMIT, NULL, HARM], []) == ("harms", "results without a difference", "limits of the study")


def test_the_primary_outcome_is_named_first():
    primary = "The primary end point, weight at weaning, was 4 kg higher in pen A."
    assert omitted([HARM, primary], []) == ("the result on the primary outcome", "harms")
    assert omitted([primary], [primary]) == ()


def test_a_result_that_goes_against_the_others_is_recognised():
    contrary = "In contrast, calves in pen B lost weight."
    assert omitted([contrary], []) == ("contrary results",)
    assert omitted(["Calves in contrast to cows gained weight."], []) == ()
