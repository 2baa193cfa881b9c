"""Narrated sentences that are not whole: parts of a list, text that continues a heading, and stray marks."""

import re
from collections.abc import Iterator

from benchmarks.audit.material import Finding, Video, scenes_with

_IN_THE_MIDDLE = re.compile(r"[a-z]{2,}(?![\w-])")
_STRAY = re.compile(r"\S*\s[,;.，；](?=\s|$)|\(\s*\)|[,;]\s?[.;,]\S*")
_UNENDED = re.compile(r"[,:]\s*$")


def check(video: Video) -> Iterator[Finding]:
    """Sentences that begin or end in the middle, or have a mark that belongs to what was left out."""
    for scene, sentence in scenes_with(video):
        text = sentence.spoken
        if _IN_THE_MIDDLE.match(text):
            heading = f" after “{scene.label}”, which only the slide says" if scene.label else ""
            yield Finding("fragments", text, f"it begins in the middle{heading}")
        if _UNENDED.search(text):
            yield Finding("fragments", text, "it has no end")
        if stray := _STRAY.search(text):
            yield Finding("fragments", text, f"a stray mark: “{stray[0]}”")
