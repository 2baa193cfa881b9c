"""Reads the authors of a record."""

import re
from collections.abc import Iterator

from lxml import etree

from videos.pipeline.artifacts import Author
from videos.pipeline.pubmed.markup import text_of


def author_list(book: etree._Element) -> etree._Element | None:
    """The authors of a chapter or a book, not its editors; None if the record lists none."""
    lists = book.findall("AuthorList") + book.findall("Book/AuthorList")
    return next((authors for authors in lists if authors.get("Type", "authors") == "authors"), None)


def authors(found: etree._Element | None) -> Iterator[Author]:
    """The people and groups of a list, in its order, without those that the record withdraws."""
    for author in () if found is None else found.iterfind("Author"):
        group, last_name = text_of(author, "CollectiveName"), text_of(author, "LastName")
        fore_name = text_of(author, "ForeName")
        if author.get("ValidYN", "Y") == "N" or not (group or last_name or fore_name):
            continue
        if group:
            yield Author(collective=group)
        elif last_name:
            initials = text_of(author, "Initials") or _initials(fore_name)
            yield Author(last_name, initials, suffix=text_of(author, "Suffix"))
        else:
            yield Author(fore_name)


def _initials(fore_name: str) -> str:
    return "".join(name[0] for name in re.split(r"[\s-]+", fore_name) if name)
