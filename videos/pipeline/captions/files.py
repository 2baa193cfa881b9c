"""Writes captions as files: WebVTT for the web, SubRip for other players."""

import re
from collections.abc import Sequence

from videos.pipeline.artifacts import Cue

_TAG = re.compile(r"<(?=[A-Za-z/!])|\{(?=[A-Za-z\\])")
"""Where players that read SubRip find the tags of HTML ("<font>"), of SubStation Alpha ("{\\an8}") and of MicroDVD
("{y:i}")."""


def as_webvtt(cues: Sequence[Cue]) -> str:
    """The captions as a WebVTT file, with "&", "<" and ">" escaped as the format requires."""
    blocks = ["WEBVTT"]
    for cue in cues:
        text = "\n".join(_escape(line) for line in cue.lines)
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{text}")
    return "\n\n".join(blocks) + "\n"


def as_srt(cues: Sequence[Cue]) -> str:
    """The captions as a SubRip file. The format has no escapes, but players read tags in it.

    So what looks like the start of a tag is separated from its name by U+2060, which is not visible.
    """
    blocks = []
    for number, cue in enumerate(cues, start=1):
        text = "\n".join(_TAG.sub("\\g<0>\u2060", line) for line in cue.lines)
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text}\n")
    return "\n".join(blocks)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
