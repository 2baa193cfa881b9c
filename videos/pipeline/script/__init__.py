"""Writes the script of a video: chooses sentences of the abstract, shortens them and lays them out as scenes.

    Paper ──statements──▶ sentences and their roles ──selection──▶ those to read ──scenes──▶ Script
              segmentation, cues, roles                  wording, numbers, headings, lines, abbreviations

Rules only, unless a language model is asked to choose (``editor``): the same paper gives the same script. It leaves
out and never rewrites, so that each sentence can be traced to where it was taken from; ``pipeline.gate`` proves it.
"""

from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.options import Audience, Length
from videos.pipeline.script.cards import closing_scene, kind_of_study, source_scene, title_scene
from videos.pipeline.script.editor import Model, ask
from videos.pipeline.script.glance import glance_scene
from videos.pipeline.script.scenes import content_scenes
from videos.pipeline.script.selection import choose, keep
from videos.pipeline.script.statements import read

__all__ = ["WORDS", "Model", "closing_scene", "write"]

_USABLE = 5
"""Words. A record that holds no sentence as long as this has nothing to tell."""


WORDS = {Length.SHORT: 48, Length.STANDARD: 145, Length.LONG: 300}
"""Words to choose for each length: 30 to 45 seconds, 60 to 90, two to three minutes, the title and the source told."""


def write(
    paper: Paper, words: int = WORDS[Length.STANDARD], model: Model | None = None, audience: Audience = Audience.PUBLIC
) -> Script:
    """The script for a paper: title, abstract, source.

    An abstract of up to ``words`` spoken words, and somewhat more, is read whole; of a longer one about so many are
    chosen. Short abstracts give short videos: nothing is added to fill them.

    A ``model`` chooses in the place of the rules, for its ``audience``.

    Raises PaperHasNoText when the abstract holds no sentence, and WriterFailed when the model chooses none.
    """
    statements = read(paper)
    if not any(statement.words >= _USABLE for statement in statements):
        raise PaperHasNoText(
            "The PubMed record of this paper has no abstract that could be read out: it holds no full sentence. "
            "Choose a paper with an abstract."
        )
    chosen = choose(statements, words, is_trial=_is_trial(paper))
    if model and len(chosen) < len(statements):
        chosen = keep(statements, ask(model, statements, words, audience), words, is_trial=_is_trial(paper))
    scenes = content_scenes(paper, statements, chosen)
    glance = glance_scene(paper, scenes) if words >= WORDS[Length.STANDARD] else None
    return Script(
        paper,
        (
            title_scene(paper),
            *scenes,
            *([glance] if glance else []),
            source_scene(paper, selected=len(chosen) < len(statements), by_model=model is not None),
        ),
    )


def _is_trial(paper: Paper) -> bool:
    return kind_of_study(paper).endswith("trial")
