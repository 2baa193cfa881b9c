"""Takes scenes of text apart, so that some of their sentences can have a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from videos.pipeline.artifacts import Layout, Scene, Sentence

OF_SENTENCES = frozenset({Layout.STATEMENT, Layout.POINTS, Layout.FIGURE, Layout.QUOTATION})


def is_text(scene: Scene) -> bool:
    """Whether the scene shows sentences of the abstract, and no picture yet."""
    return scene.layout in OF_SENTENCES and scene.picture is None


def as_text(scene: Scene, sentences: Sequence[Sentence]) -> Iterable[Scene]:
    """A scene of text with some of the sentences of another; none for no sentences."""
    if tuple(sentences) == scene.sentences:
        yield scene
    elif sentences:
        layout = Layout.STATEMENT if len(sentences) == 1 else Layout.POINTS
        yield replace(scene, layout=layout, sentences=tuple(sentences), figure=None)
