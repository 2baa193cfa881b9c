"""Decides how a picture is built up: its parts appear when the voice says their first words."""

from videos.pipeline.artifacts import Paper, Scene
from videos.pipeline.picture_words import Spelling
from videos.pipeline.slides.drawings import appearing
from videos.pipeline.slides.pictures import drawing


def moments(scene: Scene, paper: Paper) -> list[tuple[int, tuple[int, ...] | None]]:
    """The word at which each look begins, and the parts that it shows; None for all.

    The first look begins with the scene, so that no slide is empty. A part of which no word is spoken appears with the
    part before it. A part with which nothing appears on the slide, as the later pieces of a headline, begins no look.
    """
    if scene.picture is None:
        return [(0, None)]
    spelling = Spelling.of(scene, paper)
    words: list[int] = []
    for part in scene.picture.parts:
        heard = [number for each in part if (number := spelling.first_heard(each)) is not None]
        words.append(min(heard) if heard else words[-1] if words else 0)
    starts = sorted({words[part] for part in appearing(drawing(scene.picture, spelling))})
    shown = [tuple(part for part, word in enumerate(words) if word <= start) for start in starts]
    return [(0, None)] if len(starts) < 2 else list(zip([0, *starts[1:]], [*shown[:-1], None], strict=True))
