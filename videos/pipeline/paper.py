"""The first stage: fetches the ``Paper`` with a given id."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from typing import Protocol

from videos.pipeline import preprints, pubmed
from videos.pipeline.artifacts import NoticeKind, Origin, Paper
from videos.pipeline.errors import NoPlainSummary, PaperHasNoText, PaperNotFound, PaperRetracted, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE, IdKind, PaperId, is_preprint
from videos.pipeline.options import Options
from videos.pipeline.progress import Report, silent

logger = logging.getLogger(__name__)

_SAMPLE_PMID = "99999999"

Read = Callable[[bytes, str], Paper]
"""Reads a response of efetch, as ``pubmed.read`` does."""


class Records(Protocol):
    """A source of records; in production ``outside.ncbi.Ncbi`` or ``outside.europe_pmc_records.EuropePmcRecords``."""

    def pmid_of(self, name: str, waiting: Callable[[], None]) -> str:
        """The PMID of the article with a PMC id or DOI; raises ``PaperNotFound`` or ``PaperUnavailable``.

        ``waiting`` is called every second during the request; an exception from it ends the request.
        """

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        """The response of efetch for ``pmid``, as XML; otherwise like ``pmid_of``."""

    def with_doi(self, doi: str, waiting: Callable[[], None]) -> list[str]:
        """The PMIDs of the records that are found for a DOI; otherwise like ``pmid_of``."""


class Postings(Protocol):
    """A source of preprints; in production ``outside.preprint_servers.PreprintServers``."""

    def latest(self, doi: str, waiting: Callable[[], None]) -> Mapping[str, str]:
        """The fields of the latest version of a preprint; otherwise like ``Records.pmid_of``."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where papers come from.

    ``records`` are those of published papers, in the order in which they are asked: each while those before it are
    away. ``postings`` are preprints; without them a preprint is found only if PubMed has a record of it.
    """

    records: Mapping[Origin, Records]
    postings: Postings | None = None


def find(name: PaperId, sources: Sources, report: Report = silent, read: Read = pubmed.read) -> Paper:
    """The paper with the id ``name`` from the first source that answers. Raises as ``fetch`` does.

    Only the first source decides that there is no such paper, or no text. What a stand-in lacks may be there when the
    first is back, so its error is that the first is away.
    """
    if name == SAMPLE:
        return sample(read)
    if sources.postings and is_preprint(name):
        return _preprint(name, sources.postings, report)
    (origin, first), *others = sources.records.items()
    try:
        return replace(fetch(name, first, report, read), origin=origin)
    except PaperUnavailable as error:
        if not error.transient:
            raise
        for stand_in, records in others:
            logger.warning("%s is away, so %s is asked for %s: %s", origin, stand_in, name, error)
            try:
                return replace(fetch(name, records, partial(_continued, report), read), origin=stand_in)
            except (PaperUnavailable, PaperNotFound, PaperHasNoText) as lack:
                logger.warning("%s has no record of %s either: %s", stand_in, name, lack)
        raise


def _continued(report: Report, fraction: float) -> None:
    """Report no less than the source before: progress never falls."""
    report(max(fraction, 1 / 3))


def _preprint(doi: PaperId, postings: Postings, report: Report) -> Paper:
    report(1 / 3)
    paper = preprints.read(postings.latest(doi, partial(report, 1 / 3)))
    report(1)
    return paper


def fetch(name: PaperId, records: Records, report: Report = silent, read: Read = pubmed.read) -> Paper:
    """The paper with the id ``name`` from one source. Raises PaperNotFound, PaperUnavailable or PaperHasNoText."""
    match PaperId(name).kind:
        case IdKind.SAMPLE:
            return sample(read)
        case IdKind.DOI:
            paper = _searched(name, records, report, read) or _in_pmc(name, records, report, read)
        case IdKind.PMCID:
            paper = _converted(name, records, report, read)
        case IdKind.PMID:
            paper = _record(name, records, report, read)
    report(1)
    return paper


def _record(pmid: str, records: Records, report: Report, read: Read) -> Paper:
    report(1 / 3)
    xml = records.record(pmid, partial(report, 1 / 3))
    report(2 / 3)
    return read(xml, pmid)


def _converted(name: PaperId, records: Records, report: Report, read: Read) -> Paper:
    """The paper by the PMID that the ID converter knows."""
    pmid = records.pmid_of(name, partial(report, 0.0))
    paper = _record(pmid, records, report, read)
    refuse_another(name, paper)
    return paper


def refuse_another(name: PaperId, paper: Paper) -> None:
    """Raise PaperUnavailable if ``paper``, to which another service led, is by its own record not the one asked for."""
    says = {IdKind.PMCID: paper.pmcid, IdKind.DOI: paper.doi.lower()}.get(PaperId(name).kind, "")
    if says not in ("", name):
        raise PaperUnavailable(
            f"Two services disagree about {name}: one returns PMID {paper.pmid}, but its record says {says}. "
            "Use the paper's PMID instead."
        )


def _searched(doi: PaperId, records: Records, report: Report, read: Read) -> Paper | None:
    """The paper if PubMed finds exactly one record for its DOI, and the record has this DOI; else None."""
    found = records.with_doi(doi, partial(report, 0.0))
    if len(found) != 1:
        return None
    paper = _record(found[0], records, report, read)
    return paper if paper.doi.lower() == doi else None


def _in_pmc(doi: PaperId, records: Records, report: Report, read: Read) -> Paper:
    try:
        return _converted(doi, records, report, read)
    except PaperNotFound as error:
        raise PaperNotFound(unknown(doi)) from error


def unknown(doi: PaperId) -> str:
    """What is said about a DOI that PubMed does not have."""
    if is_preprint(doi):
        return (
            f"{doi} is a preprint (bioRxiv or medRxiv), and PubMed has no record of it. If it was published in a "
            "journal, enter the DOI or PMID of that paper."
        )
    return (
        f"PubMed has no record with the DOI {doi}. Check it, or enter the paper's PMID. Books, data, preprints and "
        "papers of other fields have DOIs, but no record in PubMed."
    )


def refuse_retracted(paper: Paper, options: Options) -> None:
    """Raise PaperRetracted for a retracted paper, unless the options allow retracted papers."""
    if not paper.retracted or options.allow_retracted:
        return
    notice = next(notice for notice in paper.notices if notice.kind is NoticeKind.RETRACTED)
    raise PaperRetracted(
        f"{notice.text} To make a video of it nevertheless, request it with allow_retracted. Every slide and the "
        "voice then say that the paper was retracted."
    )


def in_plain_language(paper: Paper) -> Paper:
    """The paper with its plain-language summary in the place of the abstract. Raises NoPlainSummary."""
    if not paper.plain_summary:
        raise NoPlainSummary(
            f"PubMed's record of PMID {paper.pmid} has no plain-language summary in English. Request the video of the "
            "abstract instead."
        )
    return paper.in_plain_language


def sample(read: Read = pubmed.read) -> Paper:
    """The bundled paper, which is invented."""
    return read((files("videos.pipeline") / "sample" / "sample.xml").read_bytes(), _SAMPLE_PMID)
