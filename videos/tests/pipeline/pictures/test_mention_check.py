"""The check of what a sentence names: drawings by their headings, and phrases that may stand alone."""

import pytest

from videos.pipeline.artifacts import Field, Heading, Icon, Paper, RichText, Section, Source, Topic, Words
from videos.pipeline.pictures.check.mentions import faults

FIRST = "Lung cancer (LC) is rare in hens. "
SAID = "It is not known whether LC is rare in old hens, but lung tumors may grow in a barn."
PAPER = Paper(
    "1", RichText("Hens"), (Section(RichText(FIRST + SAID)),), headings=(Heading("D008175", "Lung Neoplasms"),)
)
SOURCE = Source(0, len(FIRST), len(FIRST + SAID))


def at(part: str) -> Words:
    start = len(FIRST) + SAID.index(part)
    return Words(part, Source(0, start, start + len(part)))


def drawn(said: str | None, phrase: str | None = None, art: str = "lungs") -> list[str]:
    icon = Icon(art, Words("Lung Neoplasms", field=Field.MESH), said=at(said) if said else None)
    return faults(Topic((icon,), phrase=at(phrase) if phrase else None), SOURCE, PAPER)


@pytest.mark.parametrize("said", ["LC", "lung tumors"])
def test_a_heading_may_be_named_by_its_terms_and_its_abbreviation(said):
    assert drawn(said) == []


@pytest.mark.parametrize(
    ("said", "phrase", "art", "fault"),
    [
        (None, None, "lungs", "does not name"),
        ("hens", None, "lungs", "does not name"),
        ("lung tumor", None, "lungs", "does not name"),
        ("LC", None, "liver", "does not stand for"),
        ("LC", "LC is rare in old hens", "lungs", "loses"),
        ("LC", "in a barn", "lungs", "not a short clause"),
        ("LC", SAID, "lungs", "not a short clause"),
    ],
    ids=["nothing", "another", "a part of a word", "another drawing", "a negation lost", "no clause", "too long"],
)
def test_what_is_not_named_or_not_whole_is_refused(said, phrase, art, fault):
    found = drawn(said, phrase, art)
    assert any(fault in each for each in found), found
