"""Looks up everything that was pasted into the one box: a paper, several papers, or words of a title.

Several papers are looked up together: one request converts all their PMC ids or DOIs, one fetches 25 records. What was
not found within the time of a preview is said to be unavailable; the same list continues there when it is sent again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from videos.papers import preview
from videos.papers.preview import Finding
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Paper
from videos.pipeline.errors import InvalidId, PaperHasNoText, PaperNotFound, PaperUnavailable, PipelineError
from videos.pipeline.identifiers import MOST_LINES, SAMPLE, Entry, IdKind, PaperId, entries, is_preprint
from videos.pipeline.outside.ncbi import Ncbi, doi_term
from videos.pipeline.paper import Sources

MOST_HITS = 8
"""Papers that are offered for a title."""

_AT_ONCE = 25
"""Records in one request. They have about half a megabyte together."""

_SEARCHED_AT_ONCE = 5
"""DOIs that are searched for singly before their records are fetched together."""

_LONGEST_TITLE = 300  # characters

_NOT_FOUND = PaperNotFound("PMC has no paper with this id that is also in PubMed. Check the number.")

_CHOOSE = "These are words, perhaps of a title. Choose the paper that you mean, or enter its PMID, PMC id or DOI."
_NO_HITS = (
    "PubMed has no paper with an abstract whose title has all these words. Check the title, or enter the paper's PMID, "
    "PMC id or DOI."
)

Waiting = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Line:
    """What one line names: a paper, or why there is none. ``hits`` are papers with a title like the text."""

    text: str
    finding: Finding
    hits: tuple[Finding, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether a video with default options can be made of it."""
        return self.finding.paper is not None and not self.finding.error_code

    @property
    def is_open(self) -> bool:
        """Whether a later look-up may find the paper."""
        return self.finding.error_code == PaperUnavailable.code


def look_up_lines(text: str) -> tuple[Line, ...]:
    """One line for each paper in a pasted text, at least one. For several, no durations are estimated."""
    try:
        found = entries(text)
        if len(found) > MOST_LINES:
            raise InvalidId(f"These are {len(found)} papers. Enter {MOST_LINES} at once at most.")
    except InvalidId as error:
        return (Line(text[:200], Finding(error_code=error.code, error_message=str(error))),)
    if len(found) == 1 and not found[0].is_title:
        return (Line(found[0].text, preview.look_up(text)),)
    return _all(found)


def look_up_ids(names: Sequence[PaperId]) -> tuple[Finding, ...]:
    """The papers with these ids, together. Of several, no durations are estimated."""
    if len(names) == 1:
        return (preview.look_up_id(names[0]),)
    return tuple(line.finding for line in _all([Entry(name, name) for name in names]))


def _all(found: Sequence[Entry]) -> tuple[Line, ...]:
    lines = {entry: line for entry in found if (line := _known(entry))}
    outage = ""
    try:
        if rest := [entry for entry in found if entry not in lines]:
            with preview.visit() as (sources, check_deadline):
                lines.update(_asked(rest, sources, partial(check_deadline, 0.0)))  # keeps those before an outage
    except PaperUnavailable as error:
        outage = str(error)
    missing = Finding(error_code=PaperUnavailable.code, error_message=outage)
    return tuple(lines.get(entry) or Line(entry.text, replace(missing, pubmed_id=entry.id or "")) for entry in found)


def _known(entry: Entry) -> Line | None:
    """What needs no request: a line without paper or title, the sample, and what was looked up before."""
    if entry.id == SAMPLE:
        return Line(entry.text, preview.look_up_id(entry.id))
    if entry.id:
        finding = preview.known(entry.id)
        return Line(entry.text, finding) if finding else None
    if entry.is_title:
        return _offered_before(entry)
    return Line(entry.text, Finding(error_code=InvalidId.code, error_message=entry.fault))


def _asked(rest: Sequence[Entry], sources: Sources, waiting: Waiting) -> Iterator[tuple[Entry, Line]]:
    """The other lines one after another, so that those before an outage are kept. Preprints come last."""
    by_id = {entry.id: entry for entry in rest if entry.id}
    ncbi = preview.client()
    preprints = [name for name in by_id if sources.postings and is_preprint(name)]
    for names in _in_parts([name for name in by_id if name not in preprints], _AT_ONCE):
        for name, finding in _findings(names, ncbi, waiting):
            preview.remember(f"listed:{name}", finding)
            yield by_id[name], Line(by_id[name].text, finding)
    for entry in rest:
        if entry.is_title:
            yield entry, _offered(entry, ncbi, waiting)
    for name in preprints:
        finding = _preprint(name, sources, waiting)
        preview.remember(f"listed:{name}", finding)
        yield by_id[name], Line(by_id[name].text, finding)


def _preprint(name: PaperId, sources: Sources, waiting: Waiting) -> Finding:
    try:
        return preview.judged(name, papers.find(name, sources, lambda fraction: waiting()), {})
    except (PaperNotFound, PaperHasNoText, PaperUnavailable) as error:
        return Finding(name, error_code=error.code, error_message=str(error))


def _findings(names: Sequence[PaperId], ncbi: Ncbi, waiting: Waiting) -> Iterator[tuple[PaperId, Finding]]:
    pmids: dict[str, str] = {name: name for name in names if name.kind is IdKind.PMID}
    for kind in (IdKind.PMCID, IdKind.DOI):
        if asked := [name for name in names if name.kind is kind and "," not in name]:
            pmids |= ncbi.pmids_of(asked, waiting)
    read = _records([*dict.fromkeys(pmids.values())], ncbi, waiting)
    for name in names:
        if name in pmids or name.kind is not IdKind.DOI:
            yield name, _finding(name, read.get(pmids.get(name, ""), _NOT_FOUND))
    for some in _in_parts([name for name in names if name.kind is IdKind.DOI and name not in pmids], _SEARCHED_AT_ONCE):
        yield from _searched(some, ncbi, waiting)


def _searched(names: Sequence[PaperId], ncbi: Ncbi, waiting: Waiting) -> Iterator[tuple[PaperId, Finding]]:
    """The papers of DOIs outside PMC: PubMed must find one record, and the record must have the DOI."""
    found = {name: hits[0] for name in names if len(hits := _search(doi_term(name), ncbi, waiting)) == 1}
    read = _records([*dict.fromkeys(found.values())], ncbi, waiting)
    for name in names:
        paper = read.get(found.get(name, ""), _NOT_FOUND)
        is_another = isinstance(paper, Paper) and paper.doi.lower() != name
        yield name, _finding(name, _NOT_FOUND if is_another else paper)


def _search(term: str, ncbi: Ncbi, waiting: Waiting, most: int = 2) -> list[str]:
    """The PMIDs that PubMed finds. They are remembered, so that a list makes progress however slow NCBI is."""
    waiting()
    pmids = preview.recall_ids(term)
    if pmids is None:
        pmids = ncbi.search(term, waiting, most)
        preview.remember_ids(term, pmids)
    return pmids


def _records(pmids: Sequence[str], ncbi: Ncbi, waiting: Waiting) -> dict[str, Paper | PipelineError]:
    if not pmids:
        return {}
    try:
        xml = ncbi.records(pmids, waiting)
    except PaperNotFound:  # NCBI knows none of them
        return {pmid: PaperNotFound(f"PubMed has no record with PMID {pmid}. Check the number.") for pmid in pmids}
    waiting()
    return preview.read_each(xml, pmids)


def _finding(name: PaperId, found: Paper | PipelineError) -> Finding:
    if isinstance(found, Paper):
        try:
            papers.refuse_another(name, found)
            return preview.judged(name, found, {})
        except PaperUnavailable as error:
            found = PaperNotFound(str(error))
    if found is _NOT_FOUND and name.kind is IdKind.DOI:
        found = PaperNotFound(papers.unknown(name))
    return Finding(name, error_code=found.code, error_message=str(found))


def _offered(entry: Entry, ncbi: Ncbi, waiting: Waiting) -> Line:
    """The papers whose titles have the words of the text."""
    read = _records(_search(title_term(entry.text), ncbi, waiting, MOST_HITS), ncbi, waiting)
    findings = [_finding(PaperId(pmid), found) for pmid, found in read.items()]
    for finding in findings:
        preview.remember(f"listed:{finding.pubmed_id}", finding)
    return _with_hits(entry, findings)


def _offered_before(entry: Entry) -> Line | None:
    """What was offered for the same words in the last minutes."""
    ids = preview.recall_ids(title_term(entry.text))
    if ids is None:
        return None
    known = preview.all_known([PaperId(name) for name in ids])
    return _with_hits(entry, list(known.values())) if len(known) == len(ids) else None


def _with_hits(entry: Entry, findings: Sequence[Finding]) -> Line:
    if hits := tuple(finding for finding in findings if finding.paper):
        return Line(entry.text, Finding(error_code=InvalidId.code, error_message=_CHOOSE), hits)
    return Line(entry.text, Finding(error_code=PaperNotFound.code, error_message=_NO_HITS))


def title_term(title: str) -> str:
    """The search for the words of a title in PubMed's syntax; small letters, as AND, OR and NOT are operators."""
    return " ".join(re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", title[:_LONGEST_TITLE])).lower() + "[title]"


def _in_parts(names: Sequence[PaperId], most: int) -> Iterator[list[PaperId]]:
    rest = iter(names)
    while part := list(islice(rest, most)):
        yield part
