"""What the fidelity check accepts and rejects: rows of what a paper says and what a script says."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline import fidelity
from videos.pipeline.artifacts import (
    Figure,
    Layout,
    Notice,
    NoticeKind,
    Paper,
    RichText,
    Scene,
    Script,
    Sentence,
    Source,
)
from videos.pipeline.errors import ScriptUnfaithful
from videos.pipeline.fidelity import Fault, Violation, faults
from videos.pipeline.script import write

from .script.abstracts import plain, trial

TRUE = [
    ("Sleep rose by 41.5% in 12 nurses.", "Sleep rose by 41.5% in 12 nurses."),
    ("Sleep rose by 41.5% (95% CI 30 to 53) in 12 nurses.", "Sleep rose by 41.5% in 12 nurses."),
    ("Sleep rose by 41.5% (12 nurses; p = 0.01).", "Sleep rose by 41.5% (12 nurses)."),
    ("Moreover, sleep rose by 41.5%.", "Sleep rose by 41.5%."),
    ("Sleep rose by 41.5%, p < 0.001.", "Sleep rose by 41.5%."),
    ("Amber glasses did not change sleep [3].", "Amber glasses did not change sleep."),
    ("Amber glasses may help (Figure 2).", "Amber glasses may help."),
    ("Survival was 4% (of 30) in mice (n = 30).", "Survival was 4% in mice."),
    ("Of 30 nurses (18 women), 12 slept.", "Of 30 nurses, 12 slept."),
    ("Sleep was 6 h (SD 1 (range 4 to 8)).", "Sleep was 6 h."),
    ("Glasses – amber or clear – were worn by 1,204 nurses.", "Glasses – amber or clear – were worn by 1,204 nurses."),
    ("It wasn't worse (p = 0.8).", "It wasn't worse."),
    ("Sleep\u00a0rose by 12 mg.", "Sleep rose\nby 12\u00a0mg."),
    ("Amber glasses and sleep: a trial", "Amber glasses and sleep"),
    ("Sleep rose (very low-certainty evidence; 3 trials).", "Sleep rose (very low-certainty evidence)."),
    ("It fell (HR 0.7; 95% CI 0.5 to 0.9).", "It fell (HR 0.7)."),
    ("It fell (OR, 0.7; 95% CI, 0.5-0.9; P = .01).", "It fell (OR, 0.7)."),
    ("It fell (odds ratio [OR], 0.7; 95% CI [CI], 0.5-0.9).", "It fell (odds ratio, 0.7)."),
    ("It fell (12 [8-15] days; p = 0.01).", "It fell (12 days)."),
    ("It fell (n = 5; n = 3; p = 0.01).", "It fell (n = 3)."),
    ("It fell (4%) or rose (5%), and fell (p < 0.05) (p < 0.01).", "It fell (4%) or rose (5%), and fell."),
    ("It did not change (p = 0.8; RR 1.1; 95% CI 0.8 to 1.3).", "It did not change."),
    ("It was similar (RR 1.1; 95% CI 0.8 to 1.3).", "It was similar."),
    ("Rates fell (n.s. means nothing here).", "Rates fell."),
    ("Normal saline (NS) was given.", "Normal saline was given."),
    ("It was 4% (12 of 300).", "It was 4%."),
    ("It was (1) big; (2) red.", "It was big; red."),
    ("Smith (1993) slept.", "Smith slept."),
    ("Sleep rose (P = 3 × 10⁻⁸; q < 0.05; p < 10-8).", "Sleep rose."),
    ("Sleep rose (OR 3.4; 95% CI 1.4-7.9).", "Sleep rose."),
    ("Sleep rose (95% CI 0.5 to 2 mg).", "Sleep rose."),
    ("Sleep rose (e.g. in men, 4 of 5 cats).", "Sleep rose."),
    ("Moreover, " + "sleep rose in the night. " * 60, "Sleep rose in the night. " * 60),  # all its words are frequent
]

FALSE = [
    ("Sleep rose by 41.5% in nurses.", "Sleep rose by 42% in nurses.", Fault.NOT_THERE),
    ("Sleep rose by 41.5% in nurses.", "Sleep rose by 41 in nurses.", Fault.NOT_THERE),
    ("The dose was 12 mg.", "The dose was 12 µg.", Fault.NOT_THERE),
    ("Sleep rose in nurses.", "Sleep fell in nurses.", Fault.NOT_THERE),
    ("Sleep rose in nurses.", "Sleep rose strongly in nurses.", Fault.NOT_THERE),
    ("Sleep rose in nurses.", "Sleep rose in all nurses.", Fault.NOT_THERE),
    ("Sleep rose in nurses.", "Nurses rose in sleep.", Fault.NOT_THERE),
    ("Sleep was linked with glasses.", "Sleep was caused by glasses.", Fault.NOT_THERE),
    ("It was 4% with and 61% without, respectively.", "It was 61% with and 4% without, respectively.", Fault.NOT_THERE),
    ("The interval was 0.35 to 0.99.", "The interval was 0.35 to 0.90.", Fault.NOT_THERE),
    ("The interval was 0.35 to 0.99.", "The interval was 0.35.", Fault.TORN),
    ("Of 40 nurses 30 slept and of 60 guards 50 slept.", "Of 40 guards 50 slept.", Fault.TORN),
    ("It rose by 4% in women and 9% in men.", "It rose by 9% in men.", Fault.TORN),
    ("It rose by 4% in women and 9% in men.", "It rose by 4% in women.", Fault.TORN),
    ("The level was 4.2 ± 0.3 mm.", "The level was 4.2 mm.", Fault.TORN),
    ("It fell by at least 50% in women.", "It fell by 50% in women.", Fault.TORN),
    ("It fell in p < 0.05 of cases.", "It fell in 0.05 of cases.", Fault.TORN),
    ("Nightly sleep rose.", "Sleep rose.", Fault.TORN),
    ("Sleep (at night) rose by 4% in women and 9% in men.", "Sleep (at night) rose by 4% in women.", Fault.TORN),
    ("It fell (HR 0.7; 95% CI 0.5 to 0.9).", "It fell (HR 0.9).", Fault.TORN),
    ("It fell (30 of 40 and 50 of 60).", "It fell (30 of 60).", Fault.TORN),
    ("It fell [30 of 40 and 50 of 60].", "It fell [30 of 60].", Fault.TORN),
    ("It fell (HR 0.7; 95% CI 0.5 to 0.9).", "It fell (0.7; 95% CI 0.5 to 0.9).", Fault.TORN),
    ("It fell (HR 0.7 [95% CI 0.5 to 0.9]).", "It fell (HR 0.5 to 0.9).", Fault.TORN),
    ("It fell (HR 0.7 [95% CI 0.5 to 0.9]).", "It fell (HR 0.7 [95% CI 0.9]).", Fault.TORN),
    ("It fell (OR, 0.7; 95% CI, 0.5-0.9).", "It fell (OR, 0.5-0.9).", Fault.TORN),
    ("It fell (OR, 0.7; 95% CI, 0.5-0.9).", "It fell (0.7; 95% CI).", Fault.TORN),
    ("It fell (women, 12%; men, 14%).", "It fell (women, 14%).", Fault.TORN),
    ("It fell (OR: 0.7, p = 0.01).", "It fell (OR, p = 0.01).", Fault.TORN),
    ("It fell (12 [8-15] days).", "It fell (8-15 days).", Fault.TORN),
    ("It fell (1.2 vs 3.4; p = 0.01).", "It fell (1.2; p = 0.01).", Fault.TORN),
    ("It fell (r = 0.2, p = 0.4).", "It fell (p = 0.4).", Fault.EFFECT_LOST),
    ("It fell (mean difference 2 mm; P > .05).", "It fell (P > .05).", Fault.EFFECT_LOST),
    ("Sleep rose (p = 0.05).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose, P < 0.1.", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose (p = 0.01 and 0.2).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose (NS).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose (RR 1.1; 95% CI 0.8 to 1.3).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose (RR 1.1 [0.8-1.3]).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Sleep rose (mean 2; 95% CI -1 to 5).", "Sleep rose.", Fault.DOUBT_LOST),
    ("Men who did well slept (RR 1.1; 95% CI 0.8 to 1.3).", "Men who did well slept.", Fault.DOUBT_LOST),
    ("It did not end, but sleep rose (p = 0.4).", "It did not end, but sleep rose.", Fault.DOUBT_LOST),
    ("Sleep has not risen (so far).", "Sleep has not risen.", Fault.SCOPE_LOST),
    ("Sleep rose (in one of two trials).", "Sleep rose.", Fault.SCOPE_LOST),
    ("Sleep rose (unadjusted).", "Sleep rose.", Fault.SCOPE_LOST),
    ("Sleep rose (low-quality evidence).", "Sleep rose.", Fault.SCOPE_LOST),
    ("Group A (placebo) slept.", "Group A slept.", Fault.SCOPE_LOST),
    ("It rose (37 per cent).", "It rose.", Fault.FINDING_LOST),
    ("It rose in cats (16) and in dogs (four).", "It rose in cats and in dogs (four).", Fault.FINDING_LOST),
    ("It rose (by 11 days) at night.", "It rose at night.", Fault.FINDING_LOST),
    ("It rose (4% vs 5%).", "It rose.", Fault.FINDING_LOST),
    ("Amber glasses did not help nurses.", "Amber glasses did help nurses.", Fault.NEGATION_LOST),
    ("No difference was seen, except in men.", "No difference was seen.", Fault.NEGATION_LOST),
    ("It helped (but not men).", "It helped.", Fault.NEGATION_LOST),
    ("It helped, though without a placebo.", "It helped.", Fault.NEGATION_LOST),
    ("Glasses failed to help.", "Glasses help.", Fault.NEGATION_LOST),
    ("They didn't help.", "They help.", Fault.NEGATION_LOST),
    ("It remains unclear, whether it helps.", "Whether it helps.", Fault.NEGATION_LOST),
    ("Neither drug helped, nor did rest.", "Neither drug helped.", Fault.NEGATION_LOST),
    ("Glasses may help nurses.", "Glasses help nurses.", Fault.HEDGE_LOST),
    ("Glasses help nurses (possibly men).", "Glasses help nurses.", Fault.HEDGE_LOST),
    ("Glasses helped, in mice.", "Glasses helped.", Fault.HEDGE_LOST),
    ("Glasses helped (in vitro).", "Glasses helped.", Fault.HEDGE_LOST),
    ("Glasses were associated with sleep.", "Glasses with sleep.", Fault.HEDGE_LOST),
    ("Glasses, these data suggest, help.", "Glasses, help.", Fault.HEDGE_LOST),
    ("Glasses helped (low-certainty evidence).", "Glasses helped.", Fault.HEDGE_LOST),
    ("Glasses helped, though only men.", "Glasses helped.", Fault.HEDGE_LOST),
    ("In this pilot, glasses helped.", "Glasses helped.", Fault.HEDGE_LOST),
]


@pytest.mark.parametrize(("source", "text"), TRUE)
def test_leaving_out_brackets_and_whole_passages_is_accepted(source, text):
    assert faults(text, source) == []


@pytest.mark.parametrize(("source", "text", "fault"), FALSE)
def test_a_text_that_says_something_else_is_rejected(source, text, fault):
    assert fault in faults(text, source)


NEGATIONS = [
    "not", "no", "without", "neither", "nor", "never", "none", "cannot", "except", "unless", "unable", "lack",
    "lacks", "lacked", "lacking", "fail", "fails", "failed", "failing", "failure", "absent", "absence",
    "insignificant", "insignificantly", "nonsignificant", "nonsignificantly", "unlikely", "unclear", "unknown",
    "uncertain", "uncertainty", "unchanged", "unrelated", "unaffected",
]  # fmt: skip
CONTRACTIONS = ["isn't", "isn’t", "didn't", "couldn’t", "can't"]
HEDGES = [
    "may", "might", "could", "can", "would", "should", "suggest", "suggests", "suggested", "suggesting", "suggestive",
    "appear", "appears", "appeared", "seem", "seems", "seemed", "seemingly", "possible", "possibly", "possibility",
    "potential", "potentially", "probable", "probably", "likely", "presumably", "perhaps", "indicate", "indicates",
    "indicated", "indicating", "associated", "association", "associations", "tend", "tends", "tended", "tendency",
    "approximately", "nearly", "almost", "only", "preliminary", "certainty", "vitro", "vivo", "mice", "mouse",
    "murine", "rat", "rats", "rabbit", "rabbits", "pig", "pigs", "dog", "dogs", "animal", "animals", "pilot",
]  # fmt: skip
HYPOTHESES = ["hypothesis", "hypotheses", "hypothesised", "hypothesize", "hypothetically"]
OTHER_WORDS = [
    "know", "note", "nonetheless", "normal", "failsafe", "lackey", "ratio", "pigment", "dogma", "mayor", "canned",
    "invitro", "tender", "sleep",
]  # fmt: skip


@pytest.mark.parametrize("word", [*NEGATIONS, *CONTRACTIONS])
def test_a_negation_of_the_source_must_be_kept(word):
    assert faults("Sleep rose.", f"Sleep rose ({word}).") == [Fault.NEGATION_LOST]
    assert faults(f"Sleep rose ({word}).", f"Sleep rose ({word.title()}).") == []


@pytest.mark.parametrize("word", [*HEDGES, *HYPOTHESES])
def test_a_hedge_of_the_source_must_be_kept(word):
    assert faults("Sleep rose.", f"Sleep rose ({word}).") == [Fault.HEDGE_LOST]
    assert faults(f"Sleep rose ({word}).", f"Sleep rose ({word.title()}).") == []


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_another_word_may_go_with_its_bracket(word):
    assert faults("Sleep rose.", f"Sleep rose ({word}).") == []


def test_no_other_words_are_negations_or_hedges():
    assert sorted(fidelity.NEGATIONS.words) == sorted(NEGATIONS)
    assert sorted(fidelity.HEDGES.words) == sorted(HEDGES)
    assert (fidelity.NEGATIONS.endings, fidelity.NEGATIONS.beginnings) == (("n't", "n’t"), ())
    assert (fidelity.HEDGES.endings, fidelity.HEDGES.beginnings) == ((), ("hypothe",))


def test_a_qualifier_that_is_said_twice_must_be_kept_twice():
    assert faults("It may help.", "It may help (and may harm).") == [Fault.HEDGE_LOST]
    assert faults("It did not help.", "It did not help (and not harm).") == [Fault.NEGATION_LOST]


@given(st.sets(st.sampled_from(range(15)), min_size=1, max_size=14))
def test_no_choice_of_words_is_accepted_unless_it_is_complete(kept):
    words = ["Of", "40", "nurses", "30", "slept", "and", "of", "60", "guards", "50", "slept", "for", "7", "hours", "."]
    chosen = " ".join(words[place] for place in sorted(kept))
    assert faults(chosen, " ".join(words)) or kept >= set(range(14)) or kept == {14}


SOURCE = "Sleep rose by at least 41.5% in 12 nurses (95% CI 30 to 53)."
PAPER = plain(f"{SOURCE} Total sleep time (TST) did not change.")


def says(text: str, shown: str | None = None) -> Sentence:
    return Sentence(text, RichText(shown or text), Source(0, 0, len(SOURCE)))


def script(spoken: str, shown: str | None = None, layout: Layout = Layout.STATEMENT, **details) -> Script:
    return Script(PAPER, (Scene(layout, "Results", (says(spoken, shown),), **details),))


def own(text: str, paper: Paper = PAPER, layout: Layout = Layout.SOURCE) -> Script:
    return Script(paper, (Scene(layout, "Source", (Sentence(text, RichText(text), None),)),))


def kinds(made: Script) -> list[Fault]:
    return [violation.fault for violation in fidelity.violations(made)]


def test_the_slide_is_checked_like_the_voice():
    assert kinds(script("Sleep rose by at least 41.5% in 12 nurses.", shown="Sleep rose by 42%.")) == [Fault.NOT_THERE]


WHOLE = "Sleep rose by at least 41.5% in 12 nurses."


def test_a_violation_has_its_place_and_its_text():
    found = fidelity.violations(
        Script(
            PAPER,
            (
                Scene(Layout.STATEMENT, "", (says(WHOLE), says("Nurses slept."))),
                Scene(Layout.FIGURE, "", (says(WHOLE),), figure=Figure("13", "nurses")),
                Scene(Layout.STATEMENT, "", (replace(says(WHOLE), long_forms=(("TST", "tea"),)),)),
                Scene(Layout.STATEMENT, "", (says(WHOLE),), note="XYZ = sleep"),
            ),
        )
    )
    assert found == (
        Violation(0, 1, Fault.NOT_THERE, "Nurses slept."),
        Violation(1, 0, Fault.FIGURE, "13 nurses"),
        Violation(2, 0, Fault.LONG_FORM, "TST = tea"),
        Violation(3, None, Fault.NOTE, "XYZ = sleep"),
    )


@pytest.mark.parametrize(
    ("value", "label", "stands"),
    [("12", "nurses", True), ("13", "nurses", False), ("12", "guards", False), ("41.5%", "in 12 nurses", False)],
)
def test_a_large_number_is_in_its_sentence_without_a_limit_before_it(value, label, stands):
    assert (kinds(script(WHOLE, figure=Figure(value, label))) == []) is stands


def figure_in(text: str, value: str, label: str) -> list[Fault]:
    sentence = Sentence(text, RichText(text), Source(0, 0, len(text)))
    return kinds(Script(plain(text), (Scene(Layout.FIGURE, "", (sentence,), figure=Figure(value, label)),)))


def test_a_large_number_may_be_first_and_its_label_may_have_a_line_break():
    assert figure_in("12 night\nnurses slept.", "12", "night nurses") == []
    assert figure_in("12 night\u00a0nurses slept.", "12", "night nurses") == []


def test_for_a_repeated_number_the_first_must_have_no_limit_before_it():
    assert figure_in("About 12 of 12 nurses slept.", "12", "nurses") == [Fault.FIGURE]
    assert figure_in("Of 12 nurses, over 12 slept.", "12", "nurses") == []


LIMITS = [
    *("at least", "at most", "up to", "more than", "less than", "fewer than", "greater than", "over", "under", "about"),
    *("around", "almost", "nearly", "approximately", "only", "not", "no", "<", ">", "≤", "≥", "~", "±", "−", "–", "-"),
]


def large(before: str) -> list[Fault]:
    """The faults of "12" set large from a sentence that has it after ``before``."""
    text = f"Sleep rose by {before}12 minutes."
    sentence = Sentence(text, RichText(text), Source(0, 0, len(text)))
    scene = Scene(Layout.FIGURE, "Results", (sentence,), figure=Figure("12", "minutes"))
    return kinds(Script(plain(text), (scene,)))


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\n"])
def test_a_number_is_not_set_large_without_the_limit_before_it(limit, space):
    assert large(limit + space) == large(limit.upper() + space) == [Fault.FIGURE]
    assert large(limit.replace(" ", "\u00a0") + space) == [Fault.FIGURE]


@pytest.mark.parametrize("words", ["", "some ", "at last ", "not quite "])
def test_a_number_after_other_words_is_set_large(words):
    assert large(words) == []


def test_no_other_words_are_limits():
    assert sorted(fidelity.LIMITS) == sorted(LIMITS)


@pytest.mark.parametrize(
    ("note", "stands"),
    [
        *(("TST = Total sleep time", True), ("TST = total sleep time", True), ("TSTs = total sleep time", False)),
        *(("TST = Tired nurses", False), ("XYZ = sleep", False), ("OR = odds = risk", True), ("odds = risk", False)),
        ("TST = total sleep time; OR = odds = risk", True),
        ("TST = total sleep time; OR = sleep", False),
        ("XYZ = sleep; OR = odds = risk", False),
    ],
)
def test_a_note_explains_an_abbreviation_as_the_paper_does(note, stands):
    paper = plain(f"{SOURCE} Total sleep time (TST) did not change; odds = risk [ORs] did.")
    assert (kinds(replace(script(WHOLE, note=note), paper=paper)) == []) is stands


NOTICES = (
    Notice(NoticeKind.CORRECTED, "It was corrected on 7 May.", "12345678"),
    Notice(NoticeKind.CORRECTED, "It was corrected on 8 June.", "87654321"),
)
RECORD = replace(PAPER, journal="Sleep 24", doi="10.5555/zzz", notices=NOTICES)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("This video reads the abstract published in 2026.", True),
        ("Sleep 24, 2026, 99999998, 10.5555/zzz, 7 May 12345678, 8 June 87654321.", True),
        ("97 of 100 readers liked it.", False),
        ("In 2026, 97 readers liked it.", False),
        ("Sleep rose in 12 nurses.", False),  # in the abstract, but the sentence has no source
    ],
)
def test_the_products_own_words_have_only_numbers_of_the_record(text, stands):
    assert (kinds(own(text, RECORD)) == []) is stands


def test_the_closing_card_is_not_checked_but_scenes_after_it_are():
    (closing,), (wrong,) = own("Call 555 0199.", layout=Layout.CLOSING).scenes, own("97 liked it.").scenes
    found = fidelity.violations(Script(PAPER, (closing, wrong)))
    assert [(violation.scene, violation.fault) for violation in found] == [(1, Fault.OWN_NUMBER)]


def test_a_rejected_sentence_is_replaced_by_its_source_word_for_word():
    repaired = fidelity.repair(script("Sleep rose by 50%.", figure=Figure("50%", "sleep"), note="XYZ = sleep"))
    (scene,) = repaired.scenes
    assert scene.sentences[0].spoken == scene.sentences[0].shown.text == SOURCE
    assert (scene.layout, scene.figure, scene.note) == (Layout.STATEMENT, None, "")


def test_a_rejected_figure_is_dropped_and_its_sentence_stays():
    (scene,) = fidelity.repair(script(WHOLE, figure=Figure("13", "nurses"))).scenes
    assert (scene.figure, scene.sentences[0].spoken) == (None, WHOLE)


NOTE = "TST = Total sleep time"


def test_a_rejected_note_is_dropped_and_the_rest_of_its_scene_stays():
    large = Figure("12", "nurses")
    (scene,) = fidelity.repair(script(WHOLE, layout=Layout.FIGURE, figure=large, note="XYZ = sleep")).scenes
    assert scene == script(WHOLE, layout=Layout.FIGURE, figure=large).scenes[0]


def test_replacing_a_sentence_keeps_the_note():
    (scene,) = fidelity.repair(script("Nurses slept.", layout=Layout.QUOTATION, note=NOTE)).scenes
    assert scene == script(SOURCE, note=NOTE).scenes[0]


def test_a_title_stays_a_title_and_points_stay_points():
    (title,) = fidelity.repair(script("Nurses slept.", layout=Layout.TITLE)).scenes
    assert title == script(SOURCE, layout=Layout.TITLE).scenes[0]
    points = Scene(Layout.POINTS, "", (says(WHOLE), says("Nurses slept.")))
    (scene,) = fidelity.repair(Script(PAPER, (points,))).scenes
    assert scene == Scene(Layout.POINTS, "", (says(WHOLE), says(SOURCE)))


def test_a_violation_without_a_source_fails_the_job_with_its_reason():
    reason = (
        "Scene 2 of the script cannot be traced to the paper: it has no source, and a number that is not in the record "
        "(“97 of 100 readers liked it.”). This is a bug in the program; please report it with the id 99999998."
    )
    with pytest.raises(ScriptUnfaithful, match=f"^{re.escape(reason)}$"):
        fidelity.repair(Script(PAPER, (*script(WHOLE).scenes, *own("97 of 100 readers liked it.").scenes)))


def test_a_correct_script_is_not_changed():
    written = write(trial())
    assert fidelity.repair(written) is written


def test_repairing_one_sentence_does_not_change_the_others():
    written = write(trial())
    place = 2
    first, *rest = written.scenes[place].sentences
    scene = replace(written.scenes[place], sentences=(replace(first, spoken="Everybody slept."), *rest))
    repaired = fidelity.repair(Script(written.paper, (*written.scenes[:place], scene, *written.scenes[place + 1 :])))
    assert [each for each in repaired.scenes if each not in written.scenes] == [repaired.scenes[place]]
    assert repaired.scenes[place].sentences[1:] == tuple(rest)


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("A lean mass (TST) was measured. The total sleep time (TST) rose.", "total sleep time"),
        ("Ways of time: sleep total (TST) was the second.", "time: sleep total"),
        ("It rose with total sleep time (TST) in all.", "with total sleep time"),
        ("The time sleep was total (TST) in all.", "time sleep was total"),
        ("A subtotal sleep time (TST) was measured.", "total sleep time"),
    ],
    ids=["two meanings", "colon", "preposition", "verb", "part of a word"],
)
def test_words_that_are_not_the_name_of_one_thing_explain_no_abbreviation(text, long):
    paper = plain(text)
    scene = Scene(Layout.STATEMENT, "", (), note=f"TST = {long}")
    assert [each.fault for each in fidelity.violations(Script(paper, (scene,)))] == [Fault.NOTE]


def test_a_wrong_long_form_is_dropped():
    script = write(plain("Total sleep time (TST) was measured in 40 nurses. TST rose by 12 minutes in all of them."))
    scenes = [
        replace(scene, sentences=tuple(replace(each, long_forms=(("TST", "tea"),)) for each in scene.sentences))
        for scene in script.scenes
    ]
    wrong = replace(script, scenes=tuple(scenes))
    assert {violation.fault for violation in fidelity.violations(wrong)} == {Fault.LONG_FORM}
    assert not any(each.long_forms for scene in fidelity.repair(wrong).scenes for each in scene.sentences)
