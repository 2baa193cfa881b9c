"""The parts of a sentence are the whole sentence, and no doubt is set small."""

import pytest

from videos.pipeline.artifacts import Conclusion, Paper, Point, Points, RichText, Section, Source, Words
from videos.pipeline.pictures.check.statements import conclusion_faults, points_faults

CONCLUDED = "We think that hens may sleep well, but not on roofs."
LISTED = "Three places were chosen: (1) roofs, (2) barns and (3) trees."


def source(text: str) -> Source:
    return Source(0, 0, len(text))


def paper(text: str) -> Paper:
    return Paper("1", RichText("Hens"), (Section(RichText(text)),))


def words(text: str, part: str) -> Words:
    start = text.index(part)
    return Words(part, Source(0, start, start + len(part)))


def concluded(lead: str | None, *clauses: str) -> list[str]:
    parts = tuple(words(CONCLUDED, each) for each in clauses)
    picture = Conclusion(parts, words(CONCLUDED, lead) if lead else None)
    return conclusion_faults(picture, source(CONCLUDED), paper(CONCLUDED))


def listed(lead: str | None, *items: str) -> list[str]:
    points = tuple(Point(words(LISTED, each)) for each in items)
    picture = Points(points, words(LISTED, lead) if lead else None)
    return points_faults(picture, source(LISTED), paper(LISTED))


def test_a_sentence_in_parts_has_no_fault():
    assert concluded("We think that", "hens may sleep well,", "but not on roofs.") == []
    assert listed("Three places were chosen:", "roofs", "barns", "trees") == []


@pytest.mark.parametrize(
    ("lead", "clauses", "fault"),
    [
        ("We think that", ["hens may sleep well,"], "leave out “but not on roofs.”"),
        ("We think that", ["but not on roofs.", "hens may sleep well,"], "leave out"),
        ("We think that hens may", ["sleep well,", "but not on roofs."], "set small"),
        (None, ["hens may sleep well,", "but not on roofs."], "leave out “We think that”"),
        ("We think that", ["hens may sleep well,", "ot on roofs."], "does not stand"),
    ],
)
def test_a_conclusion_that_loses_something_is_refused(lead, clauses, fault):
    found = concluded(lead, *clauses)
    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("lead", "items", "fault"),
    [
        ("Three places were chosen:", ["roofs", "trees"], "leave out"),
        ("Three places were chosen:", ["roofs, (2) barns", "trees"], "counts 3 items"),
        (None, ["roofs", "barns", "trees"], "leave out"),
        ("Three places were chosen:", ["roofs, (2) barns and (3) trees"], "no list"),
    ],
)
def test_a_list_that_is_not_whole_is_refused(lead, items, fault):
    found = listed(lead, *items)
    assert any(fault in each for each in found), found
