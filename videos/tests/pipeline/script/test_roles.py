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
def test_the_words_of_a_sentence_speak_for_its_role(sentence, role):
    weights = cues(sentence)
    assert max(weights, key=weights.__getitem__) is role


def test_the_conjunction_or_is_no_odds_ratio():
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
