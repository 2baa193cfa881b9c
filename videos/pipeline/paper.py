"""The first stage: fetches the ``Paper`` with a given id."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Protocol

from videos.pipeline import pubmed
from videos.pipeline.artifacts import NoticeKind, Paper
from videos.pipeline.errors import PaperRetracted, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE, PaperId
from videos.pipeline.options import Options
from videos.pipeline.progress import Report, silent

_SAMPLE_PMID = "99999999"

Read = Callable[[bytes, str], Paper]
"""Reads a response of efetch, as ``pubmed.read`` does."""


class Records(Protocol):
    """A source of records; in production ``outside.ncbi.Ncbi``."""

    def pmid_of(self, pmcid: str, waiting: Callable[[], None]) -> str:
        """The PMID of the article ``pmcid``; raises ``PaperNotFound`` or ``PaperUnavailable``.

        ``waiting`` is called every second during the request; an exception from it ends the request.
        """

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The response of efetch for ``pmid``, as XML; otherwise like ``pmid_of``."""


def fetch(name: PaperId, records: Records, report: Report = silent, read: Read = pubmed.read) -> Paper:
    """The paper with the id ``name``. Raises PaperNotFound, PaperUnavailable or PaperHasNoText."""
    if name == SAMPLE:
        return read(_sample(), _SAMPLE_PMID)
    pmid = records.pmid_of(name, partial(report, 0.0)) if name.startswith("PMC") else name
    report(1 / 3)
    xml = records.record(pmid, partial(report, 1 / 3))
    report(2 / 3)
    paper = read(xml, pmid)
    if name.startswith("PMC") and paper.pmcid not in ("", name):
        raise PaperUnavailable(
            f"NCBI's services disagree about {name}: one returns PMID {pmid}, but its record says {paper.pmcid}. "
            "Use the paper's PMID instead."
        )
    report(1)
    return paper


def refuse_retracted(paper: Paper, options: Options) -> None:
    """Raise PaperRetracted for a retracted paper, unless the options allow retracted papers."""
    if not paper.retracted or options.allow_retracted:
        return
    notice = next(notice for notice in paper.notices if notice.kind is NoticeKind.RETRACTED)
    raise PaperRetracted(
        f"{notice.text} To make a video of it nevertheless, request it with allow_retracted. Every slide and the "
        "voice then say that the paper was retracted."
    )


def _sample() -> bytes:
    return (files("videos.pipeline") / "sample" / "sample.xml").read_bytes()
