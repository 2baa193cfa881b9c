"""The draft of an invented trial, for the tests of editing."""

from videos.pipeline import editing, writing
from videos.pipeline.artifacts import Paper
from videos.pipeline.editing import Draft
from videos.pipeline.options import Length
from videos.pipeline.script.statements import read
from videos.tests.pipeline.script.abstracts import trial

PAPER = trial()


def draft(paper: Paper = PAPER, length: Length = Length.STANDARD) -> Draft:
    return editing.draft_of(writing.write(paper, length))


def whole(paper: Paper = PAPER) -> Draft:
    """A draft of all sentences of the abstract."""
    return Draft(tuple(editing.Reading(statement.source) for statement in read(paper)))


def index_of(words: str, paper: Paper = PAPER) -> int:
    """The index of the sentence of the abstract that begins with these words."""
    return next(number for number, each in enumerate(read(paper)) if each.text.text.startswith(words))


def spoken(draft: Draft, paper: Paper = PAPER, length: Length = Length.STANDARD) -> list[str]:
    """What the voice says between title and source card."""
    _, *scenes, _ = editing.script_of(paper, draft, length).scenes
    return [sentence.spoken for scene in scenes for sentence in scene.sentences]
