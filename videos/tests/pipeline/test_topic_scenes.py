"""One scene of the background shows what it names, or what the paper is about."""

import pytest

from videos.pipeline.artifacts import Heading, Layout, Paper, RichText, Role, Scene, Script, Section, Source, Topic
from videos.pipeline.illustration import illustrate
from videos.pipeline.pictures.mentions import mentioned, names_of
from videos.pipeline.script import write
from videos.pipeline.slides.build_up import moments

LUNG = Heading("D008175", "Lung Neoplasms", is_major=True)
KIDNEY = Heading("D007668", "Kidney", is_major=True)
LATER = "They hid in the barn for most of the week. The hens had been fed at noon."


def paper(background: str, *headings: Heading, keywords: tuple[str, ...] = ()) -> Paper:
    parts = ((background, Role.BACKGROUND), (LATER, Role.METHODS))
    sections = tuple(Section(RichText(text), role.value, role) for text, role in parts)
    return Paper("99999997", RichText("What hens do at noon"), sections, headings=headings, keywords=keywords)


def script(*given, **more) -> Script:
    return illustrate(write(paper(*given, **more)))


def topics(shown: Script) -> list[Scene]:
    return [scene for scene in shown.scenes[1:] if isinstance(scene.picture, Topic)]


def test_a_sentence_of_background_shows_what_it_names():
    (scene,) = topics(script("Lung cancer is rare in farmers. It rained on most days of that long year.", LUNG, KIDNEY))

    assert (scene.layout, scene.label) == (Layout.PICTURE, "Background")
    assert [(item.art, item.heading.text, item.said.text) for item in scene.picture.items] == [
        ("lungs", "Lung Neoplasms", "Lung cancer")
    ]
    assert scene.picture.phrase.text == "Lung cancer is rare in farmers"


def test_the_best_sentence_names_the_most():
    (scene,) = topics(
        script("Lung cancer is rare. A tumour of the lung, or lung cancer, may reach the kidney.", LUNG, KIDNEY)
    )
    assert [item.said.text for item in scene.picture.items] == ["lung cancer", "kidney"]


def test_drawings_appear_when_they_are_named():
    made = paper("A lung tumor may reach one kidney or both. It rained.", LUNG, KIDNEY)
    (scene,) = topics(illustrate(write(made)))
    words = scene.sentences[0].spoken.split()

    assert [words[number] for number, _ in moments(scene, made)] == ["A", "lung", "kidney"]


def test_a_sentence_without_a_phrase_stays_beside_what_it_names():
    (scene,) = topics(
        script("If a farmer smokes on most days of a year, a lung tumor may grow. It rained.", LUNG, KIDNEY)
    )

    assert (scene.layout, scene.sentences[0].spoken.split()[0]) == (Layout.STATEMENT, "If")
    assert [(item.heading.text, item.said) for item in scene.picture.items] == [("Lung Neoplasms", None)]


def test_an_abbreviation_that_the_abstract_explains_names_its_heading():
    made = paper("Lung cancer (LC) was seen in barns. LC is rare in hens.", LUNG)
    found = mentioned(made, Source(0, 36, 55), names_of(made))
    assert [item.said.text for item in found.items] == ["LC"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The lungs of hens are small, and it rained on most days of the year.",
        "Non-lung cancer was seen in hens on most days of the year.",
    ],
    ids=["another word", "a part of a longer word"],
)
def test_what_is_not_named_is_drawn_beside_a_sentence_instead(sentence):
    (scene,) = topics(script(sentence, LUNG))
    assert (scene.layout, scene.picture) == (Layout.STATEMENT, script(sentence, LUNG).scenes[0].picture)


def test_a_record_without_drawings_changes_no_scene():
    assert topics(script("Lung cancer is rare in farmers.")) == []


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Lung cancer is rare in hens.", "Lung cancer is rare in hens"),
        ("Lung cancer is rare in hens, but it is not rare in those who work with hens in barns.", None),
        ("Lung cancer is rare, which nobody who works with hens in large barns thought.", "Lung cancer is rare"),
        ("If lung cancer is rare in hens, it is as rare in those who work with hens in barns.", None),
        ("Lung cancer is a red, round and rare disease of those who work with hens in barns.", None),
    ],
)
def test_a_phrase_is_a_clause_that_can_stand_alone(sentence, phrase):
    (scene,) = topics(script(sentence, LUNG))
    assert (scene.picture.phrase.text if scene.picture.phrase else None) == phrase
