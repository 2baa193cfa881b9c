"""A person chooses which figure of the paper is shown with a sentence, or that none is."""

from dataclasses import replace

import pytest

from videos.pipeline.artifacts import Facsimile, Layout, Script
from videos.pipeline.editing import (
    Draft,
    EditRefused,
    Operation,
    SetFigure,
    SetLayout,
    Wanted,
    WantedSentence,
    apply,
    board_of,
    changes,
    check,
    draft_of,
    indices,
    replaced,
    script_of,
)
from videos.pipeline.options import Length
from videos.pipeline.writing import write
from videos.tests.figures import CALCIUM, PAPER, WAKING, WITH_FIGURES

LONG = Length.LONG
AUTOMATIC = write(WITH_FIGURES, LONG)
DRAFT = draft_of(AUTOMATIC)
PLACES = {WITH_FIGURES.at(each.source).text: place for place, each in enumerate(DRAFT.readings)}


def edited(*operations: Operation) -> Draft:
    return apply(DRAFT, operations, WITH_FIGURES)


def shown(script: Script | None) -> dict[str, str]:
    assert script
    return {
        scene.sentences[0].spoken: scene.picture.name for scene in script.scenes if isinstance(scene.picture, Facsimile)
    }


def test_the_draft_of_a_script_gives_the_same_figures():
    assert script_of(WITH_FIGURES, DRAFT, LONG) == AUTOMATIC


def test_another_figure_is_shown_with_a_sentence():
    found = check(WITH_FIGURES, edited(SetFigure(PLACES[WAKING], "Figure 2")), LONG)
    assert shown(found.script) == {WAKING: "Figure 2"}
    assert found.refusals == ()


def test_no_figure_is_shown_with_a_sentence_and_the_others_stay():
    without = edited(SetFigure(PLACES[WAKING], ""))
    assert shown(script_of(WITH_FIGURES, without, LONG)) == {CALCIUM: "Figure 2"}
    again = apply(without, [SetFigure(PLACES[WAKING], None)], WITH_FIGURES)
    assert script_of(WITH_FIGURES, again, LONG) == AUTOMATIC


def test_a_layout_and_a_figure_exclude_each_other():
    place = PLACES[WAKING]
    as_text = edited(SetFigure(place, "Figure 2"), SetLayout(place, Layout.STATEMENT))
    assert WAKING not in shown(script_of(WITH_FIGURES, as_text, LONG))
    back = apply(as_text, [SetFigure(place, "Figure 1")], WITH_FIGURES)
    assert shown(script_of(WITH_FIGURES, back, LONG))[WAKING] == "Figure 1"


@pytest.mark.parametrize("name", ["Figure 3", "figure 1", "http://example.org/1.png"])
def test_a_figure_that_is_not_offered_is_refused(name):
    with pytest.raises(EditRefused, match="no such figure that may be shown"):
        edited(SetFigure(PLACES[WAKING], name))


def test_a_figure_that_the_check_refuses_is_not_offered():
    shared = replace(WITH_FIGURES.figures[0], licence="CC BY-ND 4.0", code="CC BY-ND")
    paper = replace(WITH_FIGURES, figures=(shared, WITH_FIGURES.figures[1]))
    script = write(paper, LONG)
    assert {each.figures for each in board_of(script, draft_of(script), LONG).items} == {("Figure 2",)}


def test_the_board_offers_the_figures_of_the_paper():
    board = board_of(AUTOMATIC, DRAFT, LONG)
    assert {each.figures for each in board.items} == {("Figure 1", "Figure 2")}
    plain = write(PAPER, LONG)
    assert {each.figures for each in board_of(plain, draft_of(plain), LONG).items} == {()}


def test_a_choice_is_named_among_the_changes():
    place = PLACES[CALCIUM]

    def named(*operations: Operation) -> list[str]:
        return list(changes(DRAFT, edited(*operations), WITH_FIGURES))

    assert named(SetFigure(place, "Figure 1")) == [f"Figure 1 shown: “{CALCIUM}”"]
    assert named(SetFigure(place, "")) == [f"No figure of the paper shown: “{CALCIUM}”"]
    back = list(changes(edited(SetFigure(place, "")), DRAFT, WITH_FIGURES))
    assert back == [f"Figure of the paper left to the rules again: “{CALCIUM}”"]


def test_a_whole_storyboard_has_its_figures():
    known = indices(WITH_FIGURES)
    items = tuple(
        WantedSentence(known[each.source], figure="Figure 2" if place == PLACES[WAKING] else None)
        for place, each in enumerate(DRAFT.readings)
    )
    found = replaced(DRAFT, Wanted(items, DRAFT.subtitle, DRAFT.glance), WITH_FIGURES)
    assert found == edited(SetFigure(PLACES[WAKING], "Figure 2"))
