"""Gives a script its pictures: the topic on the title card, and one for each sentence that holds what may be drawn.

A sentence with a picture gets a scene of its own. A picture that its check refuses is not drawn, and the scene keeps
its text.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from videos.pipeline.artifacts import Layout, Paper, Role, Scene, Script, Source, Topic
from videos.pipeline.pictures import picture_of
from videos.pipeline.pictures.check.topics import faults
from videos.pipeline.pictures.topics import topic
from videos.pipeline.script.duties import is_sample_flow
from videos.pipeline.script.statements import read

_OF_SENTENCES = frozenset({Layout.STATEMENT, Layout.POINTS, Layout.FIGURE, Layout.QUOTATION})
_REPORTED = frozenset({Role.RESULTS, Role.CONCLUSIONS})


def illustrate(script: Script) -> Script:
    """The script with pictures. It may have more scenes, and so take a second or two longer."""
    title, *others = script.scenes
    found = frozenset(each.source for each in read(script.paper) if each.role in _REPORTED and not is_sample_flow(each))
    scenes = (scene for each in others for scene in _illustrated(each, script.paper, found))
    return Script(script.paper, (replace(title, picture=_topic(script.paper)), *scenes))


def _topic(paper: Paper) -> Topic | None:
    found = topic(paper)
    return found if found and not faults(found, paper) else None


def _illustrated(scene: Scene, paper: Paper, found: frozenset[Source]) -> Iterator[Scene]:
    """The scene, with each sentence that has a picture in a scene of its own, and the others as they were.

    Only sentences on what was ``found`` may have one, by their sources. An abstract without headings also gives the
    shares of other studies, and how many completed a trial is no result.
    """
    pictures = {
        sentence: picture_of(paper, sentence.source) if sentence.source in found and sentence.source else None
        for sentence in scene.sentences
    }
    if scene.layout not in _OF_SENTENCES or not any(pictures.values()):
        yield scene
        return
    for picture, group in groupby(scene.sentences, key=pictures.__getitem__):
        sentences = tuple(group)
        if picture:
            yield replace(scene, layout=Layout.PICTURE, sentences=sentences, figure=None, picture=picture)
        else:
            layout = Layout.STATEMENT if len(sentences) == 1 else Layout.POINTS
            yield replace(scene, layout=layout, sentences=sentences)
