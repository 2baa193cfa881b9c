"""Which limits of a study are found, and where."""

import pytest

from videos.pipeline import jats
from videos.pipeline.full_text.limits import limits
from videos.tests.full_texts import article

KNOWN = "Warm milk and early waking."
SMALL = "The sample of the trial was small."
BLIND = "We could not blind the participants to the taste of milk."


def said(body: str, **more: int) -> list[list[str]]:
    return [[each.spoken for each in limit] for limit in limits(jats.read(article(body)), KNOWN, **more)]


def sec(title: str, *paragraphs: str) -> str:
    return f"<sec><title>{title}</title>{''.join(f'<p>{each}</p>' for each in paragraphs)}</sec>"


def test_a_section_on_limitations_is_used():
    assert said(sec("Limitations", f"{SMALL} {BLIND}")) == [[SMALL], [BLIND]]


def test_the_announcement_of_limits_says_nothing_and_is_left_out():
    assert said(sec("Limitations", f"This study has several limitations. {SMALL}")) == [[SMALL]]
    assert said(sec("Limitations", f"Some limitations of our trial should be noted. {SMALL}")) == [[SMALL]]


def test_a_section_on_limitations_precedes_the_discussion():
    body = sec("Discussion", f"An important limitation is that {BLIND[0].lower() + BLIND[1:]}") + sec(
        "Limitations", SMALL
    )
    assert said(body) == [[SMALL]]


def test_a_paragraph_of_the_discussion_that_names_limits_is_used_from_there_on():
    body = sec("Discussion", "The sample was large.", f"Our study has limitations. {SMALL} {BLIND}")
    assert said(body) == [[SMALL], [BLIND]]


def test_strengths_are_not_limits():
    strengths = "A strength of our study is that only trained nurses asked the participants."
    both = sec("Strengths and limitations", f"{strengths} Only nurses asked. Our study has limitations. {SMALL}")
    assert said(both) == [[SMALL]]


@pytest.mark.parametrize(
    "discussion",
    [
        "Previous studies had limitations. The sample of those studies was small.",
        "Warm milk could not be compared with tea.",
        "To overcome this limitation, we asked everybody twice. We could not ask the cows.",
        "Limitations of tea are known. The sample of cups was small.",
        "Most earlier trials were limited by a small sample of adults.",
    ],
)
def test_limits_of_other_studies_and_other_sentences_are_not_used(discussion):
    assert said(sec("Discussion", discussion)) == []


def test_a_limit_is_said_with_the_sentence_that_qualifies_it():
    however = "However, a larger trial had the same result in adults."
    assert said(sec("Limitations", f"{SMALL} {however}")) == [[SMALL, however]]


def test_a_limit_whose_qualification_cannot_be_said_is_not_said_either():
    however = "However, Table 2 shows the same result in adults."
    assert said(sec("Limitations", f"{SMALL} {however} {BLIND}")) == [[BLIND]]


def test_a_further_limit_is_said_only_after_another():
    further = "A further limitation is that only adults of one village took part."
    assert said(sec("Limitations", f"{further} {SMALL}")) == [[SMALL]]
    assert said(sec("Limitations", f"{SMALL} {further}")) == [[SMALL], [further]]


@pytest.mark.parametrize(
    "text",
    [
        "The main weakness is the lack of blinding of the adults.",
        "Limitations of the study include its small sample and the lack of a control group.",
        "One limitation of our analysis is that we could not distinguish milk from tea.",
    ],
)
def test_a_sentence_of_the_discussion_may_name_a_limit_itself(text):
    assert said(sec("Discussion", f"A strength of this trial is its size. {text}")) == [[text]]


def test_another_limit_follows_one():
    another = "Another limitation is the loss to follow-up of 18% of the adults."
    assert said(sec("Limitations", f"{SMALL} {another}")) == [[SMALL], [another]]
    assert said(sec("Limitations", another)) == []


def test_that_results_hold_despite_limits_is_no_limit():
    assert said(sec("Limitations", f"{SMALL} Despite our limitations, warm milk is worth a trial.")) == [[SMALL]]


def test_at_most_two_limits_are_said():
    assert len(said(sec("Limitations", SMALL * 5))) <= 2
    assert len(said(sec("Limitations", SMALL, BLIND, "We did not measure how long they slept."), most=2)) == 2


def test_a_passage_that_begins_anew_is_no_longer_about_limits():
    body = sec("Discussion", f"Our study has limitations. {SMALL}", "We could not find why milk helps.")
    assert said(body) == [[SMALL]]
