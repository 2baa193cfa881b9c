"""Gives a script its pictures, each only if its check agrees; otherwise the scene keeps its text.

    title card ── topic        results ── charts        methods ── study card, or else "At a glance" before the source
    one scene of background ── what it names        conclusion, lists ── their words, one part after the other

A sentence with a picture gets a scene of its own, and the sentences of a study card share one.
"""

from dataclasses import replace

from videos.pipeline.artifacts import Paper, Script, Topic
from videos.pipeline.illustration.charts import with_charts
from videos.pipeline.illustration.studies import glance_scene, with_study
from videos.pipeline.illustration.topics import with_topic
from videos.pipeline.illustration.words import with_words
from videos.pipeline.pictures.check.topics import faults
from videos.pipeline.pictures.topics import topic
from videos.pipeline.script.statements import read

__all__ = ["glance_scene", "illustrate"]


def illustrate(script: Script) -> Script:
    """The script with pictures. It may have more scenes, and so take a second or two longer."""
    paper = script.paper
    title, *content, source = script.scenes
    statements = read(paper)
    about = _topic(paper)
    scenes = with_charts(content, paper, statements)
    scenes = with_study(scenes, paper, statements)
    scenes = with_topic(scenes, paper, statements, about)
    scenes = with_words(scenes, paper, statements)
    return Script(paper, (replace(title, picture=about), *scenes, source))


def _topic(paper: Paper) -> Topic | None:
    found = topic(paper)
    return found if found and not faults(found, paper) else None
