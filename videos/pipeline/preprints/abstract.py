"""Undoes what the servers' interface does to abstracts: headings without a space after them, marks, named characters.

"BackgroundHay fever"                    a heading that was a line of its own
"O_ST_ABSBackgroundC_ST_ABSHay fever"    the same, marked
"MO_SCPLOWUSEC_SCPLOW"                   small capitals: MUSE
"O_FIG O_LINKSMALLFIG ... C_FIG"         a figure, which is no text
"{beta}", "{middle dot}", "{+/-}"        characters
"""

import re
import unicodedata
from collections.abc import Iterator

from videos.pipeline.pubmed import is_label

_FIGURES = (("O_FIG", "C_FIG"), ("O_TBL", "C_TBL"))
_SMALL_CAPITALS = re.compile(r"[OC]_SCPLOW|[OC]_SCPCAP")
_OTHER_MARK = re.compile(r"[OC]_(?:LST|LI|QD|TEXTBOX)")
_MARKED_HEADING = re.compile(r"O_ST_ABS([^\n_]{0,80})C_ST_ABS")
_GLUED_HEADING = re.compile(
    r"([A-Z][a-z]+(?:[ ,/&-]{1,3}(?:[A-Z]?[a-z]+)){0,5}|[A-Z]{4,20}(?: [A-Z]{2,20}){0,4})(?=[A-Z\d“\"(\[])"
)
_NAMED = re.compile(r"\{([A-Za-z+/-][A-Za-z+/ -]{0,19})\}")
_CHARACTERS = {
    "middle dot": "·",
    "+/-": "±",
    "approx": "≈",
    "degrees": "°",
    "micro": "µ",
    "geq": "≥",
    "leq": "≤",
    "times": "×",
    "prime": "′",
    "infty": "∞",
}
_LONGEST_HEADING = 6  # words


def parts(text: str) -> list[tuple[str, str]]:
    """The parts of an abstract in order, each a heading ("" without one) and its text. None is empty."""
    found: list[tuple[str, str]] = []
    for label, words in _headed(_NAMED.sub(_character, _without_marks(text))):
        if not words:
            continue
        if found and found[-1][0] == label:
            words = f"{found.pop()[1]} {words}"
        found.append((label, words))
    return found


def _without_marks(text: str) -> str:
    text = _SMALL_CAPITALS.sub("", text)
    for opening, closing in _FIGURES:
        text = " ".join(_outside(text, opening, closing))
    return _OTHER_MARK.sub(" ", text)


def _outside(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands before, between and after the marks. A mark that is never closed stays."""
    while text:
        before, _, rest = text.partition(opening)
        _, closed, after = rest.partition(closing)
        if not closed:
            yield text
            return
        yield before
        text = after


def _headed(text: str) -> Iterator[tuple[str, str]]:
    """Each paragraph after its heading, which is marked, glued to its first word, or a line of its own."""
    first, *rest = _MARKED_HEADING.split(text)
    for label, block in zip(["", *rest[::2]], [first, *rest[1::2]], strict=True):
        current = label.strip(" :.")
        for paragraph in filter(None, (" ".join(line.split()) for line in block.splitlines())):
            glued = _GLUED_HEADING.match(paragraph)
            if glued and _is_heading(glued[1]):
                current, paragraph = glued[1], paragraph[glued.end() :]
            elif _is_heading(paragraph.rstrip(":")):
                current, paragraph = paragraph.rstrip(":"), ""
            yield current, paragraph


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and text[:1].isupper() and is_label(text)


def _character(match: re.Match[str]) -> str:
    """The character that a name in braces stands for; a name that is not known stays as it is."""
    name = match[1]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        greek = unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        greek = match[0]
    return _CHARACTERS.get(name, greek)
