"""What a person changed is named in plain sentences."""

from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import (
    AddMakerCard,
    AddSentence,
    Draft,
    MoveItem,
    RemoveItem,
    SetCut,
    SetGlance,
    SetHeading,
    SetLayout,
    SetPronunciation,
    SetSubtitle,
    apply,
    changes,
    opening,
)
from videos.tests.pipeline.editing.drafts import PAPER, index_of, whole
from videos.tests.pipeline.script.abstracts import trial

EVENING = "Evening light keeps many nurses awake after a night shift."


def named(*operations, original: Draft | None = None, paper=PAPER) -> list[str]:
    original = original or whole(paper)
    return list(changes(original, apply(original, operations, paper), paper))


def test_nothing_changed_is_nothing_named():
    assert named() == []
    assert named(RemoveItem(0), AddSentence(0, 0)) == []


def test_sentences_that_were_removed_added_or_moved_are_named():
    short = apply(whole(), [RemoveItem(0)], PAPER)
    assert named(RemoveItem(0)) == [f"Removed: “{EVENING}”"]
    assert named(AddSentence(0, 0), original=short) == [f"Added: “{EVENING}”"]
    assert named(MoveItem(0, 5)) == [f"Moved to place 6: “{EVENING}”"]


def test_a_cut_is_named_with_its_words():
    (text,) = named(SetCut(index_of("We randomly"), 0, on=False))
    assert text.startswith("The voice says “(mean age 38 years)” in: “We randomly assigned 240 nurses")


def test_the_words_of_an_item_can_be_named_briefly():
    edited = apply(whole(), [RemoveItem(0)], PAPER)
    assert changes(whole(), edited, PAPER, quote=opening) == (
        "Removed: “Evening light keeps many nurses awake after a …”",
    )


def test_headings_and_layouts_are_named():
    assert named(SetHeading(0, "In short")) == [f"Heading changed to “In short”: “{EVENING}”"]
    assert named(SetLayout(0, Layout.STATEMENT)) == [f"Layout changed to statement: “{EVENING}”"]
    headed = apply(whole(), [SetHeading(0, "In short"), SetLayout(0, Layout.STATEMENT)], PAPER)
    assert list(changes(headed, whole(), PAPER)) == [
        f"Heading as in the automatic script again: “{EVENING}”",
        f"Layout left to the rules again: “{EVENING}”",
    ]


def test_what_the_makers_wrote_is_named():
    assert named(AddMakerCard("We thank them.", 0)) == ["Card of the makers added: “We thank them.”"]
    thanked = apply(whole(), [AddMakerCard("We thank them.", 0)], PAPER)
    assert named(MoveItem(0, 4), original=thanked) == ["Card of the makers moved to place 5: “We thank them.”"]
    assert named(AddMakerCard("We thank them.", 3), original=thanked) == ["Card of the makers added: “We thank them.”"]
    assert named(SetPronunciation("nurses", "nur sez")) == ["“nurses” is said as “nur sez”."]
    said = apply(whole(), [AddMakerCard("We thank them.", 0), SetPronunciation("nurses", "nur sez")], PAPER)
    assert list(changes(said, whole(), PAPER)) == [
        "Card of the makers removed: “We thank them.”",
        "“nurses” is said as usual again.",
    ]


def test_what_is_said_around_the_abstract_is_named():
    paper = trial(title="Amber glasses and sleep in nurses: a randomised trial at nine hospitals")
    assert named(SetSubtitle(on=False), paper=paper) == ["The voice leaves out the title's subtitle."]
    assert named(SetGlance(on=True)) == ["The study at a glance is shown."]
