"""Gives each sentence on a finding its chart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from videos.pipeline.artifacts import Harms, Layout, Paper, Role, Scene, Source
from videos.pipeline.illustration.scenes import as_text, is_text
from videos.pipeline.pictures import picture_of
from videos.pipeline.script.duties import is_sample_flow
from videos.pipeline.script.headings import HARMS_HEADING
from videos.pipeline.script.statements import Statement

_REPORTED = frozenset({Role.RESULTS, Role.CONCLUSIONS})


def with_charts(scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement]) -> list[Scene]:
    """The scenes, with each sentence that has a chart in a scene of its own.

    Only sentences on what was found may have one. An abstract without headings also gives the shares of other studies,
    and how many completed a trial is no result.
    """
    found = frozenset(each.source for each in statements if may_be_drawn(each))
    return [scene for each in scenes for scene in _charted(each, paper, found)]


def may_be_drawn(statement: Statement) -> bool:
    """Whether a statement is about what was found, and not only about how many took part."""
    return statement.role in _REPORTED and not is_sample_flow(statement)


def _charted(scene: Scene, paper: Paper, found: frozenset[Source]) -> Iterator[Scene]:
    if not is_text(scene):
        yield scene
        return
    charts = {
        sentence: picture_of(paper, sentence.source) if sentence.source in found and sentence.source else None
        for sentence in scene.sentences
    }
    for chart, group in groupby(scene.sentences, key=charts.__getitem__):
        sentences = tuple(group)
        if chart:
            label = HARMS_HEADING if isinstance(chart, Harms) else scene.label
            yield replace(scene, layout=Layout.PICTURE, label=label, sentences=sentences, figure=None, picture=chart)
        else:
            yield from as_text(scene, sentences)
