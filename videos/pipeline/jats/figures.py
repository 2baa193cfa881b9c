"""Finds the figures and tables of an article, and what each figure says of its own on rights and origin."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from lxml import etree

from videos.pipeline.artifacts.full_text import PaperFigure, PaperTable
from videos.pipeline.jats.passages import bare, passage, printed, together, words

HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBERED = re.compile(r"\d")
_ANCHOR = re.compile(r"[A-Za-z][\w.:-]{0,99}", re.ASCII)
_STOPS = " .:|"
_SILENT = "(no text)"


def figures(article: etree._Element) -> Iterator[PaperFigure]:
    """The graphical abstracts, then the figures of the body and of the floats, in document order."""
    for abstract in article.iterfind("front/article-meta/abstract"):
        if abstract.get("abstract-type", "").startswith(("graphic", "visual")):
            yield from _of_abstract(abstract)
    for part in _parts(article):
        yield from (_figure(each) for each in part.iter("fig"))


def tables(article: etree._Element) -> Iterator[PaperTable]:
    """The tables of the body and of the floats."""
    for part in _parts(article):
        for each in part.iter("table-wrap"):
            yield PaperTable(words(each.find("label")).rstrip(_STOPS), together(map(passage, _caption_parts(each))))


def _parts(article: etree._Element) -> Iterator[etree._Element]:
    return chain(article.iterfind("body"), article.iterfind("floats-group"))


def _of_abstract(abstract: etree._Element) -> Iterator[PaperFigure]:
    pictures = tuple(_pictures(abstract))
    if pictures:
        yield _described("", abstract, list(abstract.iter("title", "p")), pictures, is_graphical_abstract=True)


def _figure(element: etree._Element) -> PaperFigure:
    return _described(_label(element), element, list(_caption_parts(element)), tuple(_pictures(element)))


def _described(
    label: str,
    element: etree._Element,
    caption: Sequence[etree._Element],
    pictures: tuple[tuple[str, ...], ...],
    *,
    is_graphical_abstract: bool = False,
) -> PaperFigure:
    return PaperFigure(
        label=label,
        caption=together(map(passage, caption)),
        printed_caption=together(map(printed, caption)),
        pictures=pictures,
        rights=_texts(element, "permissions"),
        attributions=_texts(element, "attrib"),
        is_graphical_abstract=is_graphical_abstract,
        anchor=_anchor(element),
    )


def _anchor(element: etree._Element) -> str:
    """The id of the figure, or of the only one in a graphical abstract, as the archive's pages have it."""
    inside = next(element.iter("fig"), element)
    found: str = inside.get("id", "")
    return found if _ANCHOR.fullmatch(found) else ""


def _label(element: etree._Element) -> str:
    """The label, with that of the group: "Figure 1A" of "A" in the group "Figure 1"."""
    own = words(element.find("label")).rstrip(_STOPS)
    group = next(element.iterancestors("fig-group"), None)
    if group is not None and not _NUMBERED.search(own):
        around = words(group.find("label")).rstrip(_STOPS)
        own = f"{around}{own.strip('()')}" if around else own
    return f"Figure {own}" if own[:1].isdigit() else own


def _caption_parts(element: etree._Element) -> Iterator[etree._Element]:
    """Title and paragraphs of the caption, after those of the group around the figure."""
    groups = reversed(list(element.iterancestors("fig-group")))
    for each in (*groups, element):
        for caption in each.findall("caption"):
            yield from caption.iter("title", "p")


def _pictures(element: etree._Element) -> Iterator[tuple[str, ...]]:
    """The files of each picture. The pictures within alternatives are one picture in several forms."""
    seen: set[etree._Element] = set()
    for graphic in element.iter("graphic"):
        parent = graphic.getparent()
        if parent is None or next(graphic.iterancestors("caption"), None) is not None or parent in seen:
            continue
        forms = [graphic]
        if parent.tag == "alternatives":
            seen.add(parent)
            forms = parent.findall("graphic")
        yield tuple(name for form in forms if (name := form.get(HREF, "").strip()))


def _texts(element: etree._Element, tag: str) -> tuple[str, ...]:
    """What the elements ``tag`` within ``element``, or right within a group or box around it, say."""
    holders = (ancestor for ancestor in element.iterancestors() if ancestor.tag != "article-meta")
    around = (each for holder in holders for each in holder.iterchildren(tag))
    return tuple(bare(each) or _SILENT for each in chain(element.iter(tag), around))
