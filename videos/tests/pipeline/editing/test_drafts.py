"""A script becomes a draft, and a draft becomes the same script again."""

import msgspec
import pytest

from videos.pipeline import editing, fidelity, scene_splitting, writing
from videos.pipeline.artifacts import Layout, Style
from videos.pipeline.editing import Draft, MakerCard, Reading, SetCut, SetLayout
from videos.pipeline.options import Length
from videos.pipeline.script.statements import read
from videos.tests.pipeline.editing.drafts import PAPER, draft, index_of, spoken, whole
from videos.tests.pipeline.script.abstracts import LABORATORY, plain, trial
from videos.tests.pipeline.test_writing import HEDGED

PAPERS = [PAPER, trial(title=HEDGED), plain(LABORATORY)]


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("paper", PAPERS)
def test_an_unedited_draft_gives_the_same_script(paper, length):
    script = writing.write(paper, length)
    assert editing.script_of(paper, editing.draft_of(script), length) == script


def test_a_script_with_divided_scenes_gives_the_same_draft():
    script = writing.write(PAPER, Length.STANDARD)
    divided = scene_splitting.split(script, 1)
    assert divided is not None
    assert editing.draft_of(divided) == editing.draft_of(script)


def test_a_draft_is_kept_as_json():
    edited = Draft((*draft().items, MakerCard("See you.")), pronunciations=(("nurses", "nur sez"),))
    edited = editing.apply(edited, [SetLayout(0, Layout.STATEMENT)], PAPER)
    assert msgspec.json.decode(msgspec.json.encode(edited), type=Draft) == edited


def test_a_draft_holds_no_text_of_the_paper():
    assert "nurses" in PAPER.abstract
    assert b"nurses" not in msgspec.json.encode(draft())


def test_sentences_are_read_in_the_order_of_the_draft():
    chosen = tuple(Reading(read(PAPER)[index].source) for index in (3, 0))
    assert [text.split()[0] for text in spoken(Draft(chosen))] == ["We", "Evening"]


def test_a_card_of_the_makers_stands_between_the_sentences_around_it():
    first, second, *others = whole().items
    script = editing.script_of(PAPER, Draft((first, MakerCard("A note."), second, *others)), Length.LONG)
    layouts = [scene.layout for scene in script.scenes[:4]]
    assert layouts == [Layout.TITLE, Layout.STATEMENT, Layout.MAKER, Layout.POINTS]


def test_voice_and_heading_say_whose_words_a_note_is():
    script = editing.script_of(PAPER, Draft((MakerCard("A note."), *whole().items)), Length.LONG)
    card = script.scenes[1]
    assert card.label == "A note by the makers"
    assert [sentence.spoken for sentence in card.sentences] == ["From the makers of this video.", "A note."]
    assert not fidelity.violations(script)


def test_the_source_card_says_that_the_makers_chose():
    items = whole().items
    source = editing.script_of(PAPER, Draft(items[:-1], chosen=(items[0].source,)), Length.LONG).scenes[-1]
    said = [sentence.spoken for sentence in source.sentences]
    assert "The makers of this video chose the sentences." in said
    assert not any("did not fit" in text for text in said)


def test_the_source_card_says_that_the_order_was_changed():
    items = whole().items
    for chosen, words in ((items, "the order of the sentences"), (items[1:], "the sentences and their order")):
        source = editing.script_of(PAPER, Draft((*chosen[1:], chosen[0])), Length.LONG).scenes[-1]
        assert f"The makers of this video chose {words}." in [sentence.spoken for sentence in source.sentences]


def test_what_the_makers_left_out_is_named_without_an_excuse():
    harms = index_of("Headache")
    items = tuple(item for number, item in enumerate(whole().items) if number != harms)
    source = editing.script_of(PAPER, Draft(items), Length.LONG).scenes[-1]
    assert "The abstract also reports harms, which this video leaves out." in [each.spoken for each in source.sentences]


def test_a_sentence_that_is_said_in_full_is_shown_unmuted():
    assigned = index_of("We randomly")
    edited = editing.apply(whole(), [SetCut(assigned, 0, on=False)], PAPER)
    scenes = editing.script_of(PAPER, edited, Length.LONG).scenes
    sentence = next(each for scene in scenes for each in scene.sentences if each.spoken.startswith("We randomly"))
    assert "240 nurses (mean age 38 years) at nine hospitals" in sentence.spoken
    assert Style.MUTED not in {run.style for run in sentence.shown.runs}
