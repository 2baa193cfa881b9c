"""Writes a script, has it checked and gives it pictures: the script that a video is made of."""

from dataclasses import replace

from videos.pipeline import fidelity, timing
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.illustration import glance_scene, illustrate
from videos.pipeline.options import Audience, Length
from videos.pipeline.script.statements import read

_ROUNDS = 4
"""How often a script is written again in less time. A repair adds a few seconds, and a shorter script needs another."""


def write(
    paper: Paper, length: Length, model: scripts.Model | None = None, audience: Audience = Audience.PUBLIC
) -> Script:
    """A script that breaks no rule of ``fidelity`` and keeps to the ``length``, as estimated.

    What time is left, if the length is not short, is for extracts of the full text.

    A sentence that is replaced by its source takes longer, and so does one that gets a scene of its own for its
    picture. The script is then written again in less time.

    Raises what ``script.write`` raises, and ScriptUnfaithful.
    """
    script = _of_abstract(paper, length, model, audience)
    return script if length is Length.SHORT else scripts.with_extracts(script, scripts.SECONDS[length])


def _of_abstract(paper: Paper, length: Length, model: scripts.Model | None, audience: Audience) -> Script:
    most = seconds = scripts.SECONDS[length]
    plain: Script | None = None
    for _ in range(_ROUNDS):
        script = illustrate(fidelity.repair(scripts.write(paper, seconds, model, audience)))
        if plain is None and timing.of_scenes(script.scenes) <= most:
            plain = script
        whole = script if length is Length.SHORT else with_glance(script)
        excess = timing.of_scenes(whole.scenes) - most
        if excess <= 0:
            return whole if plain is None or _omits_as_much(script, plain) else plain
        if plain and _reads_all(plain):
            return plain
        seconds -= excess
    return plain or script


def with_glance(script: Script) -> Script:
    """The script with the study at a glance before the source card, if there is such a scene."""
    *others, source = script.scenes
    glance = glance_scene(script)
    return Script(script.paper, (*others, glance, source)) if glance else script


def with_closing(script: Script, sentence: str) -> Script:
    """The script with the makers' closing ``sentence`` on a card at its end; the same without one."""
    return replace(script, scenes=(*script.scenes, scripts.closing_scene(sentence))) if sentence else script


def _omits_as_much(script: Script, other: Script) -> bool:
    """Whether both source cards name the same things that did not fit."""
    return script.scenes[-1].sentences == other.scenes[-1].sentences


def _reads_all(script: Script) -> bool:
    said = {sentence.source for scene in script.scenes for sentence in scene.sentences}
    return all(statement.source in said for statement in read(script.paper))
