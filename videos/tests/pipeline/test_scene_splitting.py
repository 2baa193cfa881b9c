"""A scene that does not fit on a slide is divided into two with the same words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline import fidelity
from videos.pipeline.artifacts import (
    Figure,
    Layout,
    Paper,
    RichText,
    Run,
    Scene,
    Script,
    Section,
    Sentence,
    Source,
    Style,
)
from videos.pipeline.scene_splitting import split

LONG = (
    "Nurses who wore amber glasses (AG) on the way home slept for 412 min, and nurses who wore clear glasses slept for "
    "371 min; most of them kept the glasses on until they went to bed"
)


def sentence(text: str = LONG, spoken: str = "", shown: str = "", start: int = 0, **values) -> Sentence:
    return Sentence(spoken or text, RichText(shown or text), Source(0, start, start + len(text)), **values)


def script(*sentences: Sentence, layout: Layout = Layout.STATEMENT, text: str = LONG, **values) -> Script:
    paper = Paper("1", RichText("Glasses"), (Section(RichText(text)),))
    return Script(paper, (Scene(layout, "Results", sentences, **values),))


def halves(whole: Script) -> tuple[Scene, ...]:
    return split(whole, 0).scenes


def shown(scenes) -> list[list[str]]:
    return [[each.shown.text for each in scene.sentences] for scene in scenes]


def written(whole: Script, scenes) -> list[str]:
    return [
        whole.paper.sections[0].text.text[each.source.start : each.source.end]
        for (each,) in (s.sentences for s in scenes)
    ]


def test_a_scene_is_divided_between_sentences_into_halves_of_similar_length():
    text = "A first sentence. A second one. A third, which is longer than both of the others."
    first, second, third = "A first sentence.", "A second one.", text[32:]
    whole = script(*map(sentence, (first, second, third)), layout=Layout.POINTS, text=text)

    scenes = halves(whole)

    assert shown(scenes) == [[first, second], [third]]
    assert [scene.layout for scene in scenes] == [Layout.POINTS, Layout.STATEMENT]


def test_both_parts_keep_the_heading_and_other_scenes_do_not_change():
    whole = script(sentence())
    whole = replace(whole, scenes=(Scene(Layout.TITLE, "Trial", ()), *whole.scenes, Scene(Layout.SOURCE, "Source", ())))

    assert [scene.label for scene in split(whole, 1).scenes] == ["Trial", "Results", "Results", "Source"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (LONG, LONG[: LONG.index("; ") + 1]),
        (LONG[: LONG.index(";")], LONG[: LONG.index(" and nurses")]),
        (
            "Nurses with amber glasses slept longer, on average by 41 min a day",
            "Nurses with amber glasses slept longer,",
        ),
        (
            "Nurses with amber glasses slept well while those without slept badly",
            "Nurses with amber glasses slept well",
        ),
        ("Nurses of nine large hospitals in the north of this country slept badly", "Nurses of nine large hospitals"),
    ],
)
def test_a_sentence_is_divided_where_it_reads_best(text, first):
    assert shown(halves(script(sentence(text), text=text)))[0] == [first]


@pytest.mark.parametrize("text", ["Nurses slept for", "a" * 300])
def test_a_sentence_that_cannot_be_divided_is_left_whole(text):
    assert split(script(sentence(text), text=text), 0) is None


def test_a_sentence_is_not_divided_before_a_unit_or_a_bracket():
    text = "They all slept (with glasses) for 412 min on most days"
    scenes = halves(script(sentence(text, shown=text.replace("412 min", "412\u00a0min")), text=text))

    assert shown(scenes) == [["They all slept (with glasses)"], ["for 412\u00a0min on most days"]]


def test_each_part_has_its_own_source_and_words():
    spoken = LONG.replace(" (AG)", "")
    whole = script(sentence(spoken=spoken))

    scenes = halves(whole)

    assert written(whole, scenes) == [LONG[: LONG.index("; ") + 1], LONG[LONG.index("most of them") :]]
    assert " ".join(each.spoken for scene in scenes for each in scene.sentences) == spoken
    assert fidelity.violations(split(whole, 0)) == ()


def test_a_bracket_that_only_the_slide_shows_stays_with_the_word_before_it():
    text = "Nurses who wore glasses slept for longer (p < 0.01, by ranks), and they woke less often"
    whole = script(sentence(text, spoken=text.replace(" (p < 0.01, by ranks)", "")), text=text)

    assert [scene.sentences[0].spoken for scene in halves(whole)] == [
        "Nurses who wore glasses slept for longer,",
        "and they woke less often",
    ]
    assert fidelity.violations(split(whole, 0)) == ()


def test_styles_stay_with_their_words():
    place = LONG.index("371")
    styled = Sentence(LONG, RichText(LONG, (Run(place, place + 3, Style.NUMBER),)), Source(0, 0, len(LONG)))
    text = LONG[: LONG.index(";")]
    cut = Sentence(text, styled.shown.cut(0, len(text)), Source(0, 0, len(text)))

    _, second = halves(script(cut))

    (run,) = second.sentences[0].shown.runs
    assert second.sentences[0].shown.text[run.start : run.end] == "371"


def test_a_list_is_divided_between_its_points():
    text = "They had: tea in the evening; milk in the morning; water at noon; nothing at night"
    lines = text.replace(": ", ":\n").replace("; ", "\n")

    scenes = halves(script(sentence(text, shown=lines), layout=Layout.POINTS, text=text))

    assert shown(scenes) == [
        ["They had:\ntea in the evening\nmilk in the morning"],
        ["water at noon\nnothing at night"],
    ]
    assert [scene.layout for scene in scenes] == [Layout.POINTS, Layout.POINTS]


@pytest.mark.parametrize("layout", [Layout.FIGURE, Layout.QUOTATION])
def test_a_large_number_or_quotation_marks_go_before_the_sentence_is_divided(layout):
    (plainer,) = halves(script(sentence(), layout=layout, figure=Figure("412", "min")))

    assert (plainer.layout, plainer.figure, plainer.sentences) == (Layout.STATEMENT, None, (sentence(),))


@pytest.mark.parametrize("layout", [Layout.TITLE, Layout.SOURCE])
def test_a_card_is_not_divided(layout):
    assert split(script(sentence(), sentence(), layout=layout), 0) is None


def test_an_abbreviation_is_explained_and_said_in_full_where_it_comes_first():
    text = "Nurses with AG slept longer on most days; those with CG and those with AG woke at noon"
    forms = (("AG", "amber glasses"), ("CG", "clear glasses"))
    note = "AG = amber glasses; CG = clear glasses"

    first, second = halves(script(sentence(text, long_forms=forms), text=text, note=note))

    assert (first.note, second.note) == ("AG = amber glasses", "CG = clear glasses")
    assert [scene.sentences[0].long_forms for scene in (first, second)] == [forms[:1], forms[1:]]


def test_a_sentence_without_a_source_can_be_divided():
    words = "Subscribe to see more of these videos, and tell us which papers you would like to see"

    scenes = halves(script(Sentence(words, RichText(words), None), layout=Layout.CLOSING))

    assert [(scene.layout, scene.sentences[0].source) for scene in scenes] == [(Layout.CLOSING, None)] * 2


WORDS = st.sampled_from(
    [
        "nurses",
        "slept,",
        "not",
        "well;",
        "(AG)",
        "the",
        "(p",
        "=",
        "0.03)",
        "and",
        "41%",
        "but",
        "longer:",
        "no",
        "glasses",
        "did",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_repeated_division_loses_nothing_and_passes_the_fidelity_check(text):
    whole = script(sentence(text), text=text)
    if fidelity.violations(whole):
        return
    parts = whole
    for number in (0, 1, 0):
        parts = (split(parts, number) if number < len(parts.scenes) else None) or parts

    assert " ".join(each.spoken for scene in parts.scenes for each in scene.sentences) == text
    assert " ".join(" ".join(shown(parts.scenes)[n]) for n in range(len(parts.scenes))) == text
    assert fidelity.violations(parts) == ()
