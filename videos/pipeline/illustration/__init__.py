"""Gives a script its pictures, each only if its check agrees; otherwise the scene keeps its text.

    title card ── topic        results ── charts        methods ── study card, or else "At a glance" before the source
    one scene of background ── what it names        conclusion, lists ── their words, one part after the other

A sentence with a picture gets a scene of its own, and the sentences of a study card share one.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from videos.pipeline.artifacts import Paper, Script, Source, Topic
from videos.pipeline.illustration.charts import may_be_drawn, with_charts
from videos.pipeline.illustration.studies import glance_scene, with_study
from videos.pipeline.illustration.topics import with_topic
from videos.pipeline.illustration.words import with_words
from videos.pipeline.pictures.check.topics import faults
from videos.pipeline.pictures.topics import topic
from videos.pipeline.script.statements import read

__all__ = ["glance_scene", "illustrate", "may_be_drawn"]


def illustrate(script: Script, as_text: AbstractSet[Source] = frozenset()) -> Script:
    """The script with pictures. It may have more scenes, and so take a second or two longer.

    The sentences at the sources in ``as_text`` get no picture.
    """
    paper = script.paper
    title, *content, source = script.scenes
    statements = [each for each in read(paper) if each.source not in as_text]
    about = _topic(paper)
    scenes = with_charts(content, paper, statements)
    scenes = with_study(scenes, paper, statements)
    scenes = with_topic(scenes, paper, statements, about)
    scenes = with_words(scenes, paper, statements)
    return Script(paper, (replace(title, picture=about), *scenes, source))


@lru_cache(maxsize=8)  # of each paper once, however often its script is written again or edited
def _topic(paper: Paper) -> Topic | None:
    found = topic(paper)
    return found if found and not faults(found, paper) else None
