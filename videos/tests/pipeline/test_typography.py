"""Text is prepared for typesetting: no word changes, and lines break where a reader would break them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.typography import Span, lines, names, plain, spans, trimmed


def rich(text: str, *runs: tuple[str, Style]) -> RichText:
    """The text, with each given part in its style."""
    starts = [(text.index(part), part, style) for part, style in runs]
    return RichText(text, tuple(Run(start, start + len(part), style) for start, part, style in starts))


def joined(set_spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in set_spans)


def written(set_text: str) -> str:
    """The text as it was before it was prepared."""
    return set_text.replace("\u200b", "").replace("\u00a0", " ").replace("\u2011", "-")


RUNS = st.lists(st.builds(Run, st.integers(0, 40), st.integers(0, 60), st.sampled_from(Style)), max_size=5)


@given(st.text("abXY019 -(),.%=<µβ", max_size=60), RUNS)
def test_spans_hold_every_character_once_and_in_order(text, runs):
    assert written(joined(spans(RichText(text, tuple(runs))))) == text


def test_where_runs_overlap_a_span_has_both_styles():
    text = rich("(94%) of all", ("(94%)", Style.MUTED), ("94%", Style.NUMBER))

    assert spans(text) == (
        Span("(", ("muted",)),
        Span("94%", ("muted", "number")),
        Span(")", ("muted",)),
        Span(" of all"),
    )


def test_a_line_does_not_end_between_a_number_and_its_unit():
    assert joined(spans(RichText("gave 12 mg over 3 weeks"))) == "gave 12\u00a0mg over 3\u00a0weeks"


def test_a_line_does_not_end_within_a_p_value_or_the_name_of_an_interval():
    assert joined(spans(RichText("(95% CI 1 to 2; p < 0.05)"))) == "(95%\u00a0CI\u00a01 to 2; p\u00a0<\u00a00.05)"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("was 8.1 ± 0.2 mm", "was 8.1~±~0.2~mm"),
        ("with P < 5 × 10-8", "with P~<~5~×~10-8"),
        ("and T1 = 33 ms, OR = 2.7", "and T1~=~33~ms, OR~=~2.7"),
        ("and R2 =\u00a00.74 or", "and R2~=~0.74 or"),
        ("gains of 2.7 × were", "gains of 2.7~× were"),
        ("was 8.1 ±\u00a00.2 mm", "was 8.1~±~0.2~mm"),
        ("was 0.37 µmol L-1, or 4 mg kg⁻¹", "was 0.37~µmol~L-1, or 4~mg~kg⁻¹"),
        ("all (e.g. nurses), i.e. most", "all (e.g.~nurses), i.e.~most"),
    ],
)
def test_a_line_does_not_end_within_a_formula_or_after_a_short_form(text, kept):
    assert joined(spans(RichText(text))).replace("\u2011", "-") == kept.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Cells grew in the presence or absence of IL-4.", "Cells~grew in the presence or absence of~IL-4."),
        ("They grew with azide and, most of all, with iodide.", "They~grew with azide and, most of all, with~iodide."),
        ("They all took in more of the phosphatidylinositols.", "They~all took in more of the phosphatidylinositols."),
        ("It changed contraction and fibronectin production.", "It~changed contraction and fibronectin production."),
        (
            "The tea did not ease the effects of surgical treatment.",
            "The~tea did not ease the effects of surgical~treatment.",
        ),
        ("Tea and sleep", "Tea and sleep"),
    ],
)
def test_a_short_last_word_is_not_alone_on_a_line(text, kept):
    assert joined(spans(RichText(text))).replace("\u2011", "-") == kept.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Extremely preterm neonates with pain", "Extremely~preterm neonates with~pain"),
        ("Nurses who slept", "Nurses who slept"),
        ("Adults with diabetes mellitus, type 2", "Adults~with diabetes mellitus, type~2"),
        ("We identified a genotype that matters", "We~identified a genotype that~matters"),
        ("Immunosuppressed adults with pain at night", "Immunosuppressed adults with pain at~night"),
    ],
)
def test_a_short_first_word_is_not_alone_on_a_line(text, kept):
    assert joined(spans(RichText(text))) == kept.replace("~", "\u00a0")


def test_a_line_does_not_end_within_the_short_name_of_a_species():
    assert joined(spans(RichText("against H. pylori"))) == "against H.\u00a0pylori"


def test_a_line_does_not_end_at_the_hyphen_of_a_short_name():
    assert (
        joined(spans(RichText("IL-6 and amyloid-β in follow-up")))
        == "IL\u20116\u00a0and amyloid\u2011β in follow\u2011up"
    )
    assert joined(spans(RichText("ST-segment in-hospital"))) == "ST\u2011segment in\u2011hospital"


def test_a_hyphenated_compound_may_be_broken_at_its_hyphen():
    assert joined(spans(RichText("placebo-controlled"))) == "placebo-controlled"


def test_a_long_chemical_name_may_be_broken_after_its_brackets_and_commas():
    assert joined(spans(RichText("5-(4-hydroxy-3,5-dimethoxyphenyl)thiophen"))) == (
        "5-(4-hydroxy-3,\u200b5-dimethoxyphenyl)\u200bthiophen"
    )


def test_a_long_word_is_hyphenated_and_an_ordinary_one_is_not():
    (ordinary,) = spans(RichText("electroencephalography"))
    (long,) = spans(RichText("dichlorodiphenyltrichloroethane"))

    assert (ordinary.styles, long.styles) == ((), ("hyphenated",))


def test_a_sequence_of_bases_is_broken_without_a_hyphen():
    sequence = spans(RichText("ATGC" * 8))

    assert [len(span.text.rstrip("\u200b")) for span in sequence] == [12, 12, 8]
    assert all(span.styles == () for span in sequence)


def test_invisible_characters_are_removed():
    assert plain("a\x00b\x9f\u202ec\u2066d\te\u2028f") == "abcd e f"


def test_a_private_use_character_is_shown_as_unknown():
    assert plain("\uf0b7 point \U0010ffff") == "\ufffd point \ufffd"


def test_a_separate_accent_is_joined_with_its_letter():
    assert plain("e\u0301tude") == "étude"


def test_right_to_left_names_keep_their_place_in_the_list():
    assert names("حسن · علي") == "حسن\u00a0· \u200eعلي"


def test_a_line_of_names_does_not_end_within_a_name():
    assert names("A van Damme, B Lee-Ray") == "A\u00a0van\u00a0Damme, \u200eB\u00a0Lee\u2011Ray"


def test_lines_keep_the_styles_of_their_own_characters():
    first, second = lines(rich("with E. coli:\n\nin vivo", ("E. coli", Style.ITALIC), ("vivo", Style.BOLD)))

    assert first == rich("with E. coli:", ("E. coli", Style.ITALIC))
    assert second == rich("in vivo", ("vivo", Style.BOLD))


def test_a_title_loses_its_full_stop_and_keeps_its_question_mark():
    assert trimmed(RichText("A study. "), ".").text == "A study"
    assert trimmed(RichText("Does it work?"), ".").text == "Does it work?"


def test_a_name_before_and_n_others_and_a_doi_stay_whole():
    assert names("B Lee · E Papaevangelou and 6 others").split(" ")[1:] == [
        "\u200eE\u00a0Papaevangelou",
        "and",
        "\u200e6\u00a0others",
    ]
    assert names("Lee B, J Tea. 2026. doi:10.3/or.20").endswith("doi:10.3/\u2060or.20")
