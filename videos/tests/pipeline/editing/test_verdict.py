"""What is said of a draft: what forbids it, what a viewer would miss, and how long it is."""

import pytest
from msgspec.structs import replace

from videos.pipeline import editing, fidelity, timing
from videos.pipeline.artifacts import Layout, Source
from videos.pipeline.editing import Draft, MakerCard, MoveItem, Reading, RemoveItem, SetGlance, apply, check
from videos.pipeline.options import Length
from videos.tests.pipeline.editing.drafts import PAPER, draft, index_of, whole
from videos.tests.pipeline.script.abstracts import LABORATORY, plain, trial

FIRST = whole().items[0]


def warnings(of: Draft, length: Length = Length.LONG, paper=PAPER) -> list[str]:
    return [warning.text for warning in check(paper, of, length).warnings]


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("paper", [PAPER, plain(LABORATORY)])
def test_an_automatic_draft_is_accepted(paper, length):
    verdict = check(paper, draft(paper, length), length)
    assert verdict.refusals == ()
    assert verdict.script is not None
    assert verdict.seconds == timing.of_scenes(verdict.script.scenes) <= verdict.most


@pytest.mark.parametrize(
    ("tampered", "rule"),
    [
        (Draft(()), "reads no sentence"),
        (Draft((MakerCard("A note."),)), "reads no sentence"),
        (Draft((FIRST, FIRST)), "twice"),
        (Draft((Reading(Source(0, 3, 12)),)), "not in the text"),
        (Draft((Reading(Source(None, 0, 12)),)), "not in the text"),
        (Draft((Reading(Source(99, 0, 12)),)), "not in the text"),
        (Draft((replace(FIRST, cuts=((0, 12),)),)), "must be said"),
        (Draft((replace(FIRST, heading="<b>"),)), "U+003C"),
        (Draft((replace(FIRST, layout=Layout.TITLE),)), "cannot have this layout"),
        (Draft((FIRST, MakerCard("\u202eturned"))), "U+202E"),
        (Draft((FIRST,), subtitle=False), "no subtitle"),
        (Draft((FIRST,), pronunciations=(("nurses", "doctors"),)), "does not sound"),
        (Draft((FIRST, *[MakerCard("A note.")] * 4)), "more than 3 cards"),
    ],
)
def test_a_draft_that_no_edits_can_give_is_refused(tampered, rule):
    verdict = check(PAPER, tampered, Length.STANDARD)
    assert verdict.script is None
    assert any(rule in refusal.problem.rule for refusal in verdict.refusals)
    assert all(refusal.problem.remedy for refusal in verdict.refusals)


def test_a_refusal_names_item_and_words():
    (refusal,) = check(PAPER, Draft((FIRST, MakerCard("Sleep rose by 0.4."))), Length.STANDARD).refusals
    assert (refusal.item, refusal.sentence) == (1, "Sleep rose by 0.4.")
    assert str(refusal).startswith("“Sleep rose by 0.4.”: A note has “0.4”, which looks like a result of the paper.")


def test_harms_that_are_left_out_are_missed():
    without = apply(whole(), [RemoveItem(index_of("Headache"))], PAPER)
    assert "The abstract reports harms, and the video does not." in warnings(without)
    assert "The abstract reports harms, and the video does not." not in warnings(whole())


def test_a_video_without_result_or_conclusion_says_so():
    missed = warnings(Draft((FIRST,)))
    assert "The video reads no result of the abstract." in missed
    assert "The video reads no conclusion of the abstract." in missed


def test_a_claim_without_its_contrast_is_noticed():
    without = apply(whole(), [RemoveItem(index_of("However, they"))], PAPER)
    assert any("is qualified by “However, they did not change" in text for text in warnings(without))


def test_a_contrast_without_its_claim_is_noticed():
    without = apply(whole(), [RemoveItem(index_of("Amber glasses lengthened"))], PAPER)
    assert any("“However, they did not change" in text and "depends on" in text for text in warnings(without))


def test_a_contrast_elsewhere_than_after_its_claim_is_noticed():
    moved = apply(whole(), [MoveItem(index_of("However, they"), 0)], PAPER)
    assert any("no longer follows “Amber glasses lengthened" in text for text in warnings(moved))


def test_a_video_that_is_too_long_says_by_how_much():
    verdict = check(PAPER, whole(), Length.SHORT)
    excess = round(verdict.seconds - 45)
    text = f"The video lasts about {excess} seconds longer than its length promises."
    assert text in [warning.text for warning in verdict.warnings]


def test_a_study_that_cannot_be_shown_at_a_glance_is_noticed():
    edited = apply(whole(), [SetGlance(on=True)], PAPER)
    assert "The record says too little about the study to show it at a glance." in warnings(edited)


def test_a_whole_abstract_in_its_order_has_no_warning():
    assert warnings(whole()) == []


def test_a_sentence_that_the_writer_cuts_wrongly_is_repaired_and_not_refused():
    title = "Amber glasses and the sleep of nurses: what was seen may be due to chance in the absence of other measures"
    paper = trial(title=title)
    verdict = check(paper, replace(draft(paper), subtitle=True), Length.STANDARD)
    assert verdict.script is not None
    assert not fidelity.violations(verdict.script)
    assert editing.draft_of(verdict.script).items == draft(paper).items
