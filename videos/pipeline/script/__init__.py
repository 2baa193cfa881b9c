"""Writes the script of a video: chooses sentences of the abstract, shortens them and arranges them in scenes.

    Paper ──statements──▶ sentences with roles ──selection──▶ those to read ──scenes──▶ Script
          segmentation, boilerplate, roles      duties, scoring      headings, lines, figures (counted),
                                                                     abbreviations (initials)

It uses rules only, unless a language model chooses (``editor``): the same paper gives the same script. It leaves out
and never rewrites, so that each sentence can be traced to its source; ``pipeline.fidelity`` checks that.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from videos.pipeline import timing
from videos.pipeline.artifacts import Paper, Role, Script
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.omissions import omitted, unmentioned
from videos.pipeline.options import Audience, Length
from videos.pipeline.script.cards import (
    Chooser,
    chooser_of,
    closing_problem,
    closing_scene,
    has_subtitle,
    maker_scene,
    says_subtitle,
    source_scene,
    title_scene,
)
from videos.pipeline.script.editor import Model, ask
from videos.pipeline.script.extracts import with_extracts
from videos.pipeline.script.scenes import Wish, content_scenes
from videos.pipeline.script.selection import choose, keep, time_of
from videos.pipeline.script.statements import Statement, read

__all__ = [
    "SECONDS",
    "SHORTEST",
    "Chooser",
    "Model",
    "Wish",
    "chooser_of",
    "closing_problem",
    "closing_scene",
    "has_subtitle",
    "lay_out",
    "maker_scene",
    "says_subtitle",
    "with_extracts",
    "write",
]

SECONDS = {Length.SHORT: 45.0, Length.STANDARD: 90.0, Length.LONG: 180.0}
"""Maximum duration of a video of each length in seconds."""

SHORTEST = 2 / 3
"""Minimum duration as a share of the maximum, unless the whole abstract is read."""

_UNSURE = 0.06
"""How far the speech may be above or below its estimate, as a share: about twice the estimate's error."""

_ROUNDS = 24
"""How often the time for the sentences is corrected by the duration of their scenes."""

_STEP, _SHORTEST_STEP = 1 / 3, 1.0
"""What part of the excess, or how many seconds, a correction takes at least: other sentences may need less."""

_USABLE = 5
"""Words. A record without a sentence of this length has no text to read."""

_WORDS_A_SECOND = 2.2
"""Converts the time to words for a language model, which can count words; includes the silence after a sentence."""

_Choose = Callable[[float, float], Sequence[Statement]]
"""Returns the statements to read, given the maximum and minimum seconds for them."""


def write(
    paper: Paper,
    seconds: float = SECONDS[Length.STANDARD],
    model: Model | None = None,
    audience: Audience = Audience.PUBLIC,
) -> Script:
    """The script for a paper: title, abstract and source, in at most ``seconds`` at Piper's normal speed.

    An abstract that fits in that time is read whole. From a longer one, sentences for at least two thirds of the time
    are chosen. Short abstracts give short videos: nothing is added to fill them.

    With a ``model``, the model chooses instead of the rules, for the ``audience``.

    Raises PaperHasNoText if the abstract has no full sentence, and WriterFailed if the model chooses none.
    """
    statements = read(paper)
    if not any(statement.words >= _USABLE for statement in statements):
        raise PaperHasNoText(
            f"The {paper.basis} of this paper cannot be read aloud: it contains no full sentence. "
            f"{'Request the video of its abstract.' if paper.unread else 'Choose a paper with an abstract.'}"
        )
    least, most = SHORTEST * seconds * (1 + _UNSURE), seconds * (1 - _UNSURE)
    is_brief = seconds <= SECONDS[Length.SHORT]
    by = Chooser.RULES if model is None else Chooser.MODEL
    lay_out_these = partial(lay_out, paper, statements, chooser=by, is_brief=is_brief)
    readable = [statement for statement in statements if not statement.needs_its_heading]
    script = lay_out_these(readable)
    if timing.of_scenes(script.scenes) > most:
        around = timing.of_scenes((script.scenes[0], script.scenes[-1]))
        choose_in = _chooser(paper, readable, most - around, model, audience)
        script = _fitted(choose_in, lay_out_these, around, least, most)
    return script


def lay_out(
    paper: Paper,
    statements: Sequence[Statement],
    chosen: Sequence[Statement],
    *,
    chooser: Chooser = Chooser.RULES,
    is_brief: bool = False,
    subtitle: bool | None = None,
    wishes: Sequence[Wish] = (),
) -> Script:
    """The script that reads the ``chosen`` ones of a paper's ``statements``, in the order in which they are given.

    ``subtitle`` is as in ``title_scene``, ``wishes`` as in ``content_scenes``.
    """
    places = {each.source: place for place, each in enumerate(statements)}
    order = [places[each.source] for each in chosen]
    source = source_scene(
        paper,
        selected=len(chosen) < len(statements),
        chooser=chooser,
        omitted=omitted(_findings(statements), [each.text.text for each in chosen]),
        brief=is_brief,
        reordered=order != sorted(order),
        unmentioned=_unmentioned(paper, statements) if paper.unread else (),
    )
    title = title_scene(paper, brief=is_brief, subtitle=subtitle)
    return Script(paper, (title, *content_scenes(paper, statements, chosen, wishes), source))


def _unmentioned(paper: Paper, statements: Sequence[Statement]) -> tuple[str, ...]:
    """What the abstract reports, and the summary that is read in its place does not."""
    abstract = read(replace(paper, sections=paper.unread, unread=()))
    return unmentioned(_findings(abstract), [each.text.text for each in statements])


def _findings(statements: Sequence[Statement]) -> list[str]:
    return [each.text.text for each in statements if each.role in (Role.RESULTS, Role.CONCLUSIONS)]


def _chooser(
    paper: Paper, statements: Sequence[Statement], most: float, model: Model | None, audience: Audience
) -> _Choose:
    """Chooses by rules, or by what the model wants for ``most`` seconds; the model is asked once."""
    if model is None:
        return partial(choose, statements)
    wanted = ask(model, statements, round(_WORDS_A_SECOND * most), audience, paper.basis)
    return partial(keep, statements, wanted)


def _fitted(
    choose_in: _Choose, lay_out_these: Callable[[Sequence[Statement]], Script], around: float, least: float, most: float
) -> Script:
    """A script of between ``least`` and ``most`` seconds, ``around`` of which are for the title and the source.

    The duration is known only when the scenes are laid out. If it is too long or too short, the sentences are chosen
    again for less or more time. Too short is better than too long.
    """
    for_most, for_least = most - around, least - around
    short: Script | None = None
    for _ in range(_ROUNDS):
        chosen = choose_in(for_most, for_least)
        script = lay_out_these(chosen)
        seconds = timing.of_scenes(script.scenes)
        if seconds > most:
            for_most = time_of(chosen) - max(_SHORTEST_STEP, _STEP * (seconds - most))
        elif seconds < least:
            short, for_least = script, time_of(chosen) + (least - seconds)
        else:
            return script
    return short or script
