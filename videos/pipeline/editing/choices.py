"""What may be changed about a sentence: which words the voice may leave out, and how its slide may look."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Layout, Paper, Source
from videos.pipeline.editing.draft import Reading, Span, statement_at
from videos.pipeline.illustration import allowed_figures, may_be_drawn
from videos.pipeline.pictures import picture_of
from videos.pipeline.script.brackets import BracketKind, brackets
from videos.pipeline.script.scenes import figure_of, may_be_quoted
from videos.pipeline.script.statements import Statement
from videos.pipeline.script.wording import Cut

_SENTENCES = 512
"""Sentences whose choices are kept, so that an edit looks only at what it changes."""


@dataclass(frozen=True, slots=True)
class CutChoice:
    """A passage that the voice may leave out.

    ``text`` are its words, for the person who decides. ``is_usual`` says that the writer leaves it out, and
    ``is_shown`` that it then stays on the slide, muted.
    """

    span: Span
    text: str
    is_usual: bool
    is_shown: bool


@lru_cache(maxsize=_SENTENCES)
def cuts_of(paper: Paper, source: Source) -> tuple[CutChoice, ...]:
    """The passages of the sentence at ``source`` that may be left out, in order; () if none is there.

    They are those that the writer leaves out, and each bracket that it says although the fidelity check allows to leave
    it out.
    """
    statement = statement_at(paper, source)
    return tuple(_cuts(statement)) if statement else ()


def _cuts(statement: Statement) -> Iterator[CutChoice]:
    text = statement.text.text
    usual = {(cut.start, cut.end): cut for cut in statement.cuts}
    more = {
        (bracket.start, bracket.end): Cut(bracket.start, bracket.end, is_shown=True)
        for bracket in brackets(text)
        if bracket.kind is not BracketKind.NAME and not any(_overlaps(bracket.start, bracket.end, cut) for cut in usual)
    }
    for span, cut in sorted((usual | more).items()):
        if span in usual or not faults_of(statement.with_cuts([*statement.cuts, cut])):
            yield CutChoice(span, text[slice(*span)].strip(" ,;"), span in usual, cut.is_shown)


def _overlaps(start: int, end: int, span: Span) -> bool:
    return start < span[1] and span[0] < end


def faults_of(statement: Statement) -> tuple[fidelity.Fault, ...]:
    """Why the fidelity check refuses what is said or shown of a statement; () if it does not."""
    texts = dict.fromkeys((statement.spoken, statement.shown.text))
    return tuple(dict.fromkeys(fault for text in texts for fault in fidelity.faults(text, statement.text.text)))


@lru_cache(maxsize=_SENTENCES)
def read_as(paper: Paper, source: Source, cuts: tuple[Span, ...] | None) -> Statement | None:
    """The sentence at ``source`` with these ``cuts``; None if no sentence is there, or a cut is none of its choices."""
    statement = statement_at(paper, source)
    if statement is None or cuts is None:
        return statement
    choices = {choice.span: Cut(*choice.span, choice.is_shown) for choice in cuts_of(paper, source)}
    return statement.with_cuts([choices[span] for span in cuts]) if choices.keys() >= set(cuts) else None


def usual_cuts(paper: Paper, source: Source) -> tuple[Span, ...]:
    """The spans of the sentence at ``source`` that the writer leaves out."""
    return tuple(choice.span for choice in cuts_of(paper, source) if choice.is_usual)


def cuts_made(paper: Paper, reading: Reading) -> tuple[Span, ...]:
    """The spans of a sentence that the voice leaves out in this draft."""
    return usual_cuts(paper, reading.source) if reading.cuts is None else reading.cuts


TEXT_LAYOUTS = frozenset({Layout.STATEMENT, Layout.POINTS, Layout.FIGURE, Layout.QUOTATION})
"""Layouts that show a sentence as text, and so without a picture."""


def layouts_of(paper: Paper, reading: Reading) -> tuple[Layout, ...]:
    """How the slide of a sentence may look.

    STATEMENT is a slide of its own, POINTS one with its neighbours if they fit, FIGURE its number set large, QUOTATION
    its words in quotation marks, and PICTURE the picture that the picture gate allows.
    """
    statement = read_as(paper, reading.source, reading.cuts)
    return tuple(_layouts(paper, statement)) if statement else ()


def _layouts(paper: Paper, statement: Statement) -> Iterator[Layout]:
    yield Layout.STATEMENT
    yield Layout.POINTS
    if figure_of(statement):
        yield Layout.FIGURE
    if may_be_quoted(statement):
        yield Layout.QUOTATION
    if may_be_drawn(statement) and picture_of(paper, statement.source):
        yield Layout.PICTURE


def figures_of(paper: Paper) -> tuple[str, ...]:
    """The names of the figures of the paper that may be shown with a sentence, the best first."""
    return tuple(allowed_figures(paper)) if paper.figures else ()
