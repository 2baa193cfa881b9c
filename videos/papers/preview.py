"""Looks a paper up before a video is requested: what it is, and whether a video can be made of it.

A web request waits for the result, so the preview is less patient than a worker. It shares the workers' rate limit for
NCBI, but only if its slot comes soon, only in a few threads of a process at once, and only for BUDGET seconds. Results
are cached.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

import redis
from django.core.cache import cache as shared_cache

from videos.engines import ncbi
from videos.engines.ncbi_rate_limit import SharedRateLimit
from videos.papers.summary import summary
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline import timing
from videos.pipeline.artifacts import Paper
from videos.pipeline.cache import versions
from videos.pipeline.errors import InvalidId, PaperHasNoText, PaperNotFound, PaperRetracted, PaperUnavailable
from videos.pipeline.identifiers import SAMPLE, PaperId, parse_id
from videos.pipeline.options import Options
from videos.pipeline.outside.ncbi import PROCESS_PACE, Ncbi, NcbiAccess

logger = logging.getLogger(__name__)

BUDGET = 5.0
"""Seconds for NCBI. After them a look-up ends within another second."""

_PATIENCE = 2.0
"""The longest wait in seconds for a slot at NCBI, or for a thread."""

_AT_ONCE = 3
"""Concurrent look-ups per process: while NCBI hangs, other requests need threads as well."""

_CACHE_SECONDS = 3600
_CACHE_SECONDS_WITHOUT_PAPER = 300  # it may have been published since

_slots = threading.BoundedSemaphore(_AT_ONCE)


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
    finding = cached(paper_id)
    if finding is None:
        finding = _find(paper_id)
        _cache(finding)
    return finding


def _find(paper_id: PaperId) -> Finding:
    try:
        paper = _fetch(paper_id)
        seconds = _seconds(paper)
    except (PaperNotFound, PaperHasNoText, PaperUnavailable) as error:
        return Finding(paper_id, error_code=error.code, error_message=str(error))
    try:
        papers.refuse_retracted(paper, Options())
    except PaperRetracted as error:
        return Finding(paper_id, summary(paper), seconds, error.code, str(error))
    return Finding(paper_id, summary(paper), seconds)


def _fetch(paper_id: PaperId) -> Paper:
    deadline = time.monotonic() + BUDGET

    def check_deadline(fraction: float) -> None:
        if time.monotonic() > deadline:
            raise PaperUnavailable(
                f"NCBI did not answer within {BUDGET:g} seconds. Look the paper up again, or request the video "
                "anyway: a worker waits longer."
            )

    if paper_id == SAMPLE:
        return papers.fetch(paper_id, _records(ncbi.access()))
    with _slot():
        return papers.fetch(paper_id, _records(ncbi.access()), check_deadline)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_PATIENCE):
        raise PaperUnavailable(_busy())
    try:
        yield
    finally:
        _slots.release()


@cache
def _records(access: NcbiAccess) -> Ncbi:
    shared = SharedRateLimit(PROCESS_PACE.wait, patience=_PATIENCE)

    def next_slot(gap: float) -> float:
        seconds = shared.wait(gap)
        if seconds > _PATIENCE:
            raise PaperUnavailable(_busy())
        return seconds

    return Ncbi(access, pace=next_slot)


def _busy() -> str:
    return (
        "Many papers are being fetched from NCBI at the moment. Look this one up again in a minute, or request the "
        "video anyway: a worker waits longer."
    )


def _seconds(paper: Paper) -> dict[str, int]:
    return {
        length.value: round(timing.of_scenes(scripts.write(paper, most).scenes))
        for length, most in scripts.SECONDS.items()
    }


def cached(paper_id: PaperId) -> Finding | None:
    """The result of a look-up in the last hour; None if there is none."""
    try:
        fields = shared_cache.get(_key(paper_id))
    except redis.RedisError as error:
        logger.warning("the cache cannot be reached, so a paper is fetched again: %s", error)
        return None
    return Finding(**fields) if fields else None


def _cache(finding: Finding) -> None:
    if finding.error_code == PaperUnavailable.code:
        return
    seconds = _CACHE_SECONDS if finding.paper else _CACHE_SECONDS_WITHOUT_PAPER
    try:
        shared_cache.set(_key(finding.pubmed_id), asdict(finding), seconds)
    except redis.RedisError as error:
        logger.warning("the cache cannot be reached, so a paper is not cached: %s", error)


def _key(paper_id: str) -> str:
    """The cache key. It contains the version, because another version may read a record differently."""
    return f"paper:{versions.pipeline_version()}:{paper_id}"
