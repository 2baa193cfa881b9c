"""Shows the authors' conclusion, and lists, in their own words: one part after the other, as it is said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from videos.pipeline.announcements import announces
from videos.pipeline.artifacts import Conclusion, Layout, Paper, Points, Role, Scene, Source, Style
from videos.pipeline.illustration.scenes import is_text
from videos.pipeline.pictures.check.statements import conclusion_faults, points_faults
from videos.pipeline.pictures.statements import conclusion, points
from videos.pipeline.script.statements import Statement

_LONGEST_CONCLUSION = 260
_CONCLUDES = re.compile(r"\bconclu|\binterpretation|\bit means\b", re.IGNORECASE)
_QUOTES = re.compile(r'["“”«»]')
_SET_APART = frozenset({Style.MUTED, Style.NUMBER})
"""Runs that only a slide of text shows."""


def with_words(scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement]) -> list[Scene]:
    """The scenes, with the words of single sentences that conclude or list as a picture."""
    roles = {each.source: each.role for each in statements}
    return [_worded(scene, paper, roles) for scene in scenes]


def _worded(scene: Scene, paper: Paper, roles: dict[Source, Role]) -> Scene:
    source = scene.sentences[0].source if len(scene.sentences) == 1 else None
    if not is_text(scene) or source not in roles or _is_set_apart(scene):
        return scene
    is_conclusion = bool(_CONCLUDES.search(scene.label)) and not announces(paper.at(source).text)
    concludes = scene.layout is Layout.QUOTATION or (is_conclusion and roles.get(source) is Role.CONCLUSIONS)
    picture = _points(paper, source) or (_conclusion(paper, source) if concludes else None)
    return replace(scene, layout=Layout.PICTURE, picture=picture) if picture else scene


def _is_set_apart(scene: Scene) -> bool:
    """Whether the slide of text shows more than words: a large number, findings, muted brackets."""
    runs = (run.style for sentence in scene.sentences for run in sentence.shown.runs)
    return scene.figure is not None or any(style in _SET_APART for style in runs)


def _points(paper: Paper, source: Source) -> Points | None:
    found = points(paper, source)
    return found if found and not points_faults(found, source, paper) else None


def _conclusion(paper: Paper, source: Source) -> Conclusion | None:
    text = paper.at(source).text
    found = conclusion(paper, source)
    is_short = len(text) <= _LONGEST_CONCLUSION and not _QUOTES.search(text)
    return found if is_short and not conclusion_faults(found, source, paper) else None
