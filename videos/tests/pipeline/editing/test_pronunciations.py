"""A pronunciation must still sound like its word, and leaves numbers and negations as they are."""

import pytest

from videos.pipeline.editing.pronunciations import pronunciation_problem
from videos.tests.pipeline.script.abstracts import plain

PAPER = plain(
    "Riociguat, Xeljanz, levetiracetam and SGLT2 did not, like aspirin, change hypertension in Sjögren patients. "
    "Was pneumonia typical and effective? SGLT and COPD symptoms were safe for women in 5 to 9 wards, and may "
    "be half as rare."
)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("riociguat", "rye oh sig wat"),
        ("Xeljanz", "zelljans"),
        ("levetiracetam", "lev a tie rass a tam"),
        ("pneumonia", "new moania"),
        ("Sjögren", "show gren"),
        ("SGLT", "S G L T"),
        ("COPD", "see oh pee dee"),
        ("hypertension", "hyper tenshun"),
    ],
)
def test_another_spelling_of_the_same_sounds_is_accepted(word, said):
    assert pronunciation_problem(PAPER, word, said) is None


@pytest.mark.parametrize(
    ("word", "said", "rule"),
    [
        ("ibuprofen", "eye bew pro fen", "not in the title"),
        ("SGLT2", "S G L T two", "not one word of letters"),
        ("12", "twelve", "not one word of letters"),
        ("in patients", "in patients", "not one word of letters"),
        ("not", "knot", "keeps its reading"),
        ("may", "maytag", "keeps its reading"),
        ("half", "haff", "keeps its reading"),
        ("was", "was not", "sounds like a number"),
        ("was", "wuz knot", "sounds like a number"),
        ("wards", "two words", "sounds like a number"),
        ("typical", "a typical", "does not sound"),
        ("effective", "in effective", "does not sound"),
        ("effective", "uneffective", "does not sound"),
        ("safe", "un safe", "does not sound"),
        ("hypertension", "hypotension", "opposite"),
        ("symptoms", "symptomless", "opposite"),
        ("aspirin", "ibuprofen", "does not sound"),
        ("women", "men", "does not sound"),
        ("rare", "aspirin", "another word of the paper"),
        ("to", "t o", "beside “to”"),
        ("aspirin", "asp1rin", "only the letters"),
        ("aspirin", "<b>aspirin</b>", "only the letters"),
        ("aspirin", "/nɑt/", "only the letters"),
        ("aspirin", "as\u202eprin", "only the letters"),
        ("aspirin", "ass  prin", "only the letters"),
        ("aspirin", "ass prin " * 9, "only the letters"),
    ],
)
def test_what_would_be_heard_as_something_else_is_refused(word, said, rule):
    problem = pronunciation_problem(PAPER, word, said)
    assert problem is not None
    assert rule in problem.rule
    assert problem.remedy
