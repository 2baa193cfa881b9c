"""Shows what a paper is about in one scene: what a sentence of background names, or else beside a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from videos.pipeline.artifacts import Layout, Paper, Role, Scene, Source, Topic
from videos.pipeline.illustration.scenes import as_text, is_text
from videos.pipeline.pictures.check.mentions import faults
from videos.pipeline.pictures.mentions import Names, mentioned, names_of
from videos.pipeline.script.statements import Statement

_INTRODUCED = frozenset({Role.BACKGROUND, Role.OBJECTIVE})
_BESIDE = (Role.OBJECTIVE, Role.METHODS, Role.BACKGROUND, Role.RESULTS, Role.CONCLUSIONS)
"""Beside which sentences the topic of the paper may stand, the best first."""

_GENERAL = frozenset({"test_tubes"})
_ROOM_BESIDE = 300
"""Most characters of a sentence with a drawing beside it."""


def with_topic(
    scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement], about: Topic | None
) -> list[Scene]:
    """The scenes, one of them with drawings of the topic, if the record has any.

    Best is a sentence of background that names what is drawn and has a phrase that may stand alone: phrase and drawings
    are large and appear with their words. Otherwise the drawings are beside a sentence, best one on background or aims
    that names them, and not in the scene after the title, whose card has the same drawings.
    """
    roles = {each.source: each.role for each in statements}
    places = [
        _Place(number, index, sentence.source, roles[sentence.source])
        for number, scene in enumerate(scenes)
        if is_text(scene)
        for index, sentence in enumerate(scene.sentences)
        if sentence.source and sentence.source in roles
    ]
    introduced = [each for each in places if each.role in _INTRODUCED]
    named = _named(introduced or places, paper, about)
    large = [(place, picture) for place, picture in named if introduced and picture.phrase]
    if large:
        best = max(large, key=lambda each: len(each[1].items))
        return [*_replaced(scenes, *best, Layout.PICTURE)]
    beside = [(place, _still(picture)) for place, picture in named]
    beside += [(place, about) for place in places if about]
    fitting = [each for each in beside if _has_room(scenes[each[0].scene], each[0].sentence)]
    best_beside = min(fitting, key=lambda each: _rank(each[0]), default=None)
    return [*_replaced(scenes, *best_beside, Layout.STATEMENT)] if best_beside else list(scenes)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence: the number of its scene, its number there, its source and its role."""

    scene: int
    sentence: int
    source: Source
    role: Role


def _named(places: Sequence[_Place], paper: Paper, about: Topic | None) -> list[tuple[_Place, Topic]]:
    """The sentences that name drawings, and those drawings."""
    found = ((place, _named_at(paper, place.source, about)) for place in places)
    return [(place, picture) for place, picture in found if picture]


@lru_cache(maxsize=512)  # sentences: a script that is written again, or edited, has most of them again
def _named_at(paper: Paper, source: Source, about: Topic | None) -> Topic | None:
    picture = mentioned(paper, source, _names(paper))
    telling = _without_general(picture, about) if picture else None
    return telling if telling and not faults(telling, source, paper) else None


@lru_cache(maxsize=8)
def _names(paper: Paper) -> Names:
    return names_of(paper)


def _rank(place: _Place) -> tuple[bool, bool, int]:
    """How well a drawing stands beside a sentence, lower is better: not beside methods or results if possible."""
    return place.role not in _INTRODUCED, place.scene == 0, _BESIDE.index(place.role)


def _without_general(picture: Topic, about: Topic | None) -> Topic | None:
    """The picture without drawings that say little of a topic, unless the title card has them, too."""
    shown = {item.art for item in about.items} if about else set()
    items = tuple(item for item in picture.items if item.art not in _GENERAL - shown)
    return Topic(items, picture.phrase) if items else None


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
