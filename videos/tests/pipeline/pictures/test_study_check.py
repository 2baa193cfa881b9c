"""The check of a study card refuses facts that do not stand in the paper, or are not about this study."""

import dataclasses

import pytest
from msgspec.structs import replace

from videos.pipeline.artifacts import Field, Heading, Paper, Quantity, RichText, Role, Section, Source, StudyCard, Words
from videos.pipeline.pictures.check.study import faults

METHODS = (
    "We did a randomised trial in Sweden, not in Norway. Of 300 adults, 20 were excluded. We studied 240 nurses with "
    "poor sleep. They wore amber glasses or clear glasses, or none. Others had tea (hot) or milk. The primary outcome "
    "was sleep. An earlier cohort study was small. Follow-up was 10 weeks. Pain was mild."
)
PAPER = Paper(
    "99999998",
    RichText("Amber glasses and sleep"),
    (Section(RichText(METHODS), "METHODS", Role.METHODS),),
    publication_types=("Clinical Trial",),
    headings=(Heading("", "Adult"), Heading("", "Sleep")),
    registrations=("ISRCTN 99999999",),
)


def at(text, before=""):
    start = METHODS.index(before + text) + len(before)
    return Words(text, Source(0, start, start + len(text)))


def number(text, value=None):
    return Quantity(at(text), float(text) if value is None else value)


CARD = StudyCard(
    design=at("randomised trial"),
    population=at("nurses with poor sleep"),
    number=number("240"),
    groups=(at("tea"), at("milk")),
    tags=(Words("Adult", field=Field.MESH),),
    outcome=at("sleep", before="outcome was "),
    places=(at("Sweden"),),
    follow_up=at("Follow-up was 10 weeks"),
    registrations=(Words("ISRCTN 99999999", field=Field.REGISTRATION),),
)


def test_a_true_card_has_no_fault():
    assert faults(CARD, PAPER) == []
    assert faults(replace(CARD, design=Words("Clinical Trial", field=Field.PUBLICATION_TYPE)), PAPER) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"design": Words("Meta-Analysis", field=Field.PUBLICATION_TYPE)}, "does not stand"),
        ({"design": Words("randomised trial")}, "does not stand"),
        ({"design": Words("random trial", at("randomised trial").source)}, "does not stand"),
        ({"design": at("randomis")}, "does not stand"),
        ({"registrations": (Words("ISRCTN 1", field=Field.REGISTRATION),)}, "does not stand"),
        ({"design": at("poor sleep")}, "not the design"),
        ({"design": at("cohort study")}, "another study"),
        ({"number": number("300"), "population": None}, "not have been studied"),
        ({"number": number("240", 24.0)}, "is not 24"),
        ({"population": at("adults, 20")}, "says more"),
        ({"population": at("tea (hot)")}, "says more"),
        ({"groups": (at("amber glasses"), at("clear glasses"))}, "another group"),
        ({"groups": (at("tea"), at("clear glasses"))}, "so many words"),
        ({"groups": (at("tea"),)}, "not two"),
        ({"groups": (at("tea"), at("tea"))}, "not two"),
        ({"outcome": at("amber glasses")}, "primary outcome"),
        ({"places": (at("Pain"),)}, "not have been in"),
        ({"tags": (Words("Humans", field=Field.MESH),)}, "does not stand"),
        ({"tags": (Words("Sleep", field=Field.MESH),)}, "does not say who was studied"),
        ({"tags": (at("adults"),)}, "does not say who was studied"),
        ({"design": None}, "how it compared the groups"),
        ({"follow_up": at("10 weeks")}, "not a follow-up"),
    ],
)
def test_a_fact_that_is_not_true_is_refused(changes, fault):
    found = faults(replace(CARD, **changes), PAPER)
    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("printed", "value", "is_true"),
    [
        ("Twenty-nine", 29.0, True),
        ("Twelve", 12.0, True),
        ("1,240", 1240.0, True),
        ("Ninety", 19.0, False),
        ("2.5", 25.0, False),
    ],
)
def test_a_number_has_the_value_that_is_printed(printed, value, is_true):
    text = f"We did a randomised trial. {printed} nurses took part."
    paper = Paper("1", RichText("Sleep"), (Section(RichText(text), "METHODS", Role.METHODS),))
    start = text.index(printed)
    number = Quantity(Words(printed, Source(0, start, start + len(printed))), value)
    design = Words("randomised trial", Source(0, 9, 25))
    assert (faults(StudyCard(design=design, number=number), paper) == []) is is_true


def test_the_title_must_not_say_that_it_is_a_protocol():
    protocol = dataclasses.replace(PAPER, title=RichText("Amber glasses: protocol"))
    assert any("another study" in fault for fault in faults(CARD, protocol))


def in_methods(text: str, *parts: str) -> tuple[Paper, list[Words]]:
    places = [text.index(part) for part in parts]
    section = Section(RichText(text), "METHODS", Role.METHODS)
    spans = [Words(part, Source(0, start, start + len(part))) for part, start in zip(parts, places, strict=True)]
    return dataclasses.replace(PAPER, sections=(section,)), spans


def test_the_follow_up_of_one_group_is_not_that_of_the_study():
    paper, (follow_up,) = in_methods("Follow-up was 9 years for tea and 7 years for milk.", "Follow-up was 9 years")
    assert faults(StudyCard(follow_up=follow_up), paper) == ["“Follow-up was 9 years” is that of one group"]


def test_the_design_of_one_study_is_not_that_of_two():
    text = "A pilot study was performed in barns. Then, a blinded study was performed."
    paper, (design,) = in_methods(text, "pilot study")
    assert faults(StudyCard(design=design), paper) == ["the paper describes several studies"]


@pytest.mark.parametrize(
    ("counted", "is_true"), [("300 men", False), ("300 adult women", True), ("300 patients", True)]
)
def test_whom_the_title_names_are_those_whom_the_methods_count(counted, is_true):
    paper, _ = in_methods(f"We asked {counted} about sleep.")
    titled = dataclasses.replace(paper, title=RichText("Sleep of women with asthma"))
    card = StudyCard(population=Words("women with asthma", Source(None, 9, 26)))
    assert (faults(card, titled) == []) is is_true


def test_what_the_record_calls_a_paper_may_be_shown():
    listed = dataclasses.replace(PAPER, publication_types=("Review", "Biography"))
    assert faults(StudyCard(design=Words("Review", field=Field.PUBLICATION_TYPE)), listed) == []
    assert faults(StudyCard(design=Words("Biography", field=Field.PUBLICATION_TYPE)), listed)


def test_many_registrations_may_be_those_of_other_studies():
    several = dataclasses.replace(PAPER, registrations=("ISRCTN 99999999", "ISRCTN 2", "ISRCTN 3"))
    assert faults(CARD, several) == ["the record lists registrations of several studies"]
