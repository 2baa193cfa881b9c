"""Looks a paper up before a video is requested: what it is, and whether a video can be made of it.

A web request waits for the result, so the preview is less patient than a worker. It shares the workers' rate limits,
but only if its slot comes soon, only in a few threads of a process at once, only for BUDGET seconds, and it reads
less than a worker does. Results are cached.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any

import redis
from django.core.cache import cache as shared_cache

from videos.engines import sources
from videos.papers.summary import summary
from videos.pipeline import paper as papers
from videos.pipeline import pubmed, timing
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Origin, Paper
from videos.pipeline.cache import versions
from videos.pipeline.errors import (
    InvalidId,
    PaperHasNoText,
    PaperNotFound,
    PaperRetracted,
    PaperUnavailable,
    PipelineError,
)
from videos.pipeline.identifiers import SAMPLE, PaperId, parse_id
from videos.pipeline.options import Options
from videos.pipeline.outside.ncbi import Ncbi
from videos.pipeline.paper import Sources
from videos.pipeline.progress import Report

logger = logging.getLogger(__name__)

BUDGET = 5.0
"""Seconds for the sources. After them a look-up ends within another second."""

_PATIENCE = 2.0
"""The longest wait in seconds for a slot at a source, or for a thread."""

_LONGEST_RECORD = 4_000_000
"""Bytes of the largest record that is read. A worker reads five times as many."""

_LONGEST_ABSTRACT = 20_000
"""Characters. A script is written to find out how long a video will be, which takes a second for an abstract of this
length. A longer one fills every video."""

_AT_ONCE = 3
"""Concurrent look-ups per process: while a source hangs, other requests need threads as well."""

_CACHE_SECONDS = 3600
_CACHE_SECONDS_WITHOUT_FIRST_HAND = 300  # it may have been published since, or NCBI be back
_CACHE_SECONDS_OF_SEARCHES = 300

_slots = threading.BoundedSemaphore(_AT_ONCE)

_reader = ThreadPoolExecutor(1, "records")
"""One thread parses all records of a process. Most take milliseconds, but one of the longest that are accepted takes 60
MB, some of which malloc keeps for each thread."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a look-up.

    ``paper`` is the paper's ``summary``, None if it could not be read. ``seconds`` is the approximate duration of a
    video of each length, at the voice's normal speed. ``error_code`` and ``error_message`` are those with which a job
    with default options would fail, or "".
    """

    pubmed_id: str = ""
    paper: dict[str, Any] | None = None
    seconds: dict[str, int] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""

    @property
    def retracted(self) -> bool:
        """Whether a video needs the option ``allow_retracted``."""
        return self.error_code == PaperRetracted.code


def look_up(pasted: str) -> Finding:
    """The paper that ``pasted`` names, in any form that ``identifiers.parse_id`` accepts."""
    try:
        paper_id = parse_id(pasted)
    except InvalidId as error:
        return Finding(error_code=error.code, error_message=str(error))
    return look_up_id(paper_id)


def look_up_id(paper_id: PaperId) -> Finding:
    """The paper with this id."""
    finding = cached(paper_id)
    if finding is None:
        finding = _find(paper_id)
        _cache(finding)
    return finding


def _find(paper_id: PaperId) -> Finding:
    try:
        paper, seconds = _read(paper_id)
    except (PaperNotFound, PaperHasNoText, PaperUnavailable) as error:
        return Finding(paper_id, error_code=error.code, error_message=str(error))
    return judged(paper_id, paper, seconds)


def judged(paper_id: PaperId, paper: Paper, seconds: dict[str, int]) -> Finding:
    """The paper as it is shown, and whether its video needs ``allow_retracted``."""
    try:
        papers.refuse_retracted(paper, Options())
    except PaperRetracted as error:
        return Finding(paper_id, summary(paper), seconds, error.code, str(error))
    return Finding(paper_id, summary(paper), seconds)


def _read(paper_id: PaperId) -> tuple[Paper, dict[str, int]]:
    """The paper, and how long its videos would be."""
    if paper_id == SAMPLE:
        paper = papers.sample(_read_alone)
        return paper, _seconds(paper, _deadline())
    with visit() as (asked, check_deadline):
        paper = papers.find(paper_id, asked, check_deadline, _read_alone)
        return paper, _seconds(paper, check_deadline)


@contextmanager
def visit() -> Iterator[tuple[Sources, Report]]:
    """The sources for BUDGET seconds, and the report that raises PaperUnavailable after them.

    Raises PaperUnavailable if too many others wait for a source.
    """
    check_deadline = _deadline()
    with _slot():
        yield sources.configured(_PATIENCE, _LONGEST_RECORD), check_deadline


def client() -> Ncbi:
    """The client for NCBI of a look-up."""
    return sources.pubmed(_PATIENCE, _LONGEST_RECORD)


def read_each(xml: bytes, pmids: Sequence[str]) -> dict[str, Paper | PipelineError]:
    """The papers in a response with several records, or why one cannot be read."""
    return _reader.submit(pubmed.read_each, xml, pmids).result()


def _read_alone(xml: bytes, pmid: str) -> Paper:
    return _reader.submit(pubmed.read, xml, pmid).result()


def _deadline() -> Report:
    """Raises PaperUnavailable when it is called after more than BUDGET seconds."""
    deadline = time.monotonic() + BUDGET

    def check_deadline(fraction: float) -> None:
        if time.monotonic() > deadline:
            raise PaperUnavailable(
                f"No complete answer came within {BUDGET:g} seconds. Look the paper up again, or request the video "
                "anyway: a worker waits longer."
            )

    return check_deadline


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_PATIENCE):
        raise PaperUnavailable(
            "Many papers are being fetched at the moment. Look this one up again in a minute, or request the video "
            "anyway: a worker waits longer."
        )
    try:
        yield
    finally:
        _slots.release()


def _seconds(paper: Paper, check_deadline: Report) -> dict[str, int]:
    if sum(len(section.text.text) for section in paper.sections) > _LONGEST_ABSTRACT:
        return {length.value: round(most) for length, most in scripts.SECONDS.items()}
    seconds = {}
    for length, most in scripts.SECONDS.items():
        check_deadline(1)
        seconds[length.value] = int(timing.of_scenes(scripts.write(paper, most).scenes))
    return seconds


def cached(paper_id: PaperId) -> Finding | None:
    """The result of a look-up in the last hour, or None."""
    fields = _get(f"paper:{paper_id}")[0]
    return Finding(**fields) if fields else None


def known(paper_id: PaperId) -> Finding | None:
    """The result of a look-up in the last hour, alone or in a list, or None."""
    return all_known([paper_id]).get(paper_id)


def all_known(paper_ids: Sequence[PaperId]) -> dict[PaperId, Finding]:
    """The results of the look-ups of papers in the last hour, alone or in a list, in one round trip."""
    values = _get(*(f"{kind}:{paper_id}" for paper_id in paper_ids for kind in ("paper", "listed")))
    pairs = zip(paper_ids, values[::2], values[1::2], strict=True)
    return {paper_id: Finding(**(alone or listed)) for paper_id, alone, listed in pairs if alone or listed}


def titles(found: Mapping[PaperId, Finding]) -> dict[PaperId, str]:
    """The titles of papers by their findings, as ``all_known`` gives them."""
    return {paper_id: finding.paper["title"] for paper_id, finding in found.items() if finding.paper}


def _cache(finding: Finding) -> None:
    remember(f"paper:{finding.pubmed_id}", finding)


def remember(key: str, finding: Finding) -> None:
    """Keep a finding for an hour, or for five minutes if there is no paper or only a copy; an outage is not kept."""
    if finding.error_code == PaperUnavailable.code:
        return
    is_first_hand = finding.paper and finding.paper["origin"] != Origin.EUROPE_PMC
    _set(key, asdict(finding), _CACHE_SECONDS if is_first_hand else _CACHE_SECONDS_WITHOUT_FIRST_HAND)


def recall_ids(term: str) -> list[str] | None:
    """The ids that were remembered for a search, or None."""
    ids: list[str] | None = _get(_of_search(term))[0]
    return ids


def remember_ids(term: str, ids: list[str]) -> None:
    """Keep the result of a search for five minutes."""
    _set(_of_search(term), ids, _CACHE_SECONDS_OF_SEARCHES)


def _of_search(term: str) -> str:
    return f"search:{blake2b(term.encode(), digest_size=16).hexdigest()}"


def _get(*keys: str) -> list[Any]:
    """The values of keys, None for those without one, in one round trip."""
    try:
        found = shared_cache.get_many([_key(key) for key in keys])
    except redis.RedisError as error:
        logger.warning("the cache cannot be reached, so a paper is fetched again: %s", error)
        return [None] * len(keys)
    return [found.get(_key(key)) for key in keys]


def _set(key: str, value: object, seconds: int) -> None:
    try:
        shared_cache.set(_key(key), value, seconds)
    except redis.RedisError as error:
        logger.warning("the cache cannot be reached, so a paper is not cached: %s", error)


def _key(key: str) -> str:
    """The cache key. It contains the version, because another version may read a record differently."""
    return f"{versions.pipeline_version()}:{key}"
