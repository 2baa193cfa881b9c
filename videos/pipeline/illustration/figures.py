"""Shows figures of the full text while the sentences are said that they belong to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

_BRIEF = 4.0
"""Seconds. A figure that nobody has seen before needs as much, and a sentence that takes less has none."""

_BELONGING = frozenset({Role.RESULTS, Role.CONCLUSIONS})


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


def with_figures(
    scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement], without: Collection[Source] = ()
) -> list[Scene]:
    """The scenes, with at most two figures in the places of sentences that are shown as text.

    A graphical abstract comes first, with the main result; then for each result, the main one first, the best figure
    that it belongs to. A sentence in ``without`` shows none, and its figure is not shown elsewhere instead.
    """
    already = {scene.picture.name for scene in scenes if isinstance(scene.picture, Facsimile)}
    allowed = allowed_figures(paper) if paper.figures else {}
    pictures = {
        each.figure: allowed[each.name] for each in paper.figures if each.name in allowed and each.name not in already
    }
    if not pictures:
        return list(scenes)
    placed = _placed(list(_places(scenes, paper, statements)), pictures)
    shown = dict(islice(placed, max(0, MOST - len(already))))
    return [
        part
        for scene in scenes
        for part in _parted(scene, {place: shown[place] for place in shown if place not in without})
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence that a figure may belong to."""

    source: Source
    text: str
    role: Role


def _places(scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement]) -> Iterator[_Place]:
    """The sentences that are shown as text and take long enough, the main result first."""
    roles = {each.source: each.role for each in statements}
    said = {
        sentence.source: sentence
        for scene in scenes
        if is_text(scene)
        for sentence in scene.sentences
        if sentence.source and timing.of_speech(sentence.spoken, sentence.long_forms) >= _BRIEF
    }
    texts = {paper.at(source).text: source for source in said if source and roles.get(source) in _BELONGING}
    for text in results(paper):
        if source := texts.get(text):
            yield _Place(source, text, roles[source])


def _placed(places: Sequence[_Place], pictures: Mapping[PaperFigure, Facsimile]) -> Iterator[tuple[Source, Facsimile]]:
    """The sentences that have a figure, in the order in which their figures are worth showing."""
    abstracts = [picture for figure, picture in pictures.items() if figure.is_graphical_abstract]
    yield from zip([place.source for place in places], abstracts, strict=False)
    left = [figure for figure in pictures if not figure.is_graphical_abstract]
    for place in places[len(abstracts) :]:
        if found := belonging_to(place.text, left):
            left.remove(found[0])
            yield place.source, pictures[found[0]]


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
