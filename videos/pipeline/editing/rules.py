"""The rules that each item of a draft, and the draft as a whole, must obey."""

from collections.abc import Iterator

from videos.pipeline.artifacts import Layout, Paper
from videos.pipeline.editing.choices import faults_of, figures_of, layouts_of, read_as
from videos.pipeline.editing.draft import Draft, Item, MakerCard, Reading, statement_at
from videos.pipeline.editing.makers_words import MOST_CARDS, heading_problem, note_problem
from videos.pipeline.editing.problems import Problem, Refusal
from videos.pipeline.editing.pronunciations import MOST, pronunciation_problem
from videos.pipeline.script import has_subtitle
from videos.pipeline.script.statements import Statement

_NOT_THERE = Problem("This sentence is not in the text that is read.", "Remove it, or reset the storyboard.")
_NO_SUCH_CUT = Problem("It leaves out a passage that must be said.", "Let the voice say its usual words.")
_NEEDS_ITS_HEADING = Problem(
    "It is a list that only its heading explains, and the voice does not say headings.", "Choose another sentence."
)
_NOTHING_LEFT = Problem("It has no word left to say.", "Let the voice say more, or remove the sentence.")
_LAYOUTS = {
    Layout.FIGURE: Problem("It has no number that may stand alone, or no room for it.", "Keep it as text."),
    Layout.QUOTATION: Problem(
        "Only a short sentence that is said and shown word for word is a quotation.", "Let the voice say all of it."
    ),
    Layout.PICTURE: Problem("The picture check allows no picture of it.", "Keep it as text."),
}
_NO_LAYOUT = Problem("A sentence cannot have this layout.", "Choose one of those offered.")
_NO_FIGURE = Problem("The paper has no such figure that may be shown.", "Choose one of those offered, or none.")
_EMPTY = Problem("The video reads no sentence of the paper.", "Add one.")
_TWICE = Problem("The video reads a sentence twice.", "Remove one of the two.")
_MANY_CARDS = Problem(
    f"The video has more than {MOST_CARDS} cards of its makers.", "Remove one: it is about the paper."
)
_MANY_PRONUNCIATIONS = Problem(f"The video has more than {MOST} pronunciations.", "Remove one.")
_NO_SUBTITLE = Problem("The title has no subtitle that may be left out.", "Let the voice say the whole title.")


def problem_of(paper: Paper, item: Item) -> Problem | None:
    """What is wrong with an item of a draft; None if nothing is."""
    return note_problem(item.text) if isinstance(item, MakerCard) else _problem_of_reading(paper, item)


def _problem_of_reading(paper: Paper, reading: Reading) -> Problem | None:
    if statement_at(paper, reading.source) is None:
        return _NOT_THERE
    statement = read_as(paper, reading.source, reading.cuts)
    if statement is None:
        return _NO_SUCH_CUT
    if statement.needs_its_heading:
        return _NEEDS_ITS_HEADING
    if reading.heading and (problem := heading_problem(reading.heading)):
        return problem
    if reading.layout and reading.layout not in layouts_of(paper, reading):
        return _LAYOUTS.get(reading.layout, _NO_LAYOUT)
    if reading.figure and reading.figure not in figures_of(paper):
        return _NO_FIGURE
    return _problem_of_cuts(statement) if reading.cuts is not None else None


def _problem_of_cuts(statement: Statement) -> Problem | None:
    if not any(map(str.isalnum, statement.spoken)):
        return _NOTHING_LEFT
    fault = next(iter(faults_of(statement)), None)
    return Problem(f"Said like this, {fault.value}.", "Let the voice say more of it.") if fault else None


def problems_of_whole(paper: Paper, draft: Draft) -> Iterator[Problem]:
    """What is wrong with a draft beside its items. A draft without sentences may still be edited."""
    places = [reading.source for reading in draft.readings]
    if len(set(places)) < len(places):
        yield _TWICE
    if sum(isinstance(item, MakerCard) for item in draft.items) > MOST_CARDS:
        yield _MANY_CARDS
    if not draft.subtitle and not has_subtitle(paper):
        yield _NO_SUBTITLE
    if len(draft.pronunciations) > MOST:
        yield _MANY_PRONUNCIATIONS
    for word, said in draft.pronunciations:
        if problem := pronunciation_problem(paper, word, said):
            yield problem


def refusals_of(paper: Paper, draft: Draft) -> Iterator[Refusal]:
    """All that is wrong with a draft, item by item, and then with the whole."""
    for number, item in enumerate(draft.items):
        if problem := problem_of(paper, item):
            yield Refusal(number, words_of(paper, item), problem)
    if not draft.readings:
        yield Refusal(None, "", _EMPTY)
    for problem in problems_of_whole(paper, draft):
        yield Refusal(None, "", problem)


def words_of(paper: Paper, item: Item) -> str:
    """The words of an item: of the paper, or of the makers."""
    if isinstance(item, MakerCard):
        return item.text
    statement = statement_at(paper, item.source)
    return statement.text.text if statement else ""
