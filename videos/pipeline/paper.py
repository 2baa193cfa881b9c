"""The first stage: an identifier goes in, the ``Paper`` that it names comes out."""

import re
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Protocol

from videos.pipeline import pubmed
from videos.pipeline.artifacts import Paper
from videos.pipeline.errors import InvalidId, PaperUnavailable
from videos.pipeline.progress import Report, silent

SAMPLE = "sample"
"""Names the bundled record of an invented paper: it needs no network."""

_SAMPLE_PMID = "99999999"
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


class Records(Protocol):
    """Where records come from; ``outside.ncbi.Ncbi`` in life."""

    def pmid_of(self, pmcid: str, waiting: Callable[[], None]) -> str:
        """The PMID of the article ``pmcid``; raises ``PaperNotFound`` or ``PaperUnavailable``.

        ``waiting`` is called every second meanwhile, and what it raises ends the request.
        """

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The answer of efetch for ``pmid``, as XML; otherwise like ``pmid_of``."""


def address(identifier: str) -> str:
    """Where people find the record of a paper, by its normalised id."""
    if identifier.startswith("PMC"):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifier}/"
    return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"


def fetch(identifier: str, records: Records, report: Report = silent) -> Paper:
    """The paper that ``identifier`` names, in any form that ``normalise`` takes.

    Raises ``InvalidId``, ``PaperNotFound``, ``PaperUnavailable`` or ``PaperHasNoText``.
    """
    name = normalise(identifier)
    if name == SAMPLE:
        return pubmed.read(_sample(), _SAMPLE_PMID)
    pmid = records.pmid_of(name, partial(report, 0.0)) if name.startswith("PMC") else name
    report(1 / 3)
    xml = records.record(pmid, partial(report, 1 / 3))
    report(2 / 3)
    paper = pubmed.read(xml, pmid)
    if name.startswith("PMC") and paper.pmcid not in ("", name):
        raise PaperUnavailable(
            f"NCBI's services disagree on {name}: one leads to PMID {pmid}, whose record says {paper.pmcid}. "
            "Give the paper's PMID instead."
        )
    report(1)
    return paper


def normalise(text: str) -> str:
    """The one form of an identifier: "32887691", "PMC10979640" or "sample".

    Takes ids and addresses as people paste them. Raises ``InvalidId`` for anything else, two ids included.
    """
    if len(text) > _LONGEST_INPUT:
        raise InvalidId(_refusal(text))
    pasted = " ".join(text.translate(_FULL_WIDTH).split()).strip(_AROUND)
    if pasted.lower() == SAMPLE:
        return SAMPLE
    for pattern in _ACCEPTED:
        if match := pattern.fullmatch(pasted):
            named = match.groupdict()
            return named.get("pmid") or f"PMC{named['pmc']}"
    raise InvalidId(_refusal(text))


def _refusal(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text[:60]).strip()
    return (
        f"“{shown}{'…' if len(text) > 60 else ''}” names no paper. Give one PubMed id (32887691), one PMC id "
        "(PMC10979640), or the address of the paper's page at PubMed, PMC or Europe PMC; “sample” makes the example."
    )


def _sample() -> bytes:
    return (files("videos.pipeline") / "sample" / "sample.xml").read_bytes()
