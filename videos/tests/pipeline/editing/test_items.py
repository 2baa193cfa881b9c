"""What the voice says of each item of a draft."""

from dataclasses import replace

from videos.pipeline import editing
from videos.pipeline.artifacts import Extract, ExtractKind, RichText, Script
from videos.pipeline.editing import AddMakerCard, Draft, Reading
from videos.pipeline.editing.items import said_items
from videos.pipeline.options import Length
from videos.pipeline.scene_splitting import split
from videos.pipeline.script.statements import read
from videos.tests.pipeline.editing.drafts import PAPER, draft, whole


def script_of(wanted: Draft) -> Script:
    return editing.script_of(PAPER, wanted, Length.LONG)


def texts(items) -> list[list[str]]:
    return [[said.sentence.spoken for said in item] for item in items]


def test_each_item_says_its_own_sentence_in_the_order_of_the_draft():
    wanted = whole()
    items = said_items(script_of(wanted))
    assert len(items) == len(wanted.items)
    places = [item.source for item in wanted.items if isinstance(item, Reading)]
    for place, item in zip(places, items, strict=True):
        for said in item:
            assert said.sentence.source.section == place.section
            assert place.start <= said.sentence.source.start < place.end


def test_title_source_card_closing_card_and_study_at_a_glance_are_no_items():
    wanted = replace_glance(draft())
    assert len(said_items(script_of(wanted))) == len(wanted.items)


def replace_glance(wanted: Draft) -> Draft:
    return Draft(wanted.items, glance=True)


def test_a_card_of_the_makers_is_one_item_with_their_introduction():
    edited = editing.apply(
        whole(), [AddMakerCard("We thank all nurses.", 1), AddMakerCard("And all clerks.", 1)], PAPER
    )
    items = texts(said_items(script_of(edited)))
    assert items[1] == ["From the makers of this video.", "And all clerks."]
    assert items[2] == ["From the makers of this video.", "We thank all nurses."]
    assert len(items) == len(read(PAPER)) + 2


def test_the_parts_of_a_divided_sentence_and_a_divided_card_are_one_item():
    edited = editing.apply(whole(), [AddMakerCard("We thank all nurses.", 1)], PAPER)
    script = script_of(edited)
    plain = texts(said_items(script))
    divided = script
    for number in reversed(range(1, len(script.scenes) - 1)):
        for _ in range(3):  # first it loses its picture, then its number
            divided = split(divided, number) or divided
    assert len(divided.scenes) > len(script.scenes)
    assert said_items(script, script.scenes) == said_items(script)
    parts = texts(said_items(script, divided.scenes))
    assert [" ".join(item) for item in parts] == [" ".join(item) for item in plain]
    assert parts != plain


def test_the_conclusion_is_said_more_slowly():
    paces = {said.pace for item in said_items(script_of(whole())) for said in item}
    assert paces == {0.95, 1.0}


def test_a_divided_script_has_the_items_of_its_draft():
    script = script_of(draft())
    divided = replace(script, scenes=split(script, 1).scenes)
    assert len(said_items(divided)) == len(draft().items)


def test_what_is_said_of_the_full_text_is_no_item_and_moves_none():
    text = RichText("The sample was small and came from one village.")
    limit = Extract(ExtractKind.LIMITS, text, ("Discussion",), 1, "https://a.invalid/", "CC BY 4.0", text.text, text)
    paper = replace(PAPER, extracts=(limit,))
    edited = editing.apply(whole(), [AddMakerCard("We thank all nurses.", len(whole().items))], paper)
    script = editing.script_of(paper, edited, Length.LONG)
    assert script.extracts == (limit,)
    items = texts(said_items(script))
    assert items == texts(said_items(script_of(edited)))
    assert len(items) == len(edited.items)
