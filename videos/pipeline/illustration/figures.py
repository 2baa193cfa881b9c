"""Shows figures of the full text while the sentences are said that they belong to."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from videos.pipeline import timing
from videos.pipeline.artifacts import Facsimile, Layout, Paper, Role, Scene, Source
from videos.pipeline.artifacts.full_text import PaperFigure
from videos.pipeline.full_text.choice import belonging_to
from videos.pipeline.full_text.figures import results
from videos.pipeline.illustration.scenes import OF_SENTENCES, as_text, is_text
from videos.pipeline.pictures.check.facsimiles import faults
from videos.pipeline.pictures.facsimiles import facsimile
from videos.pipeline.script.statements import Statement

MOST = 2
"""Figures that the rules show in one video."""

_SUPPOSES = re.compile(r"\b(?:could|would|should|may|might)\b")

_BRIEF = 4.0
"""Seconds. A figure that nobody has seen before needs as much, and a sentence that takes less has none."""


@lru_cache(maxsize=8)  # of each paper once, however often its script is written again or edited
def allowed_figures(paper: Paper) -> Mapping[str, Facsimile]:
    """The figures that the check allows, by their names, the best first."""
    found = (facsimile(figure, paper) for figure in paper.figures)
    return {picture.name: picture for picture in found if not faults(picture, paper)}


def with_wanted_figures(scenes: Sequence[Scene], paper: Paper, wanted: Mapping[Source, str]) -> list[Scene]:
    """The scenes with the figures that a person chose for the sentences at these sources, by their names."""
    pictures = allowed_figures(paper) if wanted else {}
    shown = {source: pictures[name] for source, name in wanted.items() if name in pictures}
    return [part for scene in scenes for part in _parted(scene, shown)]


def with_figures(scenes: Sequence[Scene], paper: Paper, without: Collection[Source] = ()) -> list[Scene]:
    """The scenes, with at most two figures in the places of sentences that are shown as text.

    A graphical abstract comes first, with the main result or else a conclusion; then for each result, the main one
    first, the best figure that it belongs to. A sentence in ``without`` shows none of them, and its figure is not shown
    elsewhere instead; nor is one that is shown already.
    """
    if not paper.figures:
        return list(scenes)
    allowed = allowed_figures(paper)
    pictures = {each.figure: allowed[each.name] for each in paper.figures if each.name in allowed}
    already = {scene.picture.name for scene in scenes if isinstance(scene.picture, Facsimile)}
    placed = dict(islice(_placed(_places(scenes, paper), pictures), MOST))
    shown = {
        source: picture for source, picture in placed.items() if source not in without and picture.name not in already
    }
    return [part for scene in scenes for part in _parted(scene, shown)]


def _places(scenes: Sequence[Scene], paper: Paper) -> list[Statement]:
    """The sentences that may have a figure and take long enough, the main result first."""
    said = {
        sentence.source
        for scene in scenes
        if is_text(scene) or isinstance(scene.picture, Facsimile)
        for sentence in scene.sentences
        if timing.of_speech(sentence.spoken, sentence.long_forms) >= _BRIEF
    }
    return [each for each in results(paper) if each.source in said]


def _placed(
    places: Sequence[Statement], pictures: Mapping[PaperFigure, Facsimile]
) -> Iterator[tuple[Source, Facsimile]]:
    """The sentences that have a figure, in the order in which their figures are worth showing."""
    abstracts = [picture for figure, picture in pictures.items() if figure.is_graphical_abstract]
    yield from zip([place.source for place in places], abstracts, strict=False)
    left = [figure for figure in pictures if not figure.is_graphical_abstract]
    for place in places[len(abstracts) :]:
        if _is_found(place) and (found := belonging_to(place.text.text, left)):
            left.remove(found[0])
            yield place.source, pictures[found[0]]


def _is_found(statement: Statement) -> bool:
    """Whether a figure can show what a statement says: no conclusion, and nothing that is only supposed."""
    return statement.role is Role.RESULTS and not _SUPPOSES.search(statement.text.text)


def _parted(scene: Scene, shown: Mapping[Source, Facsimile]) -> Iterator[Scene]:
    """The scene, or its parts if one of its sentences has a figure."""
    places = [number for number, each in enumerate(scene.sentences) if each.source in shown]
    if not places or scene.layout not in OF_SENTENCES:
        yield scene
        return
    rest = 0
    for number in places:
        sentence = scene.sentences[number]
        yield from as_text(scene, scene.sentences[rest:number])
        picture = shown[sentence.source] if sentence.source else None
        yield replace(scene, layout=Layout.PICTURE, sentences=(sentence,), figure=None, picture=picture)
        rest = number + 1
    yield from as_text(scene, scene.sentences[rest:])
