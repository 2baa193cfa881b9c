"""The first stage: an identifier goes in, the ``Paper`` that it names comes out."""

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


class Records(Protocol):
    """Where records come from; ``outside.ncbi.Ncbi`` in life."""

    def pmid_of(self, pmcid: str, waiting: Callable[[], None]) -> str:
        """The PMID of the article ``pmcid``; raises ``PaperNotFound`` or ``PaperUnavailable``.

        ``waiting`` is called every second meanwhile, and what it raises ends the request.
        """

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The answer of efetch for ``pmid``, as XML; otherwise like ``pmid_of``."""


def fetch(name: PaperId, records: Records, report: Report = silent) -> Paper:
    """The paper that ``name`` identifies. Raises PaperNotFound, PaperUnavailable or PaperHasNoText."""
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


def refuse_retracted(paper: Paper, options: Options) -> None:
    """Raise PaperRetracted for a retracted paper, unless the options ask for it nevertheless."""
    if not paper.retracted or options.allow_retracted:
        return
    notice = next(notice for notice in paper.notices if notice.kind is NoticeKind.RETRACTED)
    raise PaperRetracted(
        f"{notice.text} A video of a retracted paper is made only for those who ask for it by name: ask again with "
        "allow_retracted. Every slide of it then says that the paper was retracted, and so does the voice."
    )


def _sample() -> bytes:
    return (files("videos.pipeline") / "sample" / "sample.xml").read_bytes()
