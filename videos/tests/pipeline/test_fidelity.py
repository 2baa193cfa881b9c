"""What the gate lets through, and what it stops: rows of what a paper says and what a script makes of it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Figure, Layout, RichText, Scene, Script, Sentence, Source
from videos.pipeline.errors import ScriptUnfaithful
from videos.pipeline.fidelity import Fault, faults
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
def test_what_only_leaves_out_brackets_and_whole_passages_is_let_through(source, text):
    assert faults(text, source) == []


@pytest.mark.parametrize(("source", "text", "fault"), FALSE)
def test_what_says_something_else_is_stopped(source, text, fault):
    assert fault in faults(text, source)


QUALIFIED = "Glasses did not help, may harm, and were associated with falls in mice without light."


@pytest.mark.parametrize("word", ["not", "may", "associated", "mice", "without"])
def test_no_qualifier_can_be_taken_out(word):
    assert faults(re.sub(rf"\b{word} ?", "", QUALIFIED), QUALIFIED)


@given(st.sets(st.sampled_from(range(15)), min_size=1, max_size=14))
def test_no_choice_of_words_gets_by_unless_it_is_whole(kept):
    words = ["Of", "40", "nurses", "30", "slept", "and", "of", "60", "guards", "50", "slept", "for", "7", "hours", "."]
    chosen = " ".join(words[place] for place in sorted(kept))
    assert faults(chosen, " ".join(words)) or kept >= set(range(14)) or kept == {14}


SOURCE = "Sleep rose by at least 41.5% in 12 nurses (95% CI 30 to 53)."
PAPER = plain(f"{SOURCE} Total sleep time (TST) did not change.")


def script(spoken: str, shown: str | None = None, **details) -> Script:
    sentence = Sentence(spoken, RichText(shown or spoken), Source(0, 0, len(SOURCE)))
    return Script(PAPER, (Scene(Layout.STATEMENT, "Results", (sentence,), **details),))


def own(text: str) -> Script:
    return Script(PAPER, (Scene(Layout.SOURCE, "Source", (Sentence(text, RichText(text), None),)),))


def kinds(made: Script) -> list[Fault]:
    return [violation.fault for violation in fidelity.violations(made)]


def test_the_slide_is_held_to_the_same_rules_as_the_voice():
    assert kinds(script("Sleep rose by at least 41.5% in 12 nurses.", shown="Sleep rose by 42%.")) == [Fault.NOT_THERE]


WHOLE = "Sleep rose by at least 41.5% in 12 nurses."


@pytest.mark.parametrize(
    ("value", "label", "stands"),
    [("12", "nurses", True), ("13", "nurses", False), ("12", "guards", False), ("41.5%", "in 12 nurses", False)],
)
def test_a_large_number_stands_in_its_sentence_and_has_no_limit_before_it(value, label, stands):
    assert (kinds(script(WHOLE, figure=Figure(value, label))) == []) is stands


@pytest.mark.parametrize(
    ("note", "stands"),
    [("TST = Total sleep time", True), ("TST = Tired nurses", False), ("XYZ = sleep", False)],
)
def test_a_note_explains_an_abbreviation_as_the_paper_does(note, stands):
    assert (kinds(script(WHOLE, note=note)) == []) is stands


def test_the_products_own_words_hold_no_number_that_the_record_does_not():
    assert kinds(own("This video reads the abstract published in 2026.")) == []
    assert kinds(own("97 of 100 readers liked it.")) == [Fault.OWN_NUMBER]


def test_a_sentence_that_fails_is_replaced_by_its_source_word_for_word():
    mended = fidelity.repair(script("Sleep rose by 50%.", figure=Figure("50%", "sleep"), note="XYZ = sleep"))
    (scene,) = mended.scenes
    assert scene.sentences[0].spoken == scene.sentences[0].shown.text == SOURCE
    assert (scene.layout, scene.figure, scene.note) == (Layout.STATEMENT, None, "")


def test_a_number_that_fails_alone_is_dropped_and_its_sentence_stays():
    (scene,) = fidelity.repair(script(WHOLE, figure=Figure("13", "nurses"))).scenes
    assert (scene.figure, scene.sentences[0].spoken) == (None, WHOLE)


def test_what_no_source_can_mend_ends_the_job_with_its_reason():
    with pytest.raises(ScriptUnfaithful, match=r"names no source.*97 of 100.*99999998"):
        fidelity.repair(own("97 of 100 readers liked it."))


def test_what_is_right_is_left_as_it_is():
    written = write(trial())
    assert fidelity.repair(written) is written


def test_one_wrong_sentence_leaves_the_others_as_they_are():
    written = write(trial())
    place = 2
    first, *rest = written.scenes[place].sentences
    scene = replace(written.scenes[place], sentences=(replace(first, spoken="Everybody slept."), *rest))
    mended = fidelity.repair(Script(written.paper, (*written.scenes[:place], scene, *written.scenes[place + 1 :])))
    assert [each for each in mended.scenes if each not in written.scenes] == [mended.scenes[place]]
    assert mended.scenes[place].sentences[1:] == tuple(rest)


def test_an_abbreviation_that_is_said_otherwise_than_the_paper_explains_it_is_said_as_it_is():
    script = write(plain("Total sleep time (TST) was measured in 40 nurses. TST rose by 12 minutes in all of them."))
    scenes = [
        replace(scene, sentences=tuple(replace(each, long_forms=(("TST", "tea"),)) for each in scene.sentences))
        for scene in script.scenes
    ]
    wrong = replace(script, scenes=tuple(scenes))
    assert {violation.fault for violation in fidelity.violations(wrong)} == {Fault.LONG_FORM}
    assert not any(each.long_forms for scene in fidelity.repair(wrong).scenes for each in scene.sentences)
