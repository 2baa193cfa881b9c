"""Parses paper ids in every form that people paste."""

import re
from typing import NewType

from videos.pipeline.errors import InvalidId

PaperId = NewType("PaperId", str)
"""A normalised id: "32887691" (a PMID), "PMC10979640" or "sample". Only ``parse_id`` makes one from text."""

SAMPLE = PaperId("sample")
"""The id of the bundled record of an invented paper, which needs no network."""

_LONGEST_INPUT = 500  # characters; the longest URL that PubMed links to is far shorter

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # as typed with an East Asian keyboard
_AROUND = " .,;\"'<>()[]\u200b\u2060\ufeff“”‘’"  # characters that get copied along with an id

_PMID = r"(?!\d{9})0*(?P<pmid>[1-9]\d*)"
_PMC = r"PMC\s?(?!\d{10})0*(?P<pmc>[1-9]\d*)(?:\.\d{1,3})?"
_REST_OF_URL = r"(?:[/?#]\S*)?"
_ACCEPTED = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"(?:(?:PMID|PubMed(?: ID)?)\s?:?\s?)?{_PMID}",
        rf"(?:PMC(?:ID| ID)\s?:?\s?)?{_PMC}",
        rf"(?:https?://)?(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/{_PMID}{_REST_OF_URL}",
        rf"(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/{_PMID}{_REST_OF_URL}",
        rf"(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pmc/articles/{_PMC}{_REST_OF_URL}",
        rf"(?:https?://)?(?:www\.)?pmc\.ncbi\.nlm\.nih\.gov/articles/{_PMC}{_REST_OF_URL}",
        rf"(?:https?://)?(?:www\.)?europepmc\.org/(?:article|abstract)/med/{_PMID}{_REST_OF_URL}",
        rf"(?:https?://)?(?:www\.)?europepmc\.org/(?:articles?|article/pmc)/{_PMC}{_REST_OF_URL}",
    )
)


def parse_id(text: str) -> PaperId:
    """The paper id in a pasted id or URL.

    Raises InvalidId for any other text, also for a text with two ids.
    """
    if len(text) > _LONGEST_INPUT:
        raise InvalidId(_message(text))
    pasted = " ".join(text.translate(_FULL_WIDTH).split()).strip(_AROUND)
    if pasted.lower() == SAMPLE:
        return SAMPLE
    for pattern in _ACCEPTED:
        if match := pattern.fullmatch(pasted):
            named = match.groupdict()
            return PaperId(named.get("pmid") or f"PMC{named['pmc']}")
    raise InvalidId(_message(text))


def record_url(identifier: PaperId) -> str:
    """The URL of the paper's page at PubMed or PMC."""
    if identifier.startswith("PMC"):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifier}/"
    return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"


def _message(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text[:60]).strip()
    return (
        f"“{shown}{'…' if len(text) > 60 else ''}” is not a paper id. Enter one PubMed id (32887691), one PMC id "
        "(PMC10979640), or the URL of the paper's page at PubMed, PMC or Europe PMC. “sample” is an example paper."
    )
