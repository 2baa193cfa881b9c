"""What a slide may draw of a sentence: found (``find``), and drawn only if a check of its own agrees (``check``)."""

from functools import lru_cache

from videos.pipeline.artifacts import Paper, Picture, Source
from videos.pipeline.pictures.check import faults
from videos.pipeline.pictures.find import find

__all__ = ["picture_of"]


@lru_cache(maxsize=512)  # sentences: a script that is written again, or edited, has most of them again
def picture_of(paper: Paper, source: Source) -> Picture | None:
    """The best picture of the sentence at ``source`` that passes the check; None if there is none."""
    return next((picture for picture in find(paper, source) if not faults(picture, source, paper)), None)
