"""The authors' conclusion and their lists appear part by part, whole and word for word."""

import pytest

from videos.pipeline.artifacts import Conclusion, Layout, Paper, Points, RichText, Role, Scene, Section
from videos.pipeline.illustration import illustrate
from videos.pipeline.script import write
from videos.pipeline.slides.build_up import moments


def scenes(text: str, role: Role = Role.CONCLUSIONS) -> list[Scene]:
    sections = (
        Section(RichText("Hens slept on the roof of the barn for nine nights."), "METHODS", Role.METHODS),
        Section(RichText(text), role.value, role),
    )
    return list(illustrate(write(Paper("1", RichText("Hens"), sections))).scenes[2:-1])


def concluded(text: str) -> tuple[str | None, list[str]] | None:
    picture = scenes(text)[-1].picture
    if not isinstance(picture, Conclusion):
        return None
    return picture.lead.text if picture.lead else None, [words.text for words in picture.clauses]


@pytest.mark.parametrize(
    ("text", "lead", "clauses"),
    [
        ("We conclude that hens sleep well on roofs.", "We conclude that", ["hens sleep well on roofs."]),
        ("In conclusion, hens sleep well on roofs.", "In conclusion", ["hens sleep well on roofs."]),
        ("These findings suggest that hens sleep on roofs.", "These findings", ["suggest that hens sleep on roofs."]),
        ("Hens may sleep well on roofs.", None, ["Hens may sleep well on roofs."]),
        (
            "Our study showed that hens slept longer on roofs, although they may have been more tired.",
            "Our study showed that",
            ["hens slept longer on roofs,", "although they may have been more tired."],
        ),
    ],
)
def test_a_conclusion_stays_whole_and_its_doubts_large(text, lead, clauses):
    assert concluded(text) == (lead, clauses)


@pytest.mark.parametrize(
    "text",
    [
        "The implications for barns are discussed.",
        "Hens sleep well on “roofs” of barns in the north of the country.",
        "Hens slept on roofs in 41% of the nights (p = 0.01).",
    ],
    ids=["announces", "quotes", "has numbers that a slide of text marks"],
)
def test_what_does_not_conclude_in_plain_words_stays_text(text):
    assert concluded(text) is None


def test_clauses_appear_when_they_are_said():
    text = "Our study showed that hens slept longer on roofs, although they may have been more tired."
    (scene,) = scenes(text)
    paper = Paper("1", RichText("Hens"), (Section(RichText(""), "", None), Section(RichText(text))))

    assert [text.split()[word] for word, _ in moments(scene, paper)] == ["Our", "hens", "although"]


def listed(text: str) -> tuple[str | None, list[str]] | None:
    (scene,) = scenes(text, Role.RESULTS)
    picture = scene.picture
    if not isinstance(picture, Points):
        return None
    assert scene.layout is Layout.PICTURE
    return picture.lead.text if picture.lead else None, [item.words.text for item in picture.items]


@pytest.mark.parametrize(
    ("text", "lead", "items"),
    [
        (
            "Three places were chosen: (1) the roof; (2) the old barn; and (3) a tree.",
            "Three places were chosen:",
            ["the roof", "the old barn", "a tree"],
        ),
        (
            "Places were chosen: the roof of the barn; the barn; and a tree.",
            "Places were chosen:",
            ["the roof of the barn", "the barn", "a tree"],
        ),
        (
            "Two things were seen: first, hens climbed on the roof; second, they slept.",
            "Two things were seen:",
            ["first, hens climbed on the roof", "second, they slept"],
        ),
    ],
)
def test_the_items_of_a_list_are_its_points(text, lead, items):
    assert listed(text) == (lead, items)


@pytest.mark.parametrize(
    "text",
    [
        "Four places were chosen: the roof of the barn; the barn; and a tree.",
        "Places were chosen: the roof of the barn; the barn; a tree and a shed.",
        "Hens chose the roof (1) and the barn, and slept there.",
        "Hens slept on the roof; they climbed on it at dusk.",
    ],
    ids=["another count", "two items in one", "one number", "two clauses"],
)
def test_what_may_be_no_list_stays_text(text):
    assert listed(text) is None
