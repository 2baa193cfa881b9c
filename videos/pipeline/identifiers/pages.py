"""Finds the ids that the printed pages of a paper name, and whether a title stands on them.

A page names many papers. The file's own metadata come first; then the first page before the others; on a page, what
stands in the header or footer, and what is labelled ("doi:"). What follows the heading of the references comes last.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from videos.pipeline.identifiers import words
from videos.pipeline.identifiers.cleaning import cleaned
from videos.pipeline.identifiers.paper_id import PaperId

_REFERENCES = re.compile(r"^[\W\d]{0,6}(?:references|bibliography|literature cited|works cited)\W{0,3}$", re.I | re.M)
_HYPHEN_AT_END = re.compile("[\x02\ufffe]")
"""How PDFium writes a hyphen at the end of a line."""

_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIVIDED = re.compile(r"(?<=10\.\d{4})(\d{0,5}/(?:\S{0,100}[-/_.])?) ?\n ?(?=[^\sA-Z]|(?<=[-/_]\n)\S)")
"""A DOI that goes on in the next line. A capital after a full stop begins a sentence."""

_SHORTEST_TITLE = 15
"""Letters. A shorter title, such as "Asthma", stands on pages of other papers as well."""


@dataclass(frozen=True, slots=True)
class Page:
    """The characters of a page; those printed larger than most of it; those in its header and footer."""

    text: str
    large: str
    margins: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first pages of a file, and the values in its metadata that may contain an id."""

    pages: tuple[Page, ...]
    about: tuple[str, ...]

    @property
    def letters(self) -> int:
        """The number of letters and digits on the pages."""
        return sum(len(_letters(page.text)) for page in self.pages)


def ids(beginning: Beginning) -> tuple[PaperId, ...]:
    """The ids in the metadata and on the pages, each once, the likeliest first."""
    found = list(of_metadata(beginning))
    cited: list[PaperId] = []
    for page in beginning.pages:
        heading = _REFERENCES.search(_lines(page.text))
        before = _lines(page.text)[: heading.start() if heading else None]
        found += _named(page.margins) + _named(before)
        cited += _named(page.text)
    return tuple(dict.fromkeys(found + cited))


def of_metadata(beginning: Beginning) -> tuple[PaperId, ...]:
    """The ids in the file's metadata."""
    return tuple(name for text in beginning.about for name in _named(text))


def is_headline(title: str, beginning: Beginning) -> bool:
    """Whether the title stands on the pages, printed larger than most of the text. A cited title does not."""
    return _contains((page.large for page in beginning.pages), title)


def stands(title: str, beginning: Beginning) -> bool:
    """Whether the title stands on the pages, in any print."""
    return _contains((page.text for page in beginning.pages), title)


def _named(text: str) -> list[PaperId]:
    """The ids in a text; first those that are labelled, and last those that are divided between lines."""
    text = _lines(text)
    whole = words.printed(cleaned(text))
    divided = words.printed(cleaned(_DIVIDED.sub(r"\1", text)))
    labelled = [mention.id for mention in whole if mention.labelled]
    return list(dict.fromkeys([*labelled, *(mention.id for mention in whole + divided)]))


def _lines(text: str) -> str:
    return _CONTROL.sub(" ", _HYPHEN_AT_END.sub("-", text).replace("\r\n", "\n"))


def _contains(texts: Iterator[str], title: str) -> bool:
    wanted = _letters(title)
    return len(wanted) >= _SHORTEST_TITLE and any(wanted in _letters(text) for text in texts)


def _letters(text: str) -> str:
    """Letters and digits alone: what stands between them differs between print and record, such as line breaks."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))
