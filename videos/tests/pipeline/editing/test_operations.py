"""Each edit: what it does, and what it must not do."""

import msgspec
import pytest

from videos.pipeline import editing
from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import (
    AddMakerCard,
    AddSentence,
    EditMakerCard,
    EditRefused,
    MakerCard,
    MoveItem,
    Operation,
    RemoveItem,
    SetCut,
    SetGlance,
    SetHeading,
    SetLayout,
    SetPronunciation,
    SetSubtitle,
    apply,
)
from videos.pipeline.options import Length
from videos.tests.pipeline.editing.drafts import PAPER, draft, index_of, spoken, whole
from videos.tests.pipeline.script.abstracts import paper as paper_of
from videos.tests.pipeline.script.abstracts import plain, trial

PRIMARY = index_of("The primary outcome, TST")
CALVES = "Recovery by day ten was seen in 62% of calves fed hay versus 48% of calves fed straw. The barns were of wood."


def refused(operations: list[Operation], paper=PAPER, of=None) -> str:
    with pytest.raises(EditRefused) as caught:
        apply(of or whole(paper), operations, paper)
    return str(caught.value)


def test_a_sentence_is_added_where_it_is_wanted():
    short = apply(whole(), [RemoveItem(0)], PAPER)
    assert apply(short, [AddSentence(0, 0)], PAPER) == whole()


def test_a_sentence_is_read_once():
    assert refused([AddSentence(2, 0)]) == "The video reads this sentence already. Move it instead."


@pytest.mark.parametrize(
    "operation",
    [AddSentence(-1, 0), AddSentence(99, 0), AddSentence(0, 99), RemoveItem(-1), RemoveItem(99), MoveItem(0, 99)],
)
def test_an_index_beyond_the_abstract_or_the_draft_is_refused(operation):
    assert refused([operation], of=apply(whole(), [RemoveItem(0)], PAPER))


def test_an_item_is_moved_to_a_position():
    items = whole().items
    assert apply(whole(), [MoveItem(0, 2)], PAPER).items[:3] == (items[1], items[2], items[0])
    assert apply(whole(), [MoveItem(2, 0)], PAPER).items[:3] == (items[2], items[0], items[1])


def test_a_cut_is_switched_off_and_on_again():
    said = apply(whole(), [SetCut(PRIMARY, 0, on=False)], PAPER)
    assert "The primary outcome, TST, was 41 minutes longer with amber glasses than with clear glasses" in "".join(
        spoken(said, length=Length.LONG)
    )
    assert "(95% CI 28 to 54; p < 0.001)" in "".join(spoken(said, length=Length.LONG))
    assert apply(said, [SetCut(PRIMARY, 0, on=True)], PAPER) == whole()


def test_a_bracket_that_the_writer_says_may_be_left_out_if_fidelity_allows_it():
    paper = plain("The nurses (all of them women) slept in the day. The barn was cold and the hay was wet.")
    (choice,) = editing.cuts_of(paper, whole(paper).items[0].source)
    assert not choice.is_usual
    edited = apply(whole(paper), [SetCut(0, 0, on=True)], paper)
    assert spoken(edited, paper)[0] == "The nurses slept in the day."


def test_no_bracket_that_carries_a_finding_is_offered():
    paper = plain(
        "Sleep was longer in mice (in one of two trials) than in rats. The barn was cold and the hay was wet."
    )
    assert editing.cuts_of(paper, whole(paper).items[0].source) == ()
    assert refused([SetCut(0, 0, on=True)], paper).endswith(
        "There is no such passage to leave out. This sentence has 0."
    )


def test_a_heading_of_the_makers_is_marked():
    edited = apply(whole(), [SetHeading(0, "Why it matters")], PAPER)
    script = editing.script_of(PAPER, edited, Length.LONG)
    assert script.scenes[1].label == "Why it matters · makers’ heading"
    assert apply(edited, [SetHeading(0, "")], PAPER) == whole()


def test_a_layout_is_chosen_among_those_that_the_checks_allow():
    edited = apply(whole(), [SetLayout(0, Layout.QUOTATION), SetLayout(1, Layout.STATEMENT)], PAPER)
    script = editing.script_of(PAPER, edited, Length.LONG)
    assert [scene.layout for scene in script.scenes[1:3]] == [Layout.QUOTATION, Layout.STATEMENT]


@pytest.mark.parametrize("layout", [Layout.FIGURE, Layout.PICTURE, Layout.TITLE, Layout.MAKER, Layout.CLOSING])
def test_a_layout_that_the_sentence_cannot_have_is_refused(layout):
    assert refused([SetLayout(0, layout)])


def test_a_picture_is_switched_off_and_on_again():
    paper = paper_of(("RESULTS", "RESULTS", CALVES), title="Hay and calves")
    without = apply(whole(paper), [SetLayout(0, Layout.STATEMENT)], paper)
    shown = [editing.script_of(paper, each, Length.LONG).scenes[1].layout for each in (whole(paper), without)]
    assert shown == [Layout.PICTURE, Layout.STATEMENT]
    assert apply(without, [SetLayout(0, Layout.PICTURE)], paper)


def test_a_quotation_cannot_be_cut():
    said = apply(whole(), [SetCut(PRIMARY, 0, on=False), SetLayout(PRIMARY, Layout.QUOTATION)], PAPER)
    assert "said and shown word for word" in refused([SetCut(PRIMARY, 0, on=True)], of=said)


def test_a_pronunciation_goes_into_the_script():
    edited = apply(whole(), [SetPronunciation("Amber", "am burr")], PAPER)
    script = editing.script_of(PAPER, edited, Length.LONG)
    assert script.pronunciations == (("Amber", "am burr"), ("amber", "am burr"))
    assert apply(edited, [SetPronunciation("amber", "")], PAPER) == whole()


def test_the_subtitle_is_said_or_not():
    paper = trial(title="Amber glasses and sleep in nurses: a randomised trial at nine hospitals")
    heard = [
        editing.script_of(paper, apply(whole(paper), [SetSubtitle(on)], paper), Length.LONG).scenes[0]
        for on in (True, False)
    ]
    assert [scene.sentences[0].spoken for scene in heard] == [
        "Amber glasses and sleep in nurses: a randomised trial at nine hospitals",
        "Amber glasses and sleep in nurses",
    ]


@pytest.mark.parametrize(
    "title", ["Amber glasses and sleep", "Amber glasses and sleep in nurses: a pilot study in mice"]
)
def test_a_title_that_needs_all_its_words_keeps_them(title):
    paper = trial(title=title)
    assert "no subtitle" in refused([SetSubtitle(on=False)], paper)


def test_the_study_at_a_glance_is_left_out():
    assert not apply(whole(), [SetGlance(on=True), SetGlance(on=False)], PAPER).glance


def test_a_card_of_the_makers_is_added_and_edited():
    edited = apply(draft(), [AddMakerCard("We thank all nurses.", 1), EditMakerCard(1, "We thank them.")], PAPER)
    assert edited.items[1] == MakerCard("We thank them.")


def test_a_sentence_of_the_paper_cannot_be_edited():
    assert "The words of the paper cannot be changed." in refused([EditMakerCard(0, "Drink more tea.")])


def test_a_card_of_the_makers_has_no_heading_cuts_or_layout():
    cards = apply(whole(), [AddMakerCard("We thank all nurses.", 0)], PAPER)
    for operation in (SetHeading(0, "In short"), SetCut(0, 0, on=True), SetLayout(0, Layout.STATEMENT)):
        assert "A card of the makers has no cuts, heading or layout." in refused([operation], of=cards)


def test_a_video_has_few_cards_of_its_makers():
    assert refused([AddMakerCard(f"Note {name}.", 0) for name in "ABCD"]).startswith("The video has more than 3 cards")


def test_a_refusal_names_the_operation():
    with pytest.raises(EditRefused) as caught:
        apply(whole(), [RemoveItem(0), RemoveItem(99)], PAPER)
    assert caught.value.number == 1


def test_a_list_that_only_its_heading_explains_is_not_read():
    paper = paper_of(
        ("EXCLUSION CRITERIA", None, "previous surgery of the knee, fever, or pregnancy at any time."),
        ("RESULTS", None, "The nurses slept longer with the glasses."),
    )
    first = apply(whole(paper), [RemoveItem(0)], paper)
    assert "only its heading explains" in refused([AddSentence(0, 0)], paper, of=first)


@pytest.mark.parametrize(
    ("written", "operation"),
    [
        ('{"type":"move_item","position":3,"to":1}', MoveItem(3, 1)),
        ('{"type":"set_layout","position":3,"layout":"quotation"}', SetLayout(3, Layout.QUOTATION)),
        ('{"type":"set_layout","position":3,"layout":null}', SetLayout(3, None)),
    ],
)
def test_operations_have_a_tag_as_json(written, operation):
    assert msgspec.json.decode(written, type=Operation) == operation
    assert msgspec.json.encode(operation).decode() == written
