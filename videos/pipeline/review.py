"""What a person who reviews a script needs to see: its scenes, the abstract, and what is left out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from videos.pipeline import timing
from videos.pipeline.artifacts import Paper, Role, Scene, Script, Source
from videos.pipeline.omissions import omitted
from videos.pipeline.scene_splitting import parts_of
from videos.pipeline.script.statements import Statement, read


@dataclass(frozen=True, slots=True)
class ReviewedScene:
    """A scene, how many slides it takes, and its estimated seconds.

    ``slides`` is None if the script was not laid out yet. If it was, ``scene`` has the picture or the figure only if
    it fits on the slide.
    """

    scene: Scene
    slides: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class AbstractSentence:
    """A sentence of the abstract, and whether the script says it, or a part of it."""

    source: Source
    text: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A script as its reviewer sees it.

    ``omissions`` are the kinds of statement that viewers would expect and that the script leaves out, as the source
    card names them. ``abstract`` has the sentences that a script may say, in order.
    """

    paper: Paper
    scenes: tuple[ReviewedScene, ...]
    seconds: float
    omissions: tuple[str, ...]
    abstract: tuple[AbstractSentence, ...]


def review(script: Script, laid_out: Sequence[Scene] = ()) -> Review:
    """The review of a script. ``laid_out`` are its scenes as they fit on slides, () if that is not known."""
    scenes = tuple(_laid_out(script.scenes, laid_out) if laid_out else _written(script.scenes))
    statements = read(script.paper)
    said = [_is_said(statement, script) for statement in statements]
    return Review(
        paper=script.paper,
        scenes=scenes,
        seconds=sum(each.seconds for each in scenes),
        omissions=_omissions(statements, said),
        abstract=tuple(
            AbstractSentence(statement.source, statement.text.text, is_used)
            for statement, is_used in zip(statements, said, strict=True)
        ),
    )


def _written(scenes: Sequence[Scene]) -> Iterator[ReviewedScene]:
    for scene, seconds in zip(scenes, timing.of_each(scenes), strict=True):
        yield ReviewedScene(scene, None, seconds)


def _laid_out(scenes: Sequence[Scene], laid_out: Sequence[Scene]) -> Iterator[ReviewedScene]:
    seconds = iter(timing.of_each(laid_out))
    for scene, parts in zip(scenes, parts_of(scenes, laid_out), strict=True):
        first = parts[0]
        shown = replace(scene, layout=first.layout, figure=first.figure, picture=first.picture)
        yield ReviewedScene(shown, len(parts), sum(next(seconds) for _ in parts))


def _is_said(statement: Statement, script: Script) -> bool:
    place = statement.source
    return any(
        source.section == place.section and source.start < place.end and place.start < source.end
        for scene in script.scenes
        for sentence in scene.sentences
        if (source := sentence.source)
    )


def _omissions(statements: Sequence[Statement], said: Sequence[bool]) -> tuple[str, ...]:
    """The same as on the source card of a script that the rules wrote."""
    reported = [each.text.text for each in statements if each.role in (Role.RESULTS, Role.CONCLUSIONS)]
    heard = [each.text.text for each, is_said in zip(statements, said, strict=True) if is_said]
    return omitted(reported, heard)
