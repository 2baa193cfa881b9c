"""Writes a script, has it checked and gives it pictures: the script that a video is made of."""

from videos.pipeline import fidelity, timing
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.illustration import illustrate
from videos.pipeline.options import Audience, Length

_ROUNDS = 3
"""How often a script is written again in less time. A repair adds a few seconds, and a shorter script needs another."""


def write(
    paper: Paper, length: Length, model: scripts.Model | None = None, audience: Audience = Audience.PUBLIC
) -> Script:
    """A script that breaks no rule of ``fidelity`` and keeps to the ``length``, as estimated.

    A sentence that is replaced by its source takes longer, and so does one that gets a scene of its own for its
    picture. The script is then written again in less time.

    Raises what ``script.write`` raises, and ScriptUnfaithful.
    """
    most = seconds = scripts.SECONDS[length]
    for _ in range(_ROUNDS):
        script = illustrate(fidelity.repair(scripts.write(paper, seconds, model, audience)))
        excess = timing.of_scenes(script.scenes) - most
        if excess <= 0:
            break
        seconds -= excess
    return script
