"""Finds what could be drawn of a sentence. It proposes; ``pictures.check`` decides."""

from videos.pipeline.artifacts import Paper, Picture, Source
from videos.pipeline.pictures.find import forests, groups, harms, intervals, means, numbers, shares
from videos.pipeline.pictures.find.passage import Passage

_KINDS = (groups.find, harms.find, intervals.find, forests.find, means.find, shares.find, numbers.find)


def find(paper: Paper, source: Source) -> tuple[Picture, ...]:
    """The pictures that the sentence at ``source`` may hold, the best first."""
    passage = Passage.of(paper, source)
    return tuple(picture for kind in _KINDS for picture in kind(passage))
