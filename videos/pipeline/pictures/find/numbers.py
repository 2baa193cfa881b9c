"""Finds a number to be set large that no axis can show: the number needed to treat."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import BigNumber
from videos.pipeline.pictures.find.grammar import BOUNDS, LEVEL, NUMBER
from videos.pipeline.pictures.find.passage import Passage

_NEEDED = (
    r"(?i:numbers?[- ]needed[- ]to[- ](?:treat|harm|screen|vaccinate)(?: for (?:an additional )?\w+(?: \w+)?)?)"
    r"(?:\s?[\[(]NN[TH][BH]?[\])])?|\bNN[TH][BH]?\b"
)
_FORM = re.compile(
    rf"(?P<caption>{_NEEDED})(?:\sto prevent [^\d;:()\[\]]{{3,60}}?)?[\s,:=]*(?:(?:was|is|of|"
    rf"were)\s)?(?P<number>{NUMBER})(?![\w%]|\s?%)(?P<interval>[\s,;]*[\[(]?\s?{LEVEL}[\s,:=]*{BOUNDS})?"
)


def find(passage: Passage) -> Iterator[BigNumber]:
    """Each number needed to treat or harm."""
    for match in _FORM.finditer(passage.text):
        yield BigNumber(
            passage.words(*match.span("number")),
            passage.words(*match.span("caption")),
            passage.words(match.start("interval") + _opening(match["interval"]), match.end("interval"))
            if match["interval"]
            else None,
        )


def _opening(interval: str) -> int:
    return len(interval) - len(interval.lstrip(" ,;[("))
