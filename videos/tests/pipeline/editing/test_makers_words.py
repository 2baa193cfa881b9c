"""What the makers may write: plain words that nobody takes for a result of the paper."""

import pytest

from videos.pipeline.editing.makers_words import composed, heading_problem, note_problem


@pytest.mark.parametrize(
    "text",
    [
        "We are looking for nurses for our next study; write to us until May 2027.",
        "We thank the 240 nurses who took part.",
        "Write to us or call us.",
        "Müller’s group repeats this at São Paulo (two sites).",
        "w" * 28,
    ],
)
def test_plain_words_are_accepted(text):
    assert note_problem(text) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("w " * 81, "characters"),
        ("two\nlines", "line breaks"),
        ("two  spaces", "spaces"),
        (" before", "spaces"),
        ("Sleep rose by 40%.", "U+0025"),
        ("Sleep rose by 40 percent.", "result"),
        ("A ratio of 0.62 was found.", "result"),
        ("The HR was low.", "result"),
        ("p = 3", "U+003D"),
        ("<b>bold</b>", "U+003C"),
        ("#set text(red) `code`", "U+0023"),
        ("See https://example.org", "https:"),
        ("Me &amp; you", "&amp;"),
        ("[this](that) one", "U+005B"),
        ("turned \u202e around", "U+202E"),
        ("isolated \u2067 text", "U+2067"),
        ("zero\u200bwidth", "U+200B"),
        ("a null\x00byte", "U+0000"),
        ("bell\x07", "U+0007"),
        ("soft\u00adhyphen", "U+00AD"),
        ("smile 😀 please", "U+"),
        ("arrow → here", "U+"),
        ("Z\u0351\u0352\u0353algo", "U+"),
        ("10⁵ or ½", "U+2075"),
        ("...", "no word"),
        ("wait———— what", "repeats"),
        ("Ǆ is one letter", "U+01C4"),
        ("Привет, мир", "U+041F"),
        ("漢字", "U+6F22"),
        ("W" * 40, "too long"),
    ],
)
def test_what_could_mislead_or_break_a_slide_is_refused(text, rule):
    problem = note_problem(text)
    assert problem is not None
    assert rule in problem.rule
    assert problem.remedy


@pytest.mark.parametrize("text", ["Why it matters", "What we’ll do next", "In short"])
def test_a_heading_is_a_few_words(text):
    assert heading_problem(text) is None


@pytest.mark.parametrize("text", ["40 minutes more", "w " * 20 + "w", "Half per cent", "<i>Result</i>", "\u202eResult"])
def test_a_heading_has_no_number_and_no_markup(text):
    assert heading_problem(text) is not None


def test_accents_written_apart_are_joined():
    assert composed("Mu\u0308ller") == "Müller"
