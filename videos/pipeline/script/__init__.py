"""Writes the script of a video: chooses sentences of the abstract, shortens them and lays them out as scenes.

    Paper ──statements──▶ sentences and their roles ──selection──▶ those to read ──scenes──▶ Script
              segmentation, cues, roles                  wording, numbers, headings, lines, abbreviations

Rules only, unless a language model is asked to choose (``editor``): the same paper gives the same script. It leaves
out and never rewrites, so that each sentence can be traced to where it was taken from; ``pipeline.gate`` proves it.
"""

from collections.abc import Callable, Sequence
from functools import partial

from videos.pipeline import timing
from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.options import Audience, Length
from videos.pipeline.script.cards import closing_scene, kind_of_study, source_scene, title_scene
from videos.pipeline.script.editor import Model, ask
from videos.pipeline.script.glance import glance_scene
from videos.pipeline.script.scenes import content_scenes
from videos.pipeline.script.selection import choose, keep, time_of
from videos.pipeline.script.statements import Statement, read

__all__ = ["SECONDS", "SHORTEST", "Model", "closing_scene", "write"]

SECONDS = {Length.SHORT: 45.0, Length.STANDARD: 90.0, Length.LONG: 180.0}
"""Seconds that a video of each length lasts at most."""

SHORTEST = 2 / 3
"""Of those seconds, at least, unless the whole abstract is told."""

_UNSURE = 0.06
"""By how much a voice may pass or miss what was estimated: about twice the error of the estimate."""

_ROUNDS = 12
"""How often the time for the sentences is corrected by that of the scenes that they make."""

_USABLE = 5
"""Words. A record that holds no sentence as long as this has nothing to tell."""

_WORDS_A_SECOND = 2.2
"""How a language model, which can count words, is told the time; what comes with a sentence is in it."""

_Choose = Callable[[float, float], Sequence[Statement]]
"""The statements to read, given the seconds for them at most and at least."""


def write(
    paper: Paper,
    seconds: float = SECONDS[Length.STANDARD],
    model: Model | None = None,
    audience: Audience = Audience.PUBLIC,
) -> Script:
    """The script for a paper: title, abstract, source, in at most ``seconds`` at Piper's own speed.

    An abstract that can be read whole in that time is read whole. Of a longer one so much is chosen that the video
    lasts at least two thirds of it. Short abstracts give short videos: nothing is added to fill them.

    A ``model`` chooses in the place of the rules, for its ``audience``.

    Raises PaperHasNoText when the abstract holds no sentence, and WriterFailed when the model chooses none.
    """
    statements = read(paper)
    if not any(statement.words >= _USABLE for statement in statements):
        raise PaperHasNoText(
            "The PubMed record of this paper has no abstract that could be read out: it holds no full sentence. "
            "Choose a paper with an abstract."
        )
    least, most = SHORTEST * seconds * (1 + _UNSURE), seconds * (1 - _UNSURE)
    lay_out = partial(_script, paper, statements, by_model=model is not None)
    script = lay_out(statements)
    if timing.of_scenes(script.scenes) > most:
        around = timing.of_scenes((script.scenes[0], script.scenes[-1]))
        choose_in = _chooser(paper, statements, most - around, model, audience)
        script = _fitted(choose_in, lay_out, around, least, most)
    return _with_glance(script, most) if seconds >= SECONDS[Length.STANDARD] else script


def _script(paper: Paper, statements: Sequence[Statement], chosen: Sequence[Statement], *, by_model: bool) -> Script:
    source = source_scene(paper, selected=len(chosen) < len(statements), by_model=by_model)
    return Script(paper, (title_scene(paper), *content_scenes(paper, statements, chosen), source))


def _chooser(
    paper: Paper, statements: Sequence[Statement], most: float, model: Model | None, audience: Audience
) -> _Choose:
    """The rules, or what the model wants of ``most`` seconds; it is asked once."""
    is_trial = kind_of_study(paper).endswith("trial")
    if model is None:
        return partial(choose, statements, is_trial=is_trial)
    wanted = ask(model, statements, round(_WORDS_A_SECOND * most), audience)
    return partial(keep, statements, wanted, is_trial=is_trial)


def _fitted(
    choose_in: _Choose, lay_out: Callable[[Sequence[Statement]], Script], around: float, least: float, most: float
) -> Script:
    """The script of what is chosen for the seconds between ``least`` and ``most``, ``around`` of which are taken.

    How long the scenes last is known only when they are laid out: where that is too long or too short, the sentences
    are chosen again for less or for more time. Too short is better than too long.
    """
    for_most, for_least = most - around, least - around
    short: Script | None = None
    for _ in range(_ROUNDS):
        chosen = choose_in(for_most, for_least)
        script = lay_out(chosen)
        seconds = timing.of_scenes(script.scenes)
        if seconds > most:
            for_most = time_of(chosen) - (seconds - most)
        elif seconds < least:
            short, for_least = script, time_of(chosen) + (least - seconds)
        else:
            return script
    return short or script


def _with_glance(script: Script, most: float) -> Script:
    """The script with the study at a glance before its source, where there is such a scene and time for it."""
    *others, source = script.scenes
    glance = glance_scene(script.paper, others)
    if not glance or timing.of_scenes((*script.scenes, glance)) > most:
        return script
    return Script(script.paper, (*others, glance, source))
