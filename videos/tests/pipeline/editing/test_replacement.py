"""A whole draft that is sent back is judged like the operations that make it."""

import pytest

from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import (
    AddMakerCard,
    Draft,
    EditRefused,
    MakerCard,
    MoveItem,
    SetCut,
    SetGlance,
    SetHeading,
    SetLayout,
    SetPronunciation,
    Wanted,
    WantedSentence,
    apply,
    changes,
    cuts_made,
    cuts_of,
    indices,
    replaced,
)
from videos.tests.pipeline.editing.drafts import PAPER, draft, index_of, whole


def wanted_of(draft: Draft) -> Wanted:
    """What a client sends that wants everything as it is."""
    items: list[WantedSentence | MakerCard] = []
    for item in draft.items:
        if isinstance(item, MakerCard):
            items.append(item)
        else:
            made = cuts_made(PAPER, item)
            cuts = tuple((n, cut.span in made) for n, cut in enumerate(cuts_of(PAPER, item.source)))
            items.append(WantedSentence(indices(PAPER)[item.source], None, cuts, item.heading, item.layout))
    return Wanted(tuple(items), draft.subtitle, draft.glance, draft.pronunciations)


def test_a_draft_that_is_sent_back_as_it_was_stays_the_same():
    edits = [
        SetCut(index_of("We randomly"), 0, on=False),
        SetHeading(0, "In short"),
        SetLayout(1, Layout.STATEMENT),
        AddMakerCard("We thank them.", 2),
        MoveItem(4, 0),
        SetPronunciation("nurses", "nur sez"),
        SetGlance(on=True),
    ]
    for original in (draft(), whole(), apply(whole(), edits, PAPER)):
        assert replaced(original, wanted_of(original), PAPER) == original


def test_what_the_rules_chose_is_remembered_after_all_is_replaced():
    original = draft()
    alone = replaced(original, Wanted((WantedSentence(0),), subtitle=True, glance=False), PAPER)
    assert alone.automatic == original.automatic == original
    assert len(changes(alone.automatic, alone, PAPER)) >= len(original.items) - 1


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        ((WantedSentence(99, "Amber glasses cure all."),), "The abstract has no sentence 99."),
        ((WantedSentence(-1, "Amber glasses cure all."),), "The abstract has no sentence -1."),
        ((WantedSentence(0, "Amber glasses cure all."),), "The words of the paper cannot be changed."),
        ((WantedSentence(0), WantedSentence(0)), "The video reads this sentence already."),
        ((WantedSentence(0, cuts=((3, True),)),), "There is no such passage to leave out."),
        ((MakerCard("Sleep rose by 4.2 hours."),), "A note has “4.2”, which looks like a result of the paper."),
    ],
)
def test_what_no_operation_could_make_is_refused(items, rule):
    with pytest.raises(EditRefused) as refused:
        replaced(whole(), Wanted(items, subtitle=True, glance=False), PAPER)
    assert (refused.value.number, refused.value.refusal.problem.rule) == (None, rule)
