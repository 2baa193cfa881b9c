"""Converts an element with inline tags to ``RichText``: its text with bold, italics, subscripts and so on."""

from lxml import etree

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.pubmed.characters import joined, plain
from videos.pipeline.pubmed.leftovers import without_tags
from videos.pipeline.pubmed.mathml import formula
from videos.pipeline.pubmed.spacing import tidied

_STYLES = {"i": Style.ITALIC, "b": Style.BOLD, "u": Style.UNDERLINE, "sub": Style.SUB, "sup": Style.SUP}


_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def rich_text(element: etree._Element | None) -> RichText:
    """The text of ``element`` at any depth; empty for None. Unknown tags add their text, but no style."""
    return RichText() if element is None else _raised(tidied(without_tags(_content(element))))


def text_of(parent: etree._Element, path: str) -> str:
    """The plain text of the first element at ``path``, or "" if there is no such element."""
    return rich_text(parent.find(path)).text


def _raised(rich: RichText) -> RichText:
    """``rich`` with raised digits and signs as characters: "10⁶" would be "106" where text has no styles."""
    raised = [run for run in rich.runs if run.style is Style.SUP and _is_raisable(rich.text[run.start : run.end])]
    characters = list(rich.text)
    for run in raised:
        characters[run.start : run.end] = rich.text[run.start : run.end].translate(_RAISED)
    return RichText("".join(characters), tuple(run for run in rich.runs if run not in raised))


def _is_raisable(text: str) -> bool:
    return all(ord(character) in _RAISED for character in text)


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
