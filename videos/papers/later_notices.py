"""Asks whether papers were retracted, withdrawn or questioned since their videos or scripts were made.

NCBI is asked for published papers, bioRxiv and medRxiv for preprints.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone

from videos.engines import sources
from videos.models import Job, Status
from videos.pipeline import preprints, pubmed
from videos.pipeline.artifacts import Notice, NoticeKind
from videos.pipeline.errors import PaperNotFound, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE
from videos.pipeline.outside.downloads import ignore
from videos.pipeline.paper import Postings

logger = logging.getLogger(__name__)

_GRAVE = (NoticeKind.RETRACTED, NoticeKind.WITHDRAWN, NoticeKind.CONCERN)
_AT_ONCE = 50
"""Records in one request. They have about a megabyte together."""

_ROWS_AT_ONCE = 500

_FAILURES = 3
"""Failed requests after which the rest is left to the next run."""

Later = dict[str, tuple[Notice, ...]]
"""The grave notices of papers by PMID, and of preprints by DOI."""


class Records(Protocol):
    """A source of records; in production ``outside.ncbi.Ncbi``."""

    def records(self, pmids: list[str]) -> bytes:
        """The records of these papers as XML. Raises PaperNotFound or PaperUnavailable."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many papers were looked at, and how many videos have other notices than before."""

    papers: int = 0
    videos: int = 0


def check(records: Records | None = None, postings: Postings | None = None) -> Checked:
    """Look at the papers of all finished videos and of scripts in review, and record notices that they do not show.

    Papers that are not returned keep what is recorded. A paper that was requested by its PMC id is looked at by the
    PMID of its record, as every video was made from one.
    """
    found = _current(records or sources.pubmed()) | _of_preprints(postings or sources.configured().postings)
    grave = {key for key, notices in found.items() if notices}
    changed = sum(_record(job, found) for job in _concerned(grave, set(found)))
    logger.info("looked at %d papers; %d videos have other notices than before", len(found), changed)
    return Checked(len(found), changed)


def _current(records: Records) -> Later:
    found: Later = {}
    failures = 0
    for pmids in _in_parts(_pmids(), _AT_ONCE):
        try:
            read = pubmed.read_notices(records.records(pmids))
        except PaperNotFound:
            continue  # NCBI knows none of them
        except PaperUnavailable as error:
            failures += 1
            logger.warning("%d papers could not be checked for notices: %s", len(pmids), error)
            if failures == _FAILURES:
                break
            continue
        found |= {pmid: _grave(read[pmid]) for pmid in pmids if pmid in read}
    return found


def _of_preprints(postings: Postings | None) -> Later:
    """What the servers say of each preprint; nothing if they are not asked."""
    found: Later = {}
    failures = 0
    if postings is None:
        return found
    for doi in _dois():
        try:
            posting = postings.latest(doi, ignore)
        except PaperNotFound:
            continue
        except PaperUnavailable as error:
            failures += 1
            logger.warning("the preprint %s could not be checked: %s", doi, error)
            if failures == _FAILURES:
                break
            continue
        withdrawn = preprints.withdrawal(posting)
        found[doi] = (withdrawn,) if withdrawn else ()
    return found


def _grave(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(notice for notice in notices if notice.kind in _GRAVE)


def _made() -> QuerySet[Job]:
    """The finished videos and scripts, but for those of the sample, whose PMID does not exist at NCBI."""
    return Job.objects.filter(status__in=(Status.COMPLETED, Status.REVIEW), paper__isnull=False).exclude(
        pubmed_id=SAMPLE
    )


def _pmids() -> list[str]:
    pmids = _made().order_by().values_list("paper__pmid", flat=True).distinct()
    return sorted(pmid for pmid in map(str, pmids) if pmid.isdecimal())


def _dois() -> list[str]:
    """The DOIs of the preprints, which have no PMID."""
    return sorted(map(str, _made().filter(paper__pmid="").order_by().values_list("paper__doi", flat=True).distinct()))


def _concerned(grave: set[str], known: set[str]) -> Iterator[Job]:
    """The videos of papers with grave notices, and those of other papers that had some."""
    for keys in _in_parts(sorted(grave), _ROWS_AT_ONCE):
        yield from _made().filter(Q(paper__pmid__in=keys) | Q(paper__pmid="", paper__doi__in=keys))
    noticed = _made().filter(later_notices__isnull=False)
    yield from (job for job in noticed if _key(job) in known - grave)


def _key(job: Job) -> str:
    paper = job.paper or {}
    return str(paper["pmid"] or paper["doi"])


def _record(job: Job, found: Later) -> bool:
    """Record the notices that the video does not show. Returns whether they are others than before."""
    shown = {notice["kind"] for notice in (job.paper or {})["notices"]}
    before = {notice["kind"]: notice for notice in job.later_notices or ()}
    noticed_at = timezone.now().isoformat()
    later = [
        {"noticed_at": noticed_at} | before.get(notice.kind, {}) | asdict(notice)
        for notice in found[_key(job)]
        if notice.kind not in shown
    ]
    if later == list(before.values()):
        return False
    return bool(Job.objects.filter(pk=job.pk).update(later_notices=later or None))


def _in_parts(pmids: Iterable[str], most: int) -> Iterator[list[str]]:
    rest = iter(pmids)
    while part := list(islice(rest, most)):
        yield part
