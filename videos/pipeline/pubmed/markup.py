"""Converts an element with inline tags to ``RichText``: its text with bold, italics, subscripts and so on."""

import re
from collections.abc import Sequence
from itertools import pairwise

from lxml import etree

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.pubmed.characters import joined, plain
from videos.pipeline.pubmed.leftovers import without_tags
from videos.pipeline.pubmed.mathml import formula
from videos.pipeline.pubmed.spacing import tidied

_STYLES = {"i": Style.ITALIC, "b": Style.BOLD, "u": Style.UNDERLINE, "sub": Style.SUB, "sup": Style.SUP}


_OTHER_POWER = re.compile(r"\([+−–-]?\d+\)|[+−–-]?\d+[.·]\d+")
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def rich_text(element: etree._Element | None) -> RichText:
    """The text of ``element`` at any depth; empty for None. Unknown tags add their text, but no style."""
    return RichText() if element is None else finished(_content(element))


def finished(content: RichText) -> RichText:
    """Text as it was collected from elements, with the spaces, entities and powers as they are read."""
    return _raised(tidied(without_tags(content)))


def text_of(parent: etree._Element, path: str) -> str:
    """The plain text of the first element at ``path``, or "" if there is no such element."""
    return rich_text(parent.find(path)).text


def _raised(rich: RichText) -> RichText:
    """``rich`` with its powers in characters: "10⁶" would be "106" where text has no styles.

    Raised digits and signs have characters of their own; another number, such as 4.5, gets a "^" before it.
    """
    scripts = [run for run in rich.runs if run.style is Style.SUP]
    raised = [run for run in scripts if all(ord(character) in _RAISED for character in rich.text[run.start : run.end])]
    others = [run for run in scripts if _is_other_power(rich.text, run)]
    characters = list(rich.text)
    for run in raised:
        characters[run.start : run.end] = rich.text[run.start : run.end].translate(_RAISED)
    plain_runs = tuple(run for run in rich.runs if run not in raised and run not in others)
    return _with_carets(RichText("".join(characters), plain_runs), [run.start for run in others])


def _is_other_power(text: str, run: Run) -> bool:
    return text[: run.start][-1:].isdigit() and bool(_OTHER_POWER.fullmatch(text[run.start : run.end]))


def _with_carets(rich: RichText, places: Sequence[int]) -> RichText:
    first, *others = [rich.cut(start, end) for start, end in pairwise((0, *places, len(rich.text)))]
    return joined([first, *(part for piece in others for part in (RichText("^"), piece))])


def _content(element: etree._Element) -> RichText:
    parts = [RichText(plain(element.text or ""))]
    for child in element:
        parts += [_inline(child), RichText(plain(child.tail or ""))]
    return joined(parts)


def _inline(child: etree._Element) -> RichText:
    name = etree.QName(child).localname
    if name == "math":
        return formula(child)
    content = _content(child)
    style = _STYLES.get(name)
    return content.styled([Run(0, len(content.text), style)]) if style and content.text else content
