"""Who was studied is drawn while the methods say it, or else at a glance."""

from dataclasses import replace

import pytest

from videos.pipeline import fidelity, writing
from videos.pipeline.artifacts import (
    Heading,
    Layout,
    Origin,
    Paper,
    Preprint,
    RichText,
    Role,
    Scene,
    Script,
    Section,
    StudyCard,
)
from videos.pipeline.illustration import glance_scene, illustrate
from videos.pipeline.options import Length
from videos.pipeline.script import write
from videos.pipeline.slides.build_up import moments
from videos.tests.pipeline.script.abstracts import trial

AIM = "We asked whether amber glasses lengthen the sleep of nurses."
METHODS = (
    "We did a randomised, controlled trial at nine hospitals in Sweden. We randomly assigned 240 nurses with poor "
    "sleep to amber glasses or clear glasses. Sleep was recorded with a wrist device on each day of the week."
)
RESULTS = "Sleep was 41 minutes longer with amber glasses."
KNOWN = {
    "headings": (
        *(Heading("", name) for name in ("Humans", "Adult", "Sleep")),
        Heading("", "Sweden", is_place=True),
    )
}


def paper(methods: str = METHODS, **known) -> Paper:
    parts = ((AIM, Role.OBJECTIVE), (methods, Role.METHODS), (RESULTS, Role.RESULTS))
    sections = tuple(Section(RichText(text), role.value, role) for text, role in parts)
    return Paper("99999997", RichText("Amber glasses and sleep"), sections, **known)


def spoken(script: Script) -> list[str]:
    return [each.spoken for scene in script.scenes for each in scene.sentences]


def cards(scenes: tuple[Scene, ...]) -> list[Scene]:
    return [scene for scene in scenes if isinstance(scene.picture, StudyCard)]


def test_the_sentences_that_say_the_most_of_the_card_share_a_scene():
    script = illustrate(write(paper()))
    (shown,) = cards(script.scenes)

    assert (shown.layout, shown.label) == (Layout.PICTURE, "Methods")
    assert [each.spoken.split()[1] for each in shown.sentences] == ["did", "randomly"]
    after = script.scenes[script.scenes.index(shown) + 1]
    assert (after.layout, after.sentences[0].spoken.split()[0]) == (Layout.STATEMENT, "Sleep")


def test_no_sentence_is_lost_or_said_twice():
    script = write(paper())
    assert spoken(illustrate(script)) == spoken(script)


def test_parts_of_the_card_appear_when_they_are_said():
    made = paper(**KNOWN)
    (shown,) = cards(illustrate(write(made)).scenes)
    words = " ".join(each.spoken for each in shown.sentences).split()

    assert [words[number] for number, _ in moments(shown, made)] == ["We", "Sweden.", "240", "amber"]


def test_one_part_is_not_enough_for_a_card():
    assert cards(illustrate(write(paper("We did a randomised trial. It rained on most days."))).scenes) == []


def test_a_card_is_not_shown_while_much_else_is_said():
    text = (
        "We did a randomised trial of 240 nurses, who were asked by telephone every evening how the day had been, what "
        "they had eaten and drunk since noon, and at what time they wanted to go to bed."
    )
    assert cards(illustrate(write(paper(text))).scenes) == []


def test_the_study_at_a_glance_precedes_the_source_card():
    made = paper("It rained on most days.", publication_types=("Randomized Controlled Trial",), **KNOWN)
    script = writing.write(made, Length.STANDARD)

    glance, source = script.scenes[-2:]
    assert (glance.label, source.layout) == ("At a glance", Layout.SOURCE)
    assert glance.sentences[0].spoken == "PubMed lists this paper as a randomised controlled trial."
    assert not fidelity.violations(script)


@pytest.mark.parametrize(
    ("said_by", "words"),
    [
        ({"origin": Origin.EUROPE_PMC}, "Europe PMC lists this paper as a randomised controlled trial."),
        (
            {"origin": Origin.MEDRXIV, "preprint": Preprint("1", "2026-11-03")},
            "This is what the title and the abstract say about the study.",
        ),
    ],
)
def test_the_study_at_a_glance_names_who_says_so(said_by, words):
    made = paper("It rained on most days.", publication_types=("Randomized Controlled Trial",), **KNOWN, **said_by)
    assert writing.write(made, Length.STANDARD).scenes[-2].sentences[0].spoken == words


def test_a_short_video_has_no_study_at_a_glance():
    made = paper("It rained on most days.", publication_types=("Randomized Controlled Trial",), **KNOWN)
    assert all(scene.label != "At a glance" for scene in writing.write(made, Length.SHORT).scenes)


def test_what_the_methods_show_is_not_shown_at_a_glance():
    assert glance_scene(illustrate(write(paper(**KNOWN)))) is None


def test_the_kind_of_study_is_said_only_if_the_record_lists_it():
    titled = replace(trial(), publication_types=("Journal Article",), **KNOWN)
    glance = glance_scene(write(titled))
    assert glance
    assert "trial" not in glance.sentences[0].spoken


def test_a_record_without_facts_has_no_study_at_a_glance():
    assert glance_scene(write(paper("It rained on most days of the week. The nurses slept."))) is None
