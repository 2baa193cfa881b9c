"""Writes a script, has it checked and gives it pictures: the script that a video is made of."""

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

    A sentence that is replaced by its source takes longer, and so does one that gets a scene of its own for its
    picture. The script is then written again in less time; also if there is no time for the study at a glance, unless
    the whole abstract is read without it.

    Raises what ``script.write`` raises, and ScriptUnfaithful.
    """
    most = seconds = scripts.SECONDS[length]
    for _ in range(_ROUNDS):
        script = illustrate(fidelity.repair(scripts.write(paper, seconds, model, audience)))
        whole = script if length is Length.SHORT else _with_glance(script)
        excess = timing.of_scenes(whole.scenes) - most
        if excess <= 0:
            return whole
        if _reads_all(script) and timing.of_scenes(script.scenes) <= most:
            break
        seconds -= excess
    return script


def _with_glance(script: Script) -> Script:
    """The script with the study at a glance before the source card, if there is such a scene."""
    *others, source = script.scenes
    glance = glance_scene(script)
    return Script(script.paper, (*others, glance, source)) if glance else script


def _reads_all(script: Script) -> bool:
    said = {sentence.source for scene in script.scenes for sentence in scene.sentences}
    return all(statement.source in said for statement in read(script.paper))
