"""Which harms of a full text are said, and when."""

import pytest

from videos.pipeline import jats
from videos.pipeline.full_text.harms import harms, is_silent
from videos.tests.full_texts import article

ABSTRACT = "Early waking fell from 40% to 12%."
NAUSEA = "Adverse events occurred in 12 of 60 adults with milk and 15 of 60 with water."
SERIOUS = "Two adults had serious adverse events with milk."


def sec(title: str, text: str) -> str:
    return f"<sec><title>{title}</title><p>{text}</p></sec>"


def said(body: str, abstract: str = ABSTRACT) -> list[str]:
    return [each.spoken for each in harms(jats.read(article(body)), abstract, abstract)]


def test_harms_are_found_in_their_section():
    assert said(sec("Results", "Milk helped.") + sec("Adverse events", NAUSEA)) == [NAUSEA]


def test_harms_are_found_among_other_results():
    assert said(sec("Results", f"Milk helped. {NAUSEA}")) == [NAUSEA]


@pytest.mark.parametrize("abstract", ["No adverse events occurred.", "Milk was safe, with no complications."])
def test_nothing_is_added_to_an_abstract_that_mentions_harms(abstract):
    assert not is_silent(abstract)
    assert said(sec("Adverse events", NAUSEA), abstract) == []


def test_deaths_in_the_abstract_are_an_outcome():
    assert is_silent("Mortality was 4% with milk and 6% with water.")


def test_one_sentence_on_serious_harms_is_chosen_first_and_said_in_the_papers_order():
    other = "Mild adverse events were more common with milk in the second week."
    none = "No deaths and no severe adverse events occurred with water."
    assert said(sec("Adverse events", f"{NAUSEA} {other} {SERIOUS} {none}")) == [NAUSEA, SERIOUS]
    assert said(sec("Adverse events", f"{SERIOUS} {none}")) == [SERIOUS, none]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Methods", "Adverse events were recorded by 2 nurses each week."),
        ("Results", "Adverse events were recorded each week by two nurses."),
        ("Results", "Adverse events of milk are known to many people."),
        ("Results", "We were careful not to harm any of the 12 cows."),
        ("Results", "Adverse weather kept 12 of the cows inside."),
        ("Discussion", "In another trial, 5 adults had adverse events with milk."),
        ("Introduction", "Adverse events occurred in 12 of 60 adults of an earlier trial."),
    ],
)
def test_what_does_not_report_harms_of_the_study_is_not_used(title, text):
    assert said(sec(title, text)) == []


def test_null_results_on_harms_are_said():
    none = "No serious adverse events occurred in either of the two groups."
    assert said(sec("Safety", none)) == [none]
