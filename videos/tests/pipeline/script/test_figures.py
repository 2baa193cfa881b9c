import pytest

from videos.pipeline.artifacts import Figure
from videos.pipeline.script.figures import sample_size, sole_percentage


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("We randomly assigned 240 nurses to two groups.", Figure("240", "nurses")),
        ("Of 412 participants, 389 (94%) completed the trial.", Figure("412", "participants")),
        ("We included 1,344 women with stress incontinence.", Figure("1,344", "women with stress incontinence")),
        ("A total of 15 trials were included.", Figure("15", "trials")),
        ("In this trial, 412 adults with type 2 diabetes were assigned.", Figure("412", "adults")),
    ],
)
def test_the_whole_sample_may_be_set_large(text, figure):
    assert sample_size(text) == figure


@pytest.mark.parametrize(
    "text",
    [
        "In the pilot study, 30 patients were enrolled.",
        "In the blinded study, 71 patients were enrolled.",
        "We included 40 of 111 patients.",
        "At least 50 patients were included.",
        "A total of 228 nurses completed the trial.",
        "We included 4 patients.",
        "We included nurses (240 women) here.",
        "The validation cohort included 90 patients.",
        "Patients were included over 12 months.",
        "We included 20 and 30 patients, respectively.",
        "The remaining 12 patients were analysed.",
    ],
)
def test_a_part_of_the_sample_is_never_set_large(text):
    assert sample_size(text) is None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Of 412 participants, 389 (94%) completed the trial.", Figure("94%", "completed the trial")),
        ("At last 41% of the nurses reported headache.", Figure("41%", "of the nurses reported headache")),
        ("The response rate was 72%.", Figure("72%", "response rate")),
    ],
)
def test_the_only_percentage_of_a_sentence_may_be_set_large(text, figure):
    assert sole_percentage(text) == figure


@pytest.mark.parametrize(
    "text",
    [
        "Up to 41% of the nurses reported headache.",
        "About 41% of the nurses reported headache.",
        "Only 8% of the nurses were ill and 9% were tired.",
        "In the amber group, 22% of nurses were tired.",
        "Not even 8% of nurses were tired.",
        "The rate was 8% higher than before.",
        "The rate (95% CI 2 to 4) was low.",
    ],
)
def test_a_compared_or_hedged_percentage_is_never_set_large(text):
    assert sole_percentage(text) is None


def test_value_and_label_are_in_the_sentence():
    text = "Of 412 participants, 389 (94%) completed the trial."
    for figure in (sample_size(text), sole_percentage(text)):
        assert figure.value in text
        assert figure.label in text
