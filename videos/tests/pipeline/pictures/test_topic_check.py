"""The check of a topic refuses a drawing that the record does not justify."""

from dataclasses import replace

import pytest

from videos.pipeline.artifacts import Field, Heading, Icon, Paper, RichText, Section, Source, Topic, Words
from videos.pipeline.pictures.check.topics import faults

PAPER = Paper(
    "99999998",
    RichText("Breathing in Liver Diseases"),
    (Section(RichText("Eight invented people climbed a hill and breathed.")),),
    headings=(
        Heading("D006801", "Humans"),
        Heading("D005260", "Female"),
        Heading("D008171", "Lung Diseases", is_major=True),
        Heading("D004935", "Esophageal Diseases"),
        Heading("D003863", "Depression"),
        Heading("D055815", "Young Adult"),
    ),
    keywords=("asthma", "anaemia, hill walking"),
)
ANIMALS = replace(PAPER, headings=(Heading("D000818", "Animals"), *PAPER.headings[2:]))
CHILDREN = replace(PAPER, headings=(*PAPER.headings, Heading("D002648", "Child")))


def icon(art, text, field=Field.MESH, source=None):
    return Icon(art, Words(text, source, field))


def found(*icons, paper=PAPER):
    return faults(Topic(icons), paper)


@pytest.mark.parametrize(
    "item",
    [
        icon("lungs", "Lung Diseases"),
        icon("body-female/lung", "Lung Diseases"),
        icon("body-male/esophagus", "Esophageal Diseases"),
        icon("lungs", "asthma", Field.KEYWORD),
        icon("blood_cells", "anaemia", Field.KEYWORD),
        icon("mental_disorders", "Depression"),
    ],
)
def test_a_drawing_of_the_records_own_heading_is_true(item):
    assert found(item) == []


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (icon("liver", "Liver Diseases"), "not in the record"),
        (icon("liver", "Liver Diseases", None, Source(None, 13, 27)), "not in the record"),
        (icon("lungs", "asthma"), "not in the record"),
        (icon("lungs", "Lung Diseases", Field.KEYWORD), "not in the record"),
        (icon("liver", "Lung Diseases"), "does not stand for"),
        (icon("walking", "hill walking", Field.KEYWORD), "does not stand for"),
        (icon("young_people", "Young Adult"), "does not stand for"),
        (icon("body-male/liver", "Lung Diseases"), "does not stand for"),
        (icon("unicorn", "Lung Diseases"), "no drawing"),
        (icon("esophagus", "Esophageal Diseases"), "no drawing"),
        (icon("body-male/wing", "Lung Diseases"), "no drawing"),
    ],
)
def test_a_drawing_without_its_heading_is_refused(item, fault):
    assert any(fault in each for each in found(item))


@pytest.mark.parametrize("paper", [ANIMALS, CHILDREN, replace(PAPER, headings=PAPER.headings[2:])])
def test_the_body_of_an_adult_is_refused_for_others(paper):
    assert found(icon("body-male/lung", "Lung Diseases"), paper=paper) == [
        "body-male is not the body of those who were studied"
    ]


def test_a_womans_body_is_refused_if_men_were_studied_too():
    paper = replace(PAPER, headings=(*PAPER.headings, Heading("D008297", "Male")))
    assert len(found(icon("body-female/lung", "Lung Diseases"), paper=paper)) == 1


def test_a_person_is_refused_for_a_study_of_animals():
    assert found(icon("mental_disorders", "Depression"), paper=ANIMALS) == [
        "mental_disorders is a person, and animals were studied"
    ]


@pytest.mark.parametrize(("text", "is_true"), [("They had magnetic resonance imaging (MRI).", True), ("MRI.", False)])
def test_an_abbreviation_must_be_explained_in_the_abstract(text, is_true):
    paper = replace(PAPER, sections=(Section(RichText(text)),), keywords=("MRI",))
    assert (found(icon("tac", "MRI", Field.KEYWORD), paper=paper) == []) is is_true


def test_none_four_or_the_same_drawing_twice_are_refused():
    lung = icon("lungs", "Lung Diseases")
    assert found() == ["0 drawings"]
    assert found(lung, icon("lungs", "asthma", Field.KEYWORD)) == ["a drawing stands for two headings"]
    assert "4 drawings" in found(lung, lung, lung, lung)
