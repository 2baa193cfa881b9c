"""Gives a script its pictures, each only if its check agrees; otherwise the scene keeps its text.

    title card ── topic        results ── charts        methods ── study card, or else "At a glance" before the source
    one scene of background ── what it names        conclusion, lists ── their words, one part after the other
    results that are still text ── figures of the full text

A sentence with a picture gets a scene of its own, and the sentences of a study card share one.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from videos.pipeline.artifacts import Paper, Script, Source, Topic
from videos.pipeline.illustration.charts import may_be_drawn, with_charts
from videos.pipeline.illustration.figures import allowed_figures, with_figures, with_wanted_figures
from videos.pipeline.illustration.studies import glance_scene, with_study
from videos.pipeline.illustration.topics import with_topic
from videos.pipeline.illustration.words import with_words
from videos.pipeline.pictures.check.topics import faults
from videos.pipeline.pictures.topics import topic
from videos.pipeline.script.statements import read

__all__ = ["allowed_figures", "glance_scene", "illustrate", "may_be_drawn"]

_NO_FIGURES: Mapping[Source, str] = {}


def illustrate(
    script: Script, as_text: AbstractSet[Source] = frozenset(), figures: Mapping[Source, str] = _NO_FIGURES
) -> Script:
    """The script with pictures. It may have more scenes, and so take a second or two longer.

    The sentences at the sources in ``as_text`` get no picture. ``figures`` are those of the full text that a person
    chose, by their names; "" stands for none.
    """
    paper = script.paper
    title, *content, source = script.scenes
    statements = [each for each in read(paper) if each.source not in as_text]
    about = _topic(paper)
    scenes = with_wanted_figures(content, paper, figures)
    scenes = with_charts(scenes, paper, statements)
    scenes = with_study(scenes, paper, statements)
    scenes = with_figures(scenes, paper, as_text | figures.keys())
    scenes = with_topic(scenes, paper, statements, about)
    scenes = with_words(scenes, paper, statements)
    return Script(paper, (replace(title, picture=about), *scenes, source))


@lru_cache(maxsize=8)  # of each paper once, however often its script is written again or edited
def _topic(paper: Paper) -> Topic | None:
    found = topic(paper)
    return found if found and not faults(found, paper) else None
