import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.fidelity import faults
from videos.pipeline.script import wording


def spoken(text: str) -> str:
    return wording.spoken(RichText(text))


def styled(text: str, style: Style) -> list[str]:
    shown = wording.shown(RichText(text))
    return [shown.text[run.start : run.end] for run in shown.runs if run.style is style]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Sleep rose (95% CI 2 to 4; p = 0.01).", "Sleep rose."),
        ("Total sleep time (TST) rose.", "Total sleep time rose."),
        ("Shift workers (nurses) slept longer.", "Shift workers slept longer."),
        ("Sleep rose, p = 0.01.", "Sleep rose."),
        ("Sleep rose. (p = 0.01).", "Sleep rose."),
        ("Cells died (Fig. 2) at once.", "Cells died at once."),
        ("The trial was stopped early; ClinicalTrials.gov number NCT01234567.", "The trial was stopped early."),
        ("The odds ratio (OR) 3.4 was high.", "The odds ratio 3.4 was high."),
        ("Moreover, sleep rose.", "Sleep rose."),
        ("Finally, mTOR rose.", "mTOR rose."),
    ],
)
def test_the_voice_leaves_out_what_only_readers_need(written, heard):
    assert spoken(written) == heard


@pytest.mark.parametrize(
    "sentence",
    [
        "The rates were 20% and 15% (p = 0.137).",
        "The risk fell (RR 0.39; 95% CI 0.08 to 1.98).",
        "Patients (or carriers) were diagnosed with (being a carrier of) it.",
        "All organs (except the liver) were seen.",
        "Of 412 participants, 389 (94%) finished.",
        "More nurses slept (45% vs 30%).",
        "Need fell with amber (43 [40%] of 107) glasses.",
        "However, sleepiness may not have changed.",
        "The protein(s) did not bind.",
        "Sleep and speed differed (p = 0.03, p = 0.4).",
        "Rates differed (42% vs. 27% and 35% vs. 21%, respectively).",
    ],
)
def test_the_voice_says_everything_that_changes_the_meaning(sentence):
    assert spoken(sentence) == sentence


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It may help (OR 0.5; 1 trial; very low certainty).", "It may help (OR 0.5; very low certainty)."),
        ("More slept (45% vs 30%; p = 0.01).", "More slept (45% vs 30%)."),
        ("It was lower (r = 0.2, t = 2, p = 0.4).", "It was lower (r = 0.2, p = 0.4)."),
        ("Need fell (60 [54%] of 111; RR 0.7, p = 0.03).", "Need fell (60 [54%] of 111)."),
        ("It rose (HR 0.7; 95% CI 0.5 to 0.9; 3 trials).", "It rose (HR 0.7)."),
        ("It rose (odds ratio [OR], 1.7; 95% CI, 1.2-2.4; P = .01).", "It rose (odds ratio, 1.7)."),
        ("It rose (HR 1.2 [95% CI 1.1-1.3]).", "It rose (HR 1.2)."),
        ("It was longer in cats (10 [8-15] days).", "It was longer in cats (10 days)."),
        ("Cats (mean age 4 years; 52% male) slept.", "Cats (52% male) slept."),
        ("It rose (HR 0.7; 95% CI 0.4 to 1.2; 3 trials).", "It rose (HR 0.7; 95% CI 0.4 to 1.2)."),
        ("Dogs (dog group, n = 5; n = 3) ran.", "Dogs (dog group, n = 5) ran."),
    ],
)
def test_the_voice_says_only_the_necessary_part_of_a_bracket(written, heard):
    assert spoken(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Sleep rose by 41% (OR 2.1; 95% CI 1.5 to 3.0).", "Sleep rose by 41%."),  # the sentence says how much
        ("Sleep rose by 41% (t = 3.1, df = 40).", "Sleep rose by 41%."),
        ("It was 8% (n = 20) and 5% (12 of 240).", "It was 8% and 5%."),
        ("It took 3 days (1-7) or 2.5 h (range 1 to 4).", "It took 3 days or 2.5 h."),
        ("It differed (χ² = 4; p < 0.001).", "It differed."),
        ("It differed (a 1, b 2, c 3, d 4, e 5; p < 0.001).", "It differed."),  # a table
        ("It rose, p < 0.05, and fell, 95% CI 2 to 3.", "It rose, and fell."),
    ],
)
def test_statistics_are_silent_where_the_sentence_says_the_finding(written, heard):
    assert spoken(written) == heard


def test_a_list_of_values_is_said_with_its_label_or_not_at_all():
    assert spoken("It agreed (ICC = 0.9, 0.8 and 0.7).") == "It agreed (ICC = 0.9, 0.8 and 0.7)."
    assert spoken("It grew by 5% (ICC = 0.9, 0.8 and 0.7).") == "It grew by 5%."


def test_a_list_of_names_with_numbers_is_said_whole():
    assert spoken("It rose in proteins (H2AX and protein 53, or others).").endswith("(H2AX and protein 53, or others).")
    assert spoken("It rose in proteins (Abc, protein 53).") == "It rose in proteins (Abc, protein 53)."


def test_what_a_negation_is_about_decides_whether_an_interval_is_left_out():
    assert "0.8" in spoken("Cats not living here slept more (RR 1.0; 95% CI 0.8 to 1.3).")
    assert "0.8" in spoken("There was no change, but cats slept more (RR 1.0; 95% CI 0.8 to 1.3).")
    assert spoken("Cats did not sleep more (RR 1.0; 95% CI 0.8 to 1.3).") == "Cats did not sleep more."


def test_an_interval_is_left_out_if_the_words_say_that_there_was_no_effect():
    assert spoken("There was no difference (RR 1.0; 95% CI 0.8 to 1.3).") == "There was no difference."


def test_a_p_value_with_a_power_of_ten_is_small():
    assert spoken("The signal (P=3.15x10-15) was found.") == "The signal was found."


def test_the_slide_mutes_what_the_voice_leaves_out():
    assert styled("Total sleep time (TST) rose (p = 0.01).", Style.MUTED) == ["(TST)", "(p\u00a0=\u00a00.01)"]


def test_the_slide_colours_findings_outside_muted_brackets():
    assert styled("Sleep rose by 41% (OR 2.1; 95% CI 1.5 to 3.0).", Style.NUMBER) == ["41%"]


def test_the_slide_keeps_the_styles_of_the_record():
    sentence = RichText("Moreover, E. coli grew.", (Run(10, 17, Style.ITALIC),))
    shown = wording.shown(sentence)
    assert shown.text == "E. coli grew."
    assert shown.runs == (Run(0, 7, Style.ITALIC),)


def test_numbers_and_units_stay_together():
    assert wording.shown(RichText("They took 12 mg for 8 weeks.")).text == "They took 12\u00a0mg for 8\u00a0weeks."


def test_leaving_out_a_bracket_does_not_make_a_new_number():
    assert "1.5" not in spoken("It was 1 (n = 3).5 mm long.")


def test_a_sentence_says_all_of_its_comparisons_or_none():
    long = "(19 [19%] of 101 in the group on lettuce vs 37 [33%] of 111 in the group on cabbage)"
    text = "Deaths {} and falls (4 [4%] of 101 vs 7 [6%] of 111) were few."
    assert wording.spoken(RichText(text.format(long))) == "Deaths and falls were few."
    assert "4 [4%] of 101 vs 7" in wording.spoken(RichText(text.format("(2 of 101 vs 3 of 111)")))


FRAGMENTS = [
    "Moreover,",
    " sleep",
    " rose",
    "5",
    "mg",
    "(p = 0.3)",
    "(p = 0.01)",
    ", p = 0.02",
    "(TST)",
    "(not all)",
    "(Fig. 1)",
    ".5",
    "(95% CI 0.2 to 3; p = 0.2)",
    "[x",
    "y]",
    "(43%)",
    "(4, 7%)",
    ";",
    ",",
    "OR 2.1",
    "(a; low certainty; n = 3)",
    ".",
    "(1 [2%] of 3; p<.1)",
    "95% CI 1-2,",
    "ClinicalTrials.gov x",
    "(s)",
    "not",
]


def is_subsequence(text: str, source: str) -> bool:
    rest = iter(re.findall(r"\w+|[^\w\s]", source.casefold()))
    return all(token in rest for token in re.findall(r"\w+|[^\w\s]", text.casefold()))


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9), st.sampled_from([" ", " ", "", "  "]))
def test_voice_and_slide_only_ever_leave_out(fragments, space):
    text = space.join(fragments).strip()
    sentence = RichText(text)
    assert is_subsequence(wording.spoken(sentence), text)
    assert is_subsequence(wording.shown(sentence).text, text)


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9))
def test_negations_are_never_lost(fragments):
    text = " ".join(fragments)
    heard = wording.spoken(RichText(text)).lower()
    outside = re.sub(r"ClinicalTrials.*", "", text)
    assert len(re.findall(r"\bnot\b", heard)) >= len(re.findall(r"\bnot\b", outside))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Snails are slow.1", "Snails are slow."),
        ("Snails are slow.2,3", "Snails are slow."),
        ("Snails are slow (9%).4-6", "Snails are slow (9%)."),
        ("Snails are slow.[4]", "Snails are slow."),
        ("Snails crawled 2.5 m at p < 0.05.", "Snails crawled 2.5 m at p < 0.05."),
    ],
)
def test_the_number_of_a_footnote_is_not_read(written, said):
    assert spoken(written) == said
    assert faults(said, written) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SnailDB is a table, freely available at https://example.org/snails.", "SnailDB is a table."),
        ("SnailDB, http://example.org, finds snails.", "SnailDB finds snails."),
        ("SnailDB (www.example.org) finds snails.", "SnailDB finds snails."),
        ("We asked Ann, clinicaltrials.gov and two men.", "We asked Ann, clinicaltrials.gov and two men."),
        ("Snails were slow in the trial, ClinicalTrials.gov NCT01234567.", "Snails were slow in the trial."),
    ],
)
def test_an_address_or_a_registration_is_not_read(written, said):
    assert spoken(written) == wording.shown(RichText(written)).text == said
    assert faults(said, written) == []
