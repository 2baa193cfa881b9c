"""Divides a body into sections, and these into passages."""

from collections.abc import Iterator

from lxml import etree

from videos.pipeline.artifacts.full_text import BodySection, Passage, SectionKind
from videos.pipeline.jats.headings import kind_of
from videos.pipeline.jats.passages import passage, words


def sections(body: etree._Element) -> Iterator[BodySection]:
    """The sections in document order; a section without text of its own is only a part of the path of others."""
    yield from _sections(body, (), None)


def _sections(element: etree._Element, path: tuple[str, ...], kind: SectionKind | None) -> Iterator[BodySection]:
    own = tuple(each for each in _passages(element) if each.text.text)
    if own:
        yield BodySection(path, kind, own)
    for child in element:
        if child.tag in ("sec", "boxed-text"):
            heading = _heading(child)
            inner = kind_of(heading, child.get("sec-type", ""), kind)
            yield from _sections(child, (*path, heading) if heading else path, inner)


def _heading(element: etree._Element) -> str:
    return words(element.find("title")) or words(element.find("caption/title")) or words(element.find("label"))


def _passages(element: etree._Element) -> Iterator[Passage]:
    """The paragraphs and list items of an element, without those of its subsections, boxes and figures."""
    for child in element:
        if child.tag == "p":
            yield passage(child)
            yield from _passages(child)
        elif child.tag in ("list", "list-item"):
            yield from _passages(child)
