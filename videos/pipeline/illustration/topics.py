"""Shows what a paper is about in one scene of its background: what a sentence names, or else beside a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from videos.pipeline.artifacts import Layout, Paper, Role, Scene, Source, Topic
from videos.pipeline.illustration.scenes import as_text, is_text
from videos.pipeline.pictures.check.mentions import faults
from videos.pipeline.pictures.mentions import Names, mentioned, names_of
from videos.pipeline.script.statements import Statement

_INTRODUCED = (Role.BACKGROUND, Role.OBJECTIVE)
_BESIDE = (Role.OBJECTIVE, Role.METHODS, Role.BACKGROUND, Role.RESULTS, Role.CONCLUSIONS)
"""Beside which sentences the topic of the paper may stand, the best first."""

_ROOM_BESIDE = 240
"""Most characters of a sentence with a drawing beside it."""


def with_topic(
    scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement], about: Topic | None
) -> list[Scene]:
    """The scenes, one of them with drawings of the topic, if the record has any.

    Best is a sentence of background that names what is drawn: the drawings are large and appear with their names.
    Otherwise they are beside a sentence, one that names them if possible; but not in the scene after the title, whose
    card has the same drawings.
    """
    roles = {each.source: each.role for each in statements}
    places = [
        _Place(number, index, sentence.source, roles[sentence.source])
        for number, scene in enumerate(scenes)
        if is_text(scene)
        for index, sentence in enumerate(scene.sentences)
        if sentence.source and sentence.source in roles
    ]
    names = names_of(paper)
    large = _named([each for each in places if each.role in _INTRODUCED], paper, names)
    if large:
        best = max(large, key=lambda each: len(each[1].items) + bool(each[1].phrase))
        return [*_replaced(scenes, *best, Layout.PICTURE)]
    free = [each for each in places if each.scene > 0 and _has_room(scenes[each.scene], each.sentence)]
    free.sort(key=lambda each: _BESIDE.index(each.role))
    beside = [(place, _still(picture)) for place, picture in _named(free, paper, names)]
    beside += [(place, about) for place in free if about]
    return [*_replaced(scenes, *beside[0], Layout.STATEMENT)] if beside else list(scenes)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence: the number of its scene, its number there, its source and its role."""

    scene: int
    sentence: int
    source: Source
    role: Role


def _named(places: Sequence[_Place], paper: Paper, names: Names) -> list[tuple[_Place, Topic]]:
    """The sentences that name drawings, and those drawings."""
    found = ((place, mentioned(paper, place.source, names)) for place in places)
    return [(place, picture) for place, picture in found if picture and not faults(picture, place.source, paper)]


def _still(picture: Topic) -> Topic:
    """The drawings, all of them from the start, for a scene that shows its sentence."""
    return Topic(tuple(replace(item, said=None) for item in picture.items))


def _replaced(scenes: Sequence[Scene], place: _Place, picture: Topic, layout: Layout) -> Iterator[Scene]:
    for number, scene in enumerate(scenes):
        if number != place.scene:
            yield scene
            continue
        before, after = scene.sentences[: place.sentence], scene.sentences[place.sentence + 1 :]
        sentence = scene.sentences[place.sentence]
        yield from as_text(scene, before)
        yield replace(scene, layout=layout, sentences=(sentence,), figure=None, picture=picture)
        yield from as_text(scene, after)


def _has_room(scene: Scene, index: int) -> bool:
    """Whether a drawing fits beside the sentence: no number is set large there, and it is no list."""
    shown = scene.sentences[index].shown.text
    return scene.figure is None and len(shown) <= _ROOM_BESIDE and not (scene.layout is Layout.POINTS and "\n" in shown)
