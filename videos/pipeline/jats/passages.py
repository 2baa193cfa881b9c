"""Converts an element with JATS's inline markup to a ``Passage``."""

from collections.abc import Iterable

from lxml import etree

from videos.pipeline.artifacts import Heard, RichText, Run, Style
from videos.pipeline.artifacts.full_text import CrossReference, Passage, Target
from videos.pipeline.jats.citations import without_citations
from videos.pipeline.pubmed.characters import joined, plain
from videos.pipeline.pubmed.markup import finished
from videos.pipeline.pubmed.mathml import formula

MISSING = "\ufffc"
"""In place of what has no characters."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STYLES = {
    "italic": Style.ITALIC,
    "bold": Style.BOLD,
    "underline": Style.UNDERLINE,
    "sub": Style.SUB,
    "sup": Style.SUP,
}
_BLOCKS = _names(
    "fig fig-group table-wrap table-wrap-group supplementary-material media list def-list disp-quote boxed-text "
    "verse-group code preformat statement speech array table chem-struct-wrap question-wrap"
)
_UNREAD = _names("fn index-term object-id alt-text long-desc label")
_FORMULAS = _names("inline-formula disp-formula disp-formula-group alternatives chem-struct tex-math")
_PICTURES = _names("inline-graphic graphic private-char inline-media glyph-data")
_NOTES = _names("fn table-fn aff corresp author-notes contrib")
_TARGETS = {"bibr": Target.CITATION, "fig": Target.FIGURE, "table": Target.TABLE}

_MARKS = {target: Heard(number) for number, target in enumerate(Target)}
"""While spaces and styles are put in order, a reference is a run with a mark of its own."""


def passage(element: etree._Element | None) -> Passage:
    """The text of ``element``, without blocks in it, footnotes, and marks that only cite; empty for None."""
    if element is None:
        return Passage(RichText())
    content = _content(element)
    citations = [run for run in content.runs if run.style == _MARKS[Target.CITATION]]
    return _with_references(finished(without_citations(content, citations)))


def printed(element: etree._Element) -> Passage:
    """Like ``passage``, with the marks that only cite."""
    return _with_references(finished(_content(element)))


def together(passages: Iterable[Passage]) -> Passage:
    """The passages as one, with a space between two."""
    texts: list[RichText] = []
    references: list[CrossReference] = []
    length = 0
    for each in passages:
        if not each.text.text:
            continue
        if texts:
            texts.append(RichText(" "))
            length += 1
        references += [CrossReference(length + r.start, length + r.end, r.target) for r in each.references]
        texts.append(each.text)
        length += len(each.text.text)
    return Passage(joined(texts), tuple(references))


def words(element: etree._Element | None) -> str:
    """The plain text of ``element``."""
    return passage(element).text.text


def bare(element: etree._Element) -> str:
    """All characters in ``element``, as they are, with single spaces, also between elements."""
    return " ".join(" ".join(str(text) for text in element.itertext()).split())


def _with_references(text: RichText) -> Passage:
    found = ((run, target) for run in text.runs for target, mark in _MARKS.items() if run.style == mark)
    references = tuple(CrossReference(run.start, run.end, target) for run, target in found)
    return Passage(RichText(text.text, tuple(run for run in text.runs if run.style not in _MARKS.values())), references)


def _content(element: etree._Element) -> RichText:
    parts = [RichText(plain(element.text or ""))]
    for child in element:
        parts += [_inline(child), RichText(plain(child.tail or ""))]
    return joined(parts)


def _inline(child: etree._Element) -> RichText:
    name = etree.QName(child).localname
    if name in _BLOCKS or name in _UNREAD:
        return RichText(" ") if name in _BLOCKS else RichText()
    if name == "math":
        return formula(child)
    if name in _FORMULAS:
        return _formula(child)
    if name in _PICTURES:
        return RichText(MISSING)
    if name == "break":
        return RichText(" ")
    if name == "xref":
        return _reference(child)
    content = _content(child)
    if name == "sup" and child.find("xref") is not None and not any(map(str.isalnum, content.text)):
        return RichText()  # it held marks of footnotes
    return _marked(content, _STYLES.get(name))


def _formula(element: etree._Element) -> RichText:
    """The formula in MathML, of the forms in which the publisher gives it, or the words of a simple one."""
    math = next((each for each in element.iter(etree.Element) if etree.QName(each).localname == "math"), None)
    if math is not None:
        return formula(math)
    is_simple = all(etree.QName(each).localname in _STYLES for each in element)
    return _content(element) if is_simple and element.tag != "tex-math" else RichText(MISSING)


def _reference(element: etree._Element) -> RichText:
    kind = element.get("ref-type", "")
    if kind in _NOTES:
        return RichText()
    return _marked(_content(element), _MARKS[_TARGETS.get(kind, Target.OTHER)])


def _marked(content: RichText, style: Style | Heard | None) -> RichText:
    return content.styled([Run(0, len(content.text), style)]) if style is not None and content.text else content
