"""The picture of a topic shows what the record's own headings or keywords name, and nothing else."""

from dataclasses import replace

import pytest

from videos.pipeline.artifacts import Field, Heading, Paper, RichText, Section
from videos.pipeline.pictures.check.topics import faults
from videos.pipeline.pictures.topics import topic

ADULTS = (Heading("D006801", "Humans"), Heading("D000328", "Adult"))
MICE = (Heading("D000818", "Animals"), Heading("D051379", "Mice"))


def major(identifier, name):
    return Heading(identifier, name, is_major=True)


LUNG = major("D008171", "Lung Diseases")
LIVER = major("D008107", "Liver Diseases")
ZINC = major("D015032", "Zinc")
TALL = major("D001827", "Body Height")
DEPRESSION = major("D003863", "Depression")


def paper(*headings, keywords=(), title="Breathing at an invented height"):
    sections = (Section(RichText("Eight invented people with depression climbed a hill and breathed.")),)
    return Paper("99999998", RichText(title), sections, headings=headings, keywords=keywords)


def drawn(*headings, **more):
    found = topic(paper(*headings, **more))
    return [(item.art, item.heading.text) for item in found.items] if found else []


def test_a_major_heading_is_drawn_with_its_own_words():
    (item,) = topic(paper(LUNG)).items
    assert (item.art, item.heading.text, item.heading.field) == ("lungs", "Lung Diseases", Field.MESH)


def test_major_headings_precede_others_which_are_used_if_few_are_major():
    kidney = Heading("D007674", "Kidney Diseases")
    assert drawn(kidney, LUNG) == [("lungs", "Lung Diseases"), ("kidneys", "Kidney Diseases")]
    assert drawn(kidney, LUNG, LIVER) == [("lungs", "Lung Diseases"), ("liver", "Liver Diseases")]


def test_at_most_three_are_drawn_and_each_drawing_once():
    pneumonia, heart, eye = (
        major("D011014", "Pneumonia"),
        major("D006331", "Heart Diseases"),
        major("D005128", "Eye Diseases"),
    )
    arts = [art for art, _ in drawn(LUNG, pneumonia, LIVER, heart, eye)]
    assert arts == ["lungs", "liver", "heart_organ"]


def test_a_heading_that_the_table_does_not_know_is_not_drawn():
    assert drawn(TALL) == []
    assert drawn(major("", "Lung Diseases")) == []


def test_nothing_is_taken_from_the_text():
    assert drawn(title="Depression in Lung Diseases") == []


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("Lung diseases", "lungs"),
        ("gastric ulcer", "stomach"),  # MeSH: "Ulcer, Gastric"
        ("pancreatic cancer", "pancreas"),  # MeSH: "Pancreatic Neoplasms"
        ("leukaemia", "blood_cells"),
        ("Anaemia", "blood_cells"),
        ("hill walking", None),
        ("CT", None),
        ("Dissection", None),  # of a body, or of an artery
        ("Plasma", None),
        ("blood plasma", "blood_drop"),
    ],
)
def test_a_keyword_is_drawn_if_it_is_a_mesh_term(keyword, expected):
    assert drawn(keywords=(keyword,)) == ([(expected, keyword)] if expected else [])


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("acute heart failure", "heart_organ"),
        ("outreach nursing", "nurse"),
        ("leaf-dwelling bacteria", "bacteria"),
        ("Alcohol use", "alcohol"),
        ("9T MRI", ""),
        ("bloodless surgery", ""),
        ("childhood internet gaming disorder", "mental_disorders"),
        ("river mouth", ""),
        ("computer mouse", ""),
        ("seismic tomography", ""),
        ("sediment core", ""),
    ],
)
def test_a_keyword_is_drawn_if_its_last_words_say_what_kind_of_disease_it_is(keyword, expected):
    found = topic(paper(keywords=(keyword,)))
    assert drawn(keywords=(keyword,)) == ([(expected, keyword)] if expected else [])
    assert found is None or faults(found, paper(keywords=(keyword,))) == []


def test_keywords_in_one_field_are_looked_up_one_by_one():
    assert drawn(keywords=("climbing, asthma, insight",)) == [("lungs", "asthma")]


def test_an_abbreviation_among_the_keywords_means_what_the_abstract_says():
    text = "Eight people had magnetic resonance imaging (MRI) and a pulse check (PC) in an invented study."
    abstract = (Section(RichText(text)),)
    found = topic(replace(paper(keywords=("PC", "MRI", "HIV")), sections=abstract))
    assert [(item.art, item.heading.text) for item in found.items] == [("tac", "MRI")]


def test_keywords_are_used_only_if_no_heading_is_drawn():
    assert drawn(LUNG, keywords=("liver",)) == [("lungs", "Lung Diseases")]
    assert drawn(TALL, keywords=("liver",)) == [("liver", "liver")]


def test_a_record_with_thousands_of_keywords_does_not_take_seconds():
    many = tuple(f"invented {number}" for number in range(5_000))
    assert drawn(keywords=("asthma", *many)) == [("lungs", "asthma")]
    assert drawn(keywords=(*many, "asthma")) == []


def test_organs_of_adults_are_lit_in_a_body():
    men = drawn(*ADULTS, Heading("D008297", "Male"), LUNG)
    women = drawn(*ADULTS, Heading("D005260", "Female"), LUNG)
    both = drawn(*ADULTS, Heading("D005260", "Female"), Heading("D008297", "Male"), LUNG)
    assert [items[0][0] for items in (men, women, both)] == ["body-male/lung", "body-female/lung", "body-male/lung"]


@pytest.mark.parametrize("young", ["Infant, Newborn", "Infant", "Child, Preschool", "Child"])
def test_children_are_not_shown_with_the_body_of_an_adult(young):
    assert drawn(*ADULTS, Heading("", young), LUNG) == [("lungs", "Lung Diseases")]


def test_an_organ_beside_something_else_is_an_icon():
    assert [art for art, _ in drawn(*ADULTS, LUNG, DEPRESSION)] == ["lungs", "mental_disorders"]
    assert [art for art, _ in drawn(*ADULTS, LUNG, LIVER, DEPRESSION)] == ["body-male/lung", "body-male/liver"]


def test_what_is_drawn_only_in_a_body_is_left_out_elsewhere():
    esophagus = major("D004935", "Esophageal Diseases")
    assert drawn(*ADULTS, esophagus) == [("body-male/esophagus", "Esophageal Diseases")]
    assert drawn(esophagus) == []


def test_a_study_of_animals_shows_the_rodents_and_no_person():
    assert drawn(*MICE, DEPRESSION, LIVER) == [("liver", "Liver Diseases"), ("animal_rat", "Mice")]
    assert drawn(keywords=("depression",), title="Invented fear in mice") == []
    assert drawn(keywords=("depression",)) == [("mental_disorders", "depression")]


def test_a_chemical_is_test_tubes_only_in_a_laboratory_and_only_alone():
    assert drawn(ZINC) == [("test_tubes", "Zinc")]
    assert drawn(*ADULTS, ZINC) == []
    assert drawn(ZINC, LIVER) == [("liver", "Liver Diseases")]
    assert drawn(keywords=("zinc",)) == []
