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
        ("The first value (NS) was low.", BracketKind.NEEDED),
        ("Normal saline (NS) was given.", BracketKind.ABBREVIATION),
        ("It helped (in mice).", BracketKind.NEEDED),
        ("It helped (post hoc).", BracketKind.NEEDED),
        ("It helped (unadjusted).", BracketKind.NEEDED),
        ("Group A (placebo) slept.", BracketKind.NEEDED),
        ("Group A (RCT) slept.", BracketKind.NEEDED),
        ("Nurses on nights (group A) slept.", BracketKind.NEEDED),
        ("Drugs (e.g. 12 mg of caffeine) were banned.", BracketKind.GLOSS),
        ("Cells (IL-6 and 2D) died.", BracketKind.GLOSS),
        ("It fell (r = -0.2).", BracketKind.STATISTICS),
        ("It fell in cats (14).", BracketKind.STATISTICS),
        ("We saw: (1) cats.", BracketKind.MARK),
        ("It was seen before [3, 4].", BracketKind.MARK),
        ("Smith (1993) slept.", BracketKind.MARK),
        ("Records (02/2015-03/2016) were read.", BracketKind.MARK),
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
