"""Reads a JATS article into a ``FullText``."""

import re

from lxml import etree

from videos.pipeline.artifacts.full_text import ArticleKind, FullText
from videos.pipeline.documents import TOO_NESTED, UnreadableDocument, parse
from videos.pipeline.errors import FullTextUnavailable
from videos.pipeline.jats.abbreviations import abbreviations
from videos.pipeline.jats.figures import figures, tables
from videos.pipeline.jats.licence import statement
from videos.pipeline.jats.passages import words
from videos.pipeline.jats.sections import sections

_MOST = {b"<": 400_000, b"=": 250_000, b"&": 250_000}
"""The largest full texts have some hundred thousand cells of tables, and a numeric entity for each Greek letter."""

_IMPLAUSIBLE = (
    f"{TOO_NESTED}"
    " | //*[self::p or self::title or self::caption or self::label][string-length() > 100000 or count(.//*) > 2000]"
)
_KINDS = {
    "retraction": ArticleKind.RETRACTION,
    "partial-retraction": ArticleKind.RETRACTION,
    "correction": ArticleKind.CORRECTION,
    "corrigendum": ArticleKind.CORRECTION,
    "erratum": ArticleKind.CORRECTION,
    "addendum": ArticleKind.CORRECTION,
    "expression-of-concern": ArticleKind.CONCERN,
}
_RETRACTED = re.compile(r"\W*(?:retracted|withdrawn)\b(?:\W+article)?\s*[:\])–—-]", re.IGNORECASE)
_RETRACTED_BY = frozenset({"retraction-forward", "retraction", "retracted-by"})


def read(xml: bytes) -> FullText:
    """The article in ``xml``: JATS in UTF-8, alone or as the only one in a ``pmc-articleset`` of efetch.

    Raises FullTextUnavailable if it cannot be read. A closed article is read, and has no sections.
    """
    article = _article(xml)
    meta = article.find("front/article-meta")
    if meta is None:
        raise FullTextUnavailable("The full text has no front matter and cannot be used. Try again later.")
    body = article.find("body")
    is_closed = body is None
    return FullText(
        pmid=_id(meta, r"\d+", "pmid"),
        pmcid=_pmcid(meta),
        doi=_id(meta, r"10\.\d{4,9}/\S+", "doi"),
        kind=_KINDS.get(article.get("article-type", ""), ArticleKind.ARTICLE),
        is_retracted=_is_retracted(article, meta),
        licence=statement(meta),
        sections=() if body is None else tuple(sections(body)),
        figures=() if is_closed else tuple(figures(article)),
        tables=() if is_closed else tuple(tables(article)),
        abbreviations=abbreviations(article),
    )


def _article(xml: bytes) -> etree._Element:
    try:
        root = parse(xml, _MOST, _IMPLAUSIBLE)
    except UnreadableDocument as error:
        raise FullTextUnavailable(f"The full text {error}. Try again later.") from error
    found = [root] if root.tag == "article" else root.findall("article") if root.tag == "pmc-articleset" else []
    if len(found) != 1:
        raise FullTextUnavailable("The response does not contain one article and cannot be used. Try again later.")
    return found[0]


def _pmcid(meta: etree._Element) -> str:
    """The PMC id; the same archive writes it as "pmc" with digits, and as "pmcid"."""
    digits = _id(meta, r"(?:PMC)?\d+", "pmcid", "pmc").removeprefix("PMC")
    return f"PMC{digits}" if digits else ""


def _id(meta: etree._Element, pattern: str, *kinds: str) -> str:
    found = (words(each) for kind in kinds for each in meta.iterfind(f"article-id[@pub-id-type='{kind}']"))
    return next((each for each in found if re.fullmatch(pattern, each)), "")


def _is_retracted(article: etree._Element, meta: etree._Element) -> bool:
    related = {each.get("related-article-type", "") for each in meta.iterfind("related-article")}
    title = words(meta.find("title-group/article-title"))
    return bool(
        _RETRACTED_BY & related or _RETRACTED.match(title) or article.get("article-type", "") == "retracted-article"
    )
