"""The study at a glance shows the facts in the record, if there are enough, and adds nothing."""

from dataclasses import replace

import pytest

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Fact, Heading, Layout, Paper, Scene
from videos.pipeline.script import write

from .abstracts import LABORATORY, plain, trial

KNOWN = {
    "headings": tuple(Heading("", name) for name in ("Adult", "Sleep", "Humans", "Aged, 80 and over")),
    "registrations": ("ClinicalTrials.gov NCT99999999",),
    "funders": ("Sleep Fund", "Rota Trust", "Light Council", "Night Board", "Glass Office"),
}


def glance(paper: Paper) -> Scene | None:
    return next((scene for scene in write(paper, 180).scenes if scene.layout is Layout.GLANCE), None)


def facts(paper: Paper) -> dict[str, str]:
    scene = glance(paper)
    return {fact.name: fact.value for fact in scene.facts} if scene else {}


def test_the_study_at_a_glance_shows_the_facts_of_the_record():
    assert facts(replace(trial(), **KNOWN)) == {
        "Studied in": "humans · adult · aged, 80 and over",
        "Size": "240 nurses",
        "Registered": "ClinicalTrials.gov NCT99999999",
        "Funded by": "Sleep Fund, Rota Trust, Light Council and 2 more",
    }


def test_it_precedes_the_source_card_and_passes_the_fidelity_check():
    script = write(replace(trial(), **KNOWN), 180)
    assert [scene.layout for scene in script.scenes[-2:]] == [Layout.GLANCE, Layout.SOURCE]
    assert not fidelity.violations(script)


def test_a_fact_with_a_number_that_is_not_in_the_record_is_dropped():
    script = write(replace(trial(), **KNOWN), 180)
    *others, scene, source = script.scenes
    wrong = replace(scene, facts=(*scene.facts, Fact("Size", "777 nurses")))
    repaired = fidelity.repair(replace(script, scenes=(*others, wrong, source)))
    assert repaired.scenes[-2].facts == ()


@pytest.mark.parametrize("known", [{}, {"funders": ("Sleep Fund",)}])
def test_a_record_with_few_facts_gives_no_such_scene(known):
    assert glance(replace(plain(LABORATORY), **known)) is None


def test_a_short_video_has_no_time_for_it():
    layouts = {scene.layout for scene in write(replace(trial(), **KNOWN), 45).scenes}
    assert Layout.GLANCE not in layouts


def test_the_kind_of_study_is_said_only_if_the_record_lists_it():
    listed, titled = trial(), replace(trial(), publication_types=("Journal Article",))
    assert glance(replace(listed, **KNOWN)).sentences[0].spoken == (
        "PubMed lists this paper as a randomised controlled trial."
    )
    assert "trial" not in glance(replace(titled, **KNOWN)).sentences[0].spoken


def test_the_trials_in_a_review_are_not_shown_as_its_registrations():
    many = tuple(f"ClinicalTrials.gov NCT0000000{number}" for number in range(3))
    assert "Registered" not in facts(replace(trial(), **KNOWN | {"registrations": many}))


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("Competing interests: None declared.", "None declared."),
        ("Declaration of interests the authors sell tea.", "The authors sell tea."),
        ("Long. " * 40, "see the authors' statement in the article"),
    ],
)
def test_a_statement_of_interests_is_shown_whole_or_referred_to(statement, shown):
    assert facts(replace(trial(), **KNOWN | {"interests": statement}))["Interests"] == shown


def quoted(text: str) -> bool:
    return write(plain(text)).scenes[-2].layout is Layout.QUOTATION


OPENING = "Nurses sleep badly after night shifts. We gave 40 nurses amber glasses for eight weeks. "


def test_a_conclusion_alone_on_its_slide_word_for_word_is_a_quotation():
    assert quoted(LABORATORY)


@pytest.mark.parametrize(
    "end",
    [
        "These results suggest that “amber” glasses may help nurses to sleep after night shifts.",
        "These results suggest that amber glasses (p = 0.01) may help nurses to sleep.",
    ],
    ids=["contains a quotation", "is shortened"],
)
def test_a_shortened_conclusion_is_not_a_quotation(end):
    assert not quoted(OPENING + end)
