"""Reads the authors' own list of abbreviations: a glossary, a footnote, or a section with that heading."""

import re
from collections.abc import Iterator

from lxml import etree

from videos.pipeline.artifacts.full_text import Abbreviation
from videos.pipeline.jats.passages import words

_HEADING = re.compile(r"\W*(?:list of )?(?:non-?standard )?abbreviations?(?: used| and acronyms)?\W*", re.IGNORECASE)
_ROW = re.compile(r"(?P<short>[^\s:=,;][^:=,;]{0,19}?)\s*[:=,]\s*(?P<long>[^;:=]{3,120})")
_LONGEST_LIST = 20_000  # characters


def abbreviations(article: etree._Element) -> tuple[Abbreviation, ...]:
    """The rows in order, without those whose short form has two meanings."""
    rows = list(dict.fromkeys(_rows(article)))
    meanings: dict[str, int] = {}
    for row in rows:
        meanings[row.short] = meanings.get(row.short, 0) + 1
    return tuple(row for row in rows if meanings[row.short] == 1)


def _rows(article: etree._Element) -> Iterator[Abbreviation]:
    for part in (*article.iterfind("body"), *article.iterfind("back"), *article.iterfind("front/article-meta")):
        for item in part.iter("def-item"):
            if short := words(item.find("term")).rstrip(" :"):
                yield from _row(short, words(item.find("def/p")) or words(item.find("def")))
        for holder in part.iter("sec", "glossary", "fn", "notes"):
            yield from _written(holder)


def _written(holder: etree._Element) -> Iterator[Abbreviation]:
    """The rows of a list that is only text: "BMI: body mass index; CI: confidence interval"."""
    heading = words(holder.find("title")) or words(holder.find("label"))
    if not (_HEADING.fullmatch(heading) or holder.get("fn-type") in ("abbr", "abbreviations")):
        return
    for paragraph in holder.iter("p"):
        text = words(paragraph)[:_LONGEST_LIST]
        opening, colon, rest = text.partition(":")
        listed = rest if colon and _HEADING.fullmatch(opening) else text
        for part in listed.split(";"):
            if match := _ROW.fullmatch(part.strip(" .")):
                yield from _row(match["short"], match["long"])


def _row(short: str, long: str) -> Iterator[Abbreviation]:
    if re.search(r"[A-Z]", short) and long.strip(" .") and short != long:
        yield Abbreviation(short, long.strip(" ."))
