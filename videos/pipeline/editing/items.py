"""What the voice says of each item of a draft, as the script of that draft has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from videos.pipeline.artifacts import Layout, Scene, Script, Sentence
from videos.pipeline.editing.scripts import place_of
from videos.pipeline.scene_splitting import parts_of
from videos.pipeline.timing import deliveries

_CARDS = frozenset({Layout.TITLE, Layout.SOURCE, Layout.CLOSING})


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its pace. A sentence that is divided between slides is said in several."""

    sentence: Sentence
    pace: float


def said_items(script: Script, laid_out: Sequence[Scene] = ()) -> tuple[tuple[Said, ...], ...]:
    """What is said of each item, in the order of the draft. ``laid_out`` are the scenes as they fit on slides."""
    scenes = laid_out or script.scenes
    paces = iter([delivery.pace for delivery in deliveries(scenes)])
    spoken: list[tuple[object, Said]] = []
    for number, parts in enumerate(parts_of(script.scenes, scenes)):
        layout = script.scenes[number].layout
        for part in parts:
            pace = next(paces)
            for sentence in part.sentences if layout not in _CARDS else ():
                # What is said of the full text is no item.
                if sentence.source and script.paper.extract_of(sentence.source):
                    continue
                place = place_of(sentence.source, script.paper) if sentence.source else number
                # Without a source, only a card of the makers is an item.
                if sentence.source or layout is Layout.MAKER:
                    spoken.append((place, Said(sentence, pace)))
    return tuple(tuple(said for _, said in group) for _, group in groupby(spoken, key=lambda each: each[0]))
