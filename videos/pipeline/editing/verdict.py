"""Judges a draft: the script it gives, what forbids it, and what a viewer would miss."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from videos.pipeline import timing
from videos.pipeline.artifacts import Paper, Role, Script, Sentence
from videos.pipeline.editing.draft import Draft, Reading, indices
from videos.pipeline.editing.problems import Problem, Refusal, opening
from videos.pipeline.editing.pronunciations import as_spoken
from videos.pipeline.editing.rules import refusals_of
from videos.pipeline.editing.scripts import is_glance, script_of
from videos.pipeline.errors import ScriptUnfaithful
from videos.pipeline.hearing import is_right
from videos.pipeline.hearing.comparison import heard
from videos.pipeline.omissions import omitted
from videos.pipeline.options import Length
from videos.pipeline.script import SECONDS
from videos.pipeline.script.companions import Companions
from videos.pipeline.script.statements import Statement, read

_LEAST_EXCESS = 1.0
"""Seconds that a video may be too long without a warning."""


@dataclass(frozen=True, slots=True)
class Caution:
    """What a viewer would miss or misunderstand; ``item`` is the index in the draft, None for the whole.

    It forbids nothing. One that is still there when the video is made is written into the storyboard.
    """

    item: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a draft.

    ``script`` is None if there are ``refusals``. ``seconds`` is the estimated duration, ``most`` the promised one.
    """

    script: Script | None
    seconds: float
    most: float
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Caution, ...] = ()


def check(paper: Paper, draft: Draft, length: Length) -> Verdict:
    """What forbids a video of this draft, and what its viewers would miss. Never raises for a draft.

    The script is repaired as an automatic one is, except for sentences whose cuts a person chose: those are refused.
    """
    most = SECONDS[length]
    if refusals := tuple(refusals_of(paper, draft)):
        return Verdict(None, 0.0, most, refusals)
    try:
        script = script_of(paper, draft, length)
    except ScriptUnfaithful as error:
        problem = Problem(str(error), "Reset the storyboard.")
        return Verdict(None, 0.0, most, (Refusal(None, "", problem),))
    if refusals := tuple(_misheard(script)):
        return Verdict(None, 0.0, most, refusals)
    seconds = timing.of_scenes(script.scenes)
    return Verdict(script, seconds, most, warnings=tuple(_warnings(paper, draft, script, seconds - most)))


def _misheard(script: Script) -> Iterator[Refusal]:
    """The sentences in which a listener would not hear the numbers, signs and negations that are written."""
    for sentence in (each for scene in script.scenes for each in scene.sentences if each.source):
        if not _is_heard_right(sentence.spoken):
            yield Refusal(None, sentence.spoken, _UNHEARD)
        elif script.pronunciations and _changes_the_sense(sentence, script.pronunciations):
            yield Refusal(None, sentence.spoken, _CHANGED)


_UNHEARD = Problem("A listener would not hear its numbers as they are written.", "Remove this sentence.")
_CHANGED = Problem("A pronunciation changes a number or a negation that is heard in it.", "Remove the pronunciation.")


def _changes_the_sense(sentence: Sentence, pronunciations: tuple[tuple[str, str], ...]) -> bool:
    usual, changed = (as_spoken(sentence.spoken, (*sentence.long_forms, *more)) for more in ((), pronunciations))
    return heard(usual) != heard(changed)


@lru_cache(maxsize=512)
def _is_heard_right(text: str) -> bool:
    return is_right(text, as_spoken(text))


def _warnings(paper: Paper, draft: Draft, script: Script, excess: float) -> Iterator[Caution]:
    statements, places = read(paper), _places(paper, draft)
    yield from (
        Caution(None, text) for text in _missing(statements, [each for each in places if each is not None], paper.basis)
    )
    yield from _separated(statements, places)
    if excess > _LEAST_EXCESS:
        yield Caution(None, f"The video lasts about {excess:.0f} seconds longer than its length promises.")
    if draft.glance and not any(map(is_glance, script.scenes)):
        yield Caution(None, "The record says too little about the study to show it at a glance.")


def _places(paper: Paper, draft: Draft) -> list[int | None]:
    """For each item the index of its sentence in the abstract; None for a card of the makers."""
    known = indices(paper)
    return [known[item.source] if isinstance(item, Reading) else None for item in draft.items]


_MAIN_ROLES = {Role.RESULTS: "result", Role.CONCLUSIONS: "conclusion"}


def _missing(statements: tuple[Statement, ...], chosen: list[int], basis: str) -> Iterator[str]:
    """What the abstract reports and the video does not: the kinds of the source card, and whole roles."""
    reported = [each.text.text for each in statements if each.role in _MAIN_ROLES]
    said = [statements[index] for index in chosen]
    for kind in omitted(reported, [each.text.text for each in said]):
        yield f"The {basis} reports {kind}, and the video does not."
    for role, name in _MAIN_ROLES.items():
        if any(each.role is role for each in statements) and not any(each.role is role for each in said):
            yield f"The video reads no {name} of the {basis}."


def _separated(statements: tuple[Statement, ...], places: list[int | None]) -> Iterator[Caution]:
    """The sentences that depend on another, or are qualified by one, that is missing or stands elsewhere."""
    companions = Companions(statements)
    chosen = {index for index in places if index is not None}
    for position, index in enumerate(places):
        if index is None:
            continue
        text = opening(statements[index].text.text)
        for other in sorted(companions.of(index) - chosen):
            relation = "depends on" if other < index else "is qualified by"
            yield Caution(position, f"“{text}” {relation} “{opening(statements[other].text.text)}”, which is left out.")
        before = places[position - 1] if position else None
        if statements[index].continues and index - 1 in chosen and before != index - 1:
            yield Caution(position, f"“{text}” no longer follows “{opening(statements[index - 1].text.text)}”.")
