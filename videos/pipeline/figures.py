"""Checks the figures of a script again before they are drawn, with their files: rights may have changed since."""

from typing import Protocol

from videos.pipeline.artifacts import Facsimile, Script
from videos.pipeline.errors import FigureRefused
from videos.pipeline.full_text.licences import Allowed
from videos.pipeline.pictures.check import facsimiles


class FigureStore(Protocol):
    """Keeps the pictures of figures under their digests: BLAKE2b of 16 bytes, in hexadecimal."""

    def store(self, png: bytes) -> str:
        """Keep a PNG file, and return its digest."""

    def read(self, digest: str) -> bytes:
        """The file with this digest. Raises StorageFailed."""


def require(script: Script, store: FigureStore | None, allowed: Allowed) -> None:
    """Raise FigureRefused if a figure must not be shown, and what the store raises if one is not there."""
    for picture in (scene.picture for scene in script.scenes):
        if not isinstance(picture, Facsimile):
            continue
        kept = script.paper.figure_of(picture.image)
        found = facsimiles.faults(picture, script.paper)
        if kept:
            found += facsimiles.terms(kept, share_alike=allowed.share_alike, non_commercial=allowed.non_commercial)
        if not found:
            found += facsimiles.file_faults(picture, store.read(picture.image)) if store else ["no figures are kept"]
        if found:
            raise FigureRefused(picture.name, found[0])
