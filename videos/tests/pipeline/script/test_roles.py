import pytest

from videos.pipeline.artifacts import Role
from videos.pipeline.script.role_cues import cues
from videos.pipeline.script.roles import classify
from videos.pipeline.script.segmentation import sentences

from .abstracts import LABORATORY


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Little is known about sleep in nurses.", Role.BACKGROUND),
        ("The aim of this study was to assess amber glasses.", Role.OBJECTIVE),
        ("Nurses were randomly assigned to amber or clear glasses.", Role.METHODS),
        ("The gene was cloned and expressed in yeast.", Role.METHODS),
        ("The present study involved 40 nurses.", Role.METHODS),
        ("Participants (n = 40) completed a diary every day, using a form.", Role.METHODS),
        ("Sleep was significantly longer (p < 0.001).", Role.RESULTS),
        ("Our results allowed the identification of six kinds of sleep.", Role.RESULTS),
        ("In conclusion, amber glasses may be useful.", Role.CONCLUSIONS),
    ],
)
def test_the_cues_of_a_sentence_suggest_its_role(sentence, role):
    weights = cues(sentence)
    assert max(weights, key=weights.__getitem__) is role


ALONE = [
    ("Here, this study sought lettuce.", Role.OBJECTIVE, 6),
    ("The main objective was speed.", Role.OBJECTIVE, 6),
    ("To compare lettuce with cabbage.", Role.OBJECTIVE, 5),
    ("Next we asked for lettuce.", Role.OBJECTIVE, 3),
    ("This paper describes snails.", Role.OBJECTIVE, 2),
    ("This report informs gardeners by comparing snails.", Role.OBJECTIVE, 6),
    ("Few studies look at snails.", Role.BACKGROUND, 3),
    ("Snails are slow.", Role.BACKGROUND, 1),
    ("Snails were measured.", Role.METHODS, 3),
    ("Then we measured snails.", Role.METHODS, 3),
    ("Questionnaire for gardeners.", Role.METHODS, 2),
    ("That trial involved 40 snails.", Role.METHODS, 4),
    ("Two-sided tests throughout.", Role.METHODS, 7),
    ("Speed of snails (p < 0.01).", Role.RESULTS, 4),
    ("Some 40% hurried.", Role.RESULTS, 2),
    ("Snails hurried significantly.", Role.RESULTS, 3),
    ("Measurements yielded nothing.", Role.RESULTS, 3),
    ("Speed rose quickly.", Role.RESULTS, 2),
    ("Nurses prefer lettuce.", Role.CONCLUSIONS, 3),
    ("In conclusion, snails hurry.", Role.CONCLUSIONS, 5),
    ("These findings support lettuce.", Role.CONCLUSIONS, 4),
    ("Promising lettuce.", Role.CONCLUSIONS, 3),
]


@pytest.mark.parametrize(("sentence", "role", "weight"), ALONE)
def test_each_cue_adds_its_weight_to_its_role(sentence, role, weight):
    assert {role: weight for role, weight in cues(sentence).items() if weight} == {role: weight}


def test_the_cues_of_a_role_add_up():
    assert cues("Snails were measured, and then we measured lettuce.")[Role.METHODS] == 6


def test_the_conjunction_or_is_not_an_odds_ratio():
    assert cues("We used amber or 2 clear lenses.")[Role.RESULTS] < cues("The rate had OR 2.1.")[Role.RESULTS]


def test_an_abstract_without_headings_runs_from_background_to_conclusions():
    roles = classify([LABORATORY[start:end] for start, end in sentences(LABORATORY)])
    assert roles[0] is Role.BACKGROUND
    assert roles[2] is Role.OBJECTIVE
    assert roles[3] is Role.METHODS
    assert roles[4] is Role.RESULTS
    assert roles[-1] is Role.CONCLUSIONS


def test_no_sentences_have_no_roles():
    assert classify([]) == []
