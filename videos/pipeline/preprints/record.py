"""Reads a posting of bioRxiv or medRxiv as a ``Paper``."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from videos.pipeline import pubmed
from videos.pipeline.artifacts import Author, Notice, NoticeKind, Origin, Paper, Preprint
from videos.pipeline.errors import PaperHasNoText, PaperUnavailable
from videos.pipeline.preprints.abstract import parts

_SERVERS = {origin.value.casefold(): origin for origin in (Origin.BIORXIV, Origin.MEDRXIV)}
_LICENCES = re.compile(r"cc_(by(?:_(?:nc|nd|sa))*)|(cc0)(?:_ng)?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S{1,190}")
_WITHDRAWN = re.compile(
    r"^\W*withdrawn\b|\b(?:have|has) withdrawn (?:this|their|the|our) (?:manuscript|preprint|paper|article|work)\b|"
    r"\b(?:manuscript|preprint|paper|article|work) (?:has been|is being|was|is) withdrawn\b",
    re.IGNORECASE,
)
_LONGEST = {"title": 2000, "abstract": 100_000, "authors": 500_000, "category": 200, "version": 4}
"""Characters of a field, as far as they are plausible. The limits for records of PubMed are the same."""

_OPENING = 300  # characters of an abstract
"""What the title, or the opening of the abstract, of the last version says of a preprint that was withdrawn."""


def read(posting: Mapping[str, str]) -> Paper:
    """The preprint whose latest version is described by ``posting``, the fields of ``details``.

    Raises PaperHasNoText if it was withdrawn or has no English abstract that is long enough, and PaperUnavailable if
    the fields cannot be used.
    """
    doi = posting["doi"].lower()
    server = _SERVERS.get(posting["server"].casefold())
    posted = _posted(posting["date"])
    if server is None or posted is None or not posting["version"].isdecimal() or _is_too_long(posting):
        raise PaperUnavailable(f"The preprint server's record of {doi} is incomplete or implausible.")
    title = pubmed.title_of(posting["title"])
    if not title.text:
        raise PaperHasNoText(f"{server} has no title for {doi}. Choose another paper.")
    if withdrawal(posting):
        raise PaperHasNoText(f"{server} says that the preprint {doi} was withdrawn. Choose another paper.")
    sections = pubmed.sections_of(parts(posting["abstract"]))
    if not pubmed.are_enough(sections):
        raise PaperHasNoText(
            f"{server} has no English abstract that is long enough to narrate for {doi}. Choose another paper."
        )
    published = posting.get("published", "").strip()
    preprint = Preprint(
        version=posting["version"],
        posted=posted.isoformat(),
        licence=_licence(posting.get("license", "")),
        category=posting.get("category", ""),
        published=published.lower() if _DOI.fullmatch(published) and published.lower() != doi else "",
    )
    return Paper(
        pmid="",
        title=title,
        sections=sections,
        doi=doi,
        authors=tuple(_authors(posting.get("authors", ""))),
        journal=server.value,
        year=str(posted.year),
        publication_types=("Preprint",),
        notices=(Notice(NoticeKind.PREPRINT, _notice(server, preprint)),),
        origin=server,
        preprint=preprint,
    )


def _is_too_long(posting: Mapping[str, str]) -> bool:
    return any(len(posting.get(name, "")) > most for name, most in _LONGEST.items())


def withdrawal(posting: Mapping[str, str]) -> Notice | None:
    """The notice that the authors have withdrawn a preprint, if its latest version says so."""
    texts = (posting["title"], posting["abstract"], posting.get("type", ""))
    if not any(_WITHDRAWN.search(text[:_OPENING]) for text in texts):
        return None
    server = _SERVERS.get(posting["server"].casefold(), "its server")
    return Notice(NoticeKind.WITHDRAWN, f"According to {server}, this preprint has been withdrawn.")


def _notice(server: Origin, preprint: Preprint) -> str:
    what = f"This is a preprint (version {preprint.version} at {server}). It has not been peer reviewed."
    later = f" A version of it was published later: doi.org/{preprint.published}." if preprint.published else ""
    return what + later


def _posted(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _licence(name: str) -> str:
    """The licence's name for readers; "" for "cc_no", which reserves all rights."""
    found = _LICENCES.fullmatch(name.strip())
    if not found:
        return ""
    return "CC0" if found[2] else f"CC {found[1].upper().replace('_', '-')}"


def _authors(listed: str) -> Iterator[Author]:
    """The authors in "Ames, A. B.; Beck, C.; FERN Group"."""
    for name in filter(None, (pubmed.plain(part).strip() for part in listed.split(";"))):
        last, comma, given = (part.strip() for part in name.partition(","))
        if comma and last:
            yield Author(last, "".join(part[0] for part in re.split(r"[\s.-]+", given) if part))
        else:
            yield Author(collective=name.strip(" ,"))
