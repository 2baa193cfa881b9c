import pytest

from videos.pipeline.script.brackets import BracketKind, brackets


def kinds(text: str) -> list[BracketKind]:
    return [bracket.kind for bracket in brackets(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sleep rose (95% CI 2 to 4; p = 0.01).", BracketKind.STATISTICS),
        ("Half (n = 20) slept.", BracketKind.STATISTICS),
        ("Total sleep time (TST) rose.", BracketKind.ABBREVIATION),
        ("Shift workers (nurses) slept.", BracketKind.GLOSS),
        ("Drugs (e.g. caffeine) were banned.", BracketKind.GLOSS),
        ("Cells died (Fig. 2).", BracketKind.REFERENCE),
        ("The trial ended (NCT01234567).", BracketKind.REFERENCE),
        ("Patients (or carriers) came.", BracketKind.NEEDED),
        ("All organs (except the liver) were seen.", BracketKind.NEEDED),
        ("Those diagnosed with (being a carrier of) it came.", BracketKind.NEEDED),
        ("Values were around (6-8) mg.", BracketKind.NEEDED),
        ("The first value (6-8) was low.", BracketKind.STATISTICS),
        ("The protein(s) bound.", BracketKind.NAME),
        ("Growth on Pt(111) was slow.", BracketKind.NAME),
    ],
)
def test_a_bracket_is_classified_by_its_content(text, kind):
    assert kinds(text) == [kind]


def test_only_the_outermost_bracket_counts():
    (bracket,) = brackets("Sleep rose (by 20 [4%] of 500) here.")
    assert (bracket.start, bracket.end) == (11, 30)


@pytest.mark.parametrize("text", ["A lone ( stays", "a ) too", "crossed ( and ] ones"])
def test_an_unmatched_bracket_is_ignored(text):
    assert brackets(text) == []
