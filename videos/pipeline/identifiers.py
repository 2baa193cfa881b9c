"""The identifiers that name a paper, in every form that people paste."""

import re
from typing import NewType

from videos.pipeline.errors import InvalidId

PaperId = NewType("PaperId", str)
"""A normalised identifier: "32887691" (a PMID), "PMC10979640" or "sample". Only ``parse_id`` makes one of a text."""

SAMPLE = PaperId("sample")
"""Names the bundled record of an invented paper: it needs no network."""

_LONGEST_INPUT = 500  # characters; the longest address that PubMed itself hands out is far shorter

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # as typed with an East Asian keyboard
_AROUND = " .,;\"'<>()[]\u200b\u2060\ufeff“”‘’"  # what is copied along with an id

_PMID = r"(?!\d{9})0*(?P<pmid>[1-9]\d*)"
_PMC = r"PMC\s?(?!\d{10})0*(?P<pmc>[1-9]\d*)(?:\.\d{1,3})?"
_REST_OF_ADDRESS = r"(?:[/?#]\S*)?"
_ACCEPTED = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"(?:(?:PMID|PubMed(?: ID)?)\s?:?\s?)?{_PMID}",
        rf"(?:PMC(?:ID| ID)\s?:?\s?)?{_PMC}",
        rf"(?:https?://)?(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/{_PMID}{_REST_OF_ADDRESS}",
        rf"(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/{_PMID}{_REST_OF_ADDRESS}",
        rf"(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pmc/articles/{_PMC}{_REST_OF_ADDRESS}",
        rf"(?:https?://)?(?:www\.)?pmc\.ncbi\.nlm\.nih\.gov/articles/{_PMC}{_REST_OF_ADDRESS}",
        rf"(?:https?://)?(?:www\.)?europepmc\.org/(?:article|abstract)/med/{_PMID}{_REST_OF_ADDRESS}",
        rf"(?:https?://)?(?:www\.)?europepmc\.org/(?:articles?|article/pmc)/{_PMC}{_REST_OF_ADDRESS}",
    )
)


def parse_id(text: str) -> PaperId:
    """The identifier in a pasted id or URL.

    Raises InvalidId for any other text, and for a text with two ids.
    """
    if len(text) > _LONGEST_INPUT:
        raise InvalidId(_refusal(text))
    pasted = " ".join(text.translate(_FULL_WIDTH).split()).strip(_AROUND)
    if pasted.lower() == SAMPLE:
        return SAMPLE
    for pattern in _ACCEPTED:
        if match := pattern.fullmatch(pasted):
            named = match.groupdict()
            return PaperId(named.get("pmid") or f"PMC{named['pmc']}")
    raise InvalidId(_refusal(text))


def record_url(identifier: PaperId) -> str:
    """The URL of the paper's page at PubMed or PMC."""
    if identifier.startswith("PMC"):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifier}/"
    return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"


def _refusal(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text[:60]).strip()
    return (
        f"“{shown}{'…' if len(text) > 60 else ''}” names no paper. Give one PubMed id (32887691), one PMC id "
        "(PMC10979640), or the address of the paper's page at PubMed, PMC or Europe PMC; “sample” makes the example."
    )
