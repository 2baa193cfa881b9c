"""Finds DOIs in a text or in the path of a link."""

import re
from collections.abc import Iterator

from videos.pipeline.identifiers.cleaning import trimmed
from videos.pipeline.identifiers.paper_id import LONGEST, PaperId

PREFIX = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/"
"""How every DOI begins, from the DOI Handbook: 10, a registrant with or without subdivisions, a slash."""

LABEL = r"(?:\bdoi(?:\.org)?[\s:=#/{\"'(\[]{0,5})"
DOI = re.compile(rf"(?P<label>{LABEL})?(?<![\d.]){PREFIX}[^\s\"\u201c\u201d]{{1,400}}", re.IGNORECASE)
"""A DOI up to the next blank. What may be glued to its end is removed afterwards."""

_GLUED = re.compile(
    r"[.,;:]{0,3}(?:PMC?ID\b|\[(?:doi|aid|uid)\]|<(?=[a-z/])|\]\(|&(?=\w+=)|[,;|](?=(?:doi:|https?://|10\.\d{4,9}/)))",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.\d{4,12}|\d{6})(?!\d)")
"""A preprint of bioRxiv or medRxiv. Cold Spring Harbor's journals share the prefix 10.1101, with other suffixes."""

_PAGE = re.compile(
    r"(?:/(?:v\d+/)?(?:e?pdf|pdfdirect|full|fulltext|full-text|abstract|abs|summary|meta|html|xml|epub|references|"
    r"figures?|tables?|metrics|citations?|comments|supplementary\S{0,20}|suppl_file|suppl|related|authors)(?:/.*)?|"
    r"\.(?:pdf|full|full-text|full\.pdf|abstract|short|long|html?|xml|epub)(?:\+html)?|;jsessionid=.*|/)$",
    re.IGNORECASE,
)
"""What publishers put after a DOI in the URL of a page or file."""


def found(text: str) -> Iterator[tuple[re.Match[str], PaperId]]:
    """Each DOI in the text, after the match that tells its label and its start."""
    place = 0
    while match := DOI.search(text, place):
        label = match["label"] or ""
        raw = match[0][len(label) :]
        glued = _GLUED.search(raw)
        raw = raw[: glued.start()] if glued else raw
        place = match.start() + len(label) + len(raw)
        yield match, normalised(raw)


def in_link(path: str) -> list[PaperId]:
    """The DOIs in an unescaped path or parameter, without what publishers put after them."""
    return [normalised(_without_page(trimmed(match[0][len(match["label"] or "") :]))) for match in DOI.finditer(path)]


def normalised(doi: str) -> PaperId:
    """A DOI in small letters, as DOIs are compared. Preprints lose their version.

    The result may be longer than an id can be: it is for the caller to refuse it.
    """
    doi = trimmed(doi[: LONGEST + 100]).lower()
    preprint = _PREPRINT.match(doi)
    return PaperId(preprint[0] if preprint else doi)


def is_preprint(doi: str) -> bool:
    """Whether the DOI is one of bioRxiv or medRxiv."""
    return _PREPRINT.fullmatch(doi) is not None


def _without_page(doi: str) -> str:
    while (page := _PAGE.search(doi[: LONGEST + 300])) and page.start() > doi.index("/") + 1:
        doi = doi[: page.start()]
    return doi
