"""Resolves markup that a record contains as text: entities ("&amp;lt;"), and tags that were escaped twice."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from videos.pipeline.artifacts import RichText, Run, Style

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MOST_ESCAPED = 3
"""How often a publisher may have escaped a character."""

_STYLES = {
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "italic": Style.ITALIC,
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "bold": Style.BOLD,
    "u": Style.UNDERLINE,
    "sub": Style.SUB,
    "inf": Style.SUB,
    "sup": Style.SUP,
}
_UNSTYLED = ("p", "br", "sec", "title", "span", "font", "small", "sc", "tt", "a")
_NAMES = "|".join((*_STYLES, *_UNSTYLED))
_TAG = re.compile(rf"<(?P<close>/?)(?:[a-z]+:)?(?P<name>{_NAMES})(?:\s+[\w:-]+=[\"'][^\"'<>]*[\"'])*\s*(?P<empty>/?)>")


@dataclass(frozen=True, slots=True)
class _Pair:
    """An opening tag and its closing tag, as spans; ``closing`` is the same as ``opening`` for an empty element."""

    name: str
    opening: tuple[int, int]
    closing: tuple[int, int]


def without_entities(text: str) -> str:
    """``text`` with the characters that its entities stand for, also if they were escaped several times."""
    for _ in range(_MOST_ESCAPED):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def without_tags(rich: RichText) -> RichText:
    """``rich`` with the styles of the tags in its text. A tag without its partner may be a comparison, and stays."""
    pairs = list(_pairs(rich.text))
    runs = [Run(pair.opening[1], pair.closing[0], _STYLES[pair.name]) for pair in pairs if pair.name in _STYLES]
    tags = {span for pair in pairs for span in (pair.opening, pair.closing)}
    return rich.styled(runs).without(tags) if tags else rich


def _pairs(text: str) -> Iterator[_Pair]:
    opened: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        if tag["empty"]:
            yield _Pair(tag["name"], tag.span(), tag.span())
        elif not tag["close"]:
            opened.append(tag)
        elif opened and opened[-1]["name"] == tag["name"]:
            yield _Pair(tag["name"], opened.pop().span(), tag.span())
