"""Finds the file of a figure among the files beside its article."""

import re
from collections.abc import Sequence

from videos.pipeline.artifacts.full_text import MediaFile, PaperFigure

_EXTENSION = re.compile(r"\.(jpe?g|png|gif|tiff?|webp|svg|eps|pdf)$", re.IGNORECASE)
_READABLE = ("jpg", "jpeg", "png")
"""In order of preference. Archives offer GIF files as thumbnails."""


def file_of(figure: PaperFigure, files: Sequence[MediaFile]) -> MediaFile | None:
    """The file that holds the only picture of a figure in a form that can be read, or None.

    The names in an article often lack the extension: "mds52601" is "mds52601.jpg". A point within a name is part of it:
    "journal.0001.g002".
    """
    if len(figure.pictures) != 1:
        return None
    stems = [_stem(name) for name in figure.pictures[0]]
    found = [file for stem in stems for file in files if _stem(file.name) == stem and _kind(file.name) in _READABLE]
    return min(found, key=lambda file: _READABLE.index(_kind(file.name)), default=None)


def _stem(name: str) -> str:
    return _EXTENSION.sub("", name.rpartition("/")[2]).casefold()


def _kind(name: str) -> str:
    match = _EXTENSION.search(name)
    return match[1].lower() if match else ""
