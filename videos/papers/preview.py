"""Looks a paper up before its video is asked for: what it is, and whether there can be a video, within seconds.

A web request waits for it, so it is briefer than a worker: NCBI is asked in the row that all share, but only where
the turn comes soon, only by a few threads of a process at once, and only for BUDGET seconds. What was found is kept.
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
"""Seconds for NCBI, after which a look-up is given up within another second."""

_PATIENCE = 2.0
"""Seconds that one's turn at NCBI may be away."""

_AT_ONCE = 3
"""Look-ups of a process at a time: while NCBI hangs, other requests must find a thread."""

_KEPT_SECONDS = 3600
_DOUBTED_SECONDS = 300  # for what is not there: it may have been published since

_places = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look-up came to.

    ``paper`` is as ``progress.as_json`` tells it, None where none could be read; ``seconds`` is about how long a video
    of each length would be, at the voice's own speed. ``error_code`` and ``error_message`` are those with which a job
    would fail that was asked for with the usual options; "" if none.
    """

    pubmed_id: str = ""
    paper: dict[str, Any] | None = None
    seconds: dict[str, int] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""

    @property
    def retracted(self) -> bool:
        """Whether there is a video only for those who allow a retracted paper."""
        return self.error_code == PaperRetracted.code


def look_up(pasted: str) -> Finding:
    """What is known of the paper that ``pasted`` names, in any form that ``paper.normalise`` takes."""
    try:
        name = parse_id(pasted)
    except InvalidId as error:
        return Finding(error_code=error.code, error_message=str(error))
    kept = _kept(name)
    if kept is None:
        kept = _find(name)
        _keep(kept)
    return kept


def _find(name: PaperId) -> Finding:
    try:
        paper = _fetch(name)
        seconds = _seconds(paper)
    except (PaperNotFound, PaperHasNoText, PaperUnavailable) as error:
        return Finding(name, error_code=error.code, error_message=str(error))
    try:
        papers.refuse_retracted(paper, Options())
    except PaperRetracted as error:
        return Finding(name, summary(paper), seconds, error.code, str(error))
    return Finding(name, summary(paper), seconds)


def _fetch(name: PaperId) -> Paper:
    deadline = time.monotonic() + BUDGET

    def in_time(fraction: float) -> None:
        if time.monotonic() > deadline:
            raise PaperUnavailable(
                f"NCBI did not answer within {BUDGET:g} seconds. Look the paper up again, or ask for the video all the "
                "same: a worker waits longer."
            )

    if name == SAMPLE:
        return papers.fetch(name, _records(ncbi.access()))
    with _place():
        return papers.fetch(name, _records(ncbi.access()), in_time)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=_PATIENCE):
        raise PaperUnavailable(_busy())
    try:
        yield
    finally:
        _places.release()


@cache
def _records(access: NcbiAccess) -> Ncbi:
    shared = SharedRateLimit(PROCESS_PACE.wait, patience=_PATIENCE)

    def turn(gap: float) -> float:
        seconds = shared.wait(gap)
        if seconds > _PATIENCE:
            raise PaperUnavailable(_busy())
        return seconds

    return Ncbi(access, pace=turn)


def _busy() -> str:
    return (
        "Many papers are being fetched from NCBI at the moment. Look this one up again in a minute, or ask for the "
        "video all the same: a worker waits longer."
    )


def _seconds(paper: Paper) -> dict[str, int]:
    return {
        length.value: round(timing.of_scenes(scripts.write(paper, most).scenes))
        for length, most in scripts.SECONDS.items()
    }


def _kept(name: str) -> Finding | None:
    try:
        told = shared_cache.get(_key(name))
    except redis.RedisError as error:
        logger.warning("a paper is asked for anew, for the cache is away: %s", error)
        return None
    return Finding(**told) if told else None


def _keep(finding: Finding) -> None:
    if finding.error_code == PaperUnavailable.code:
        return
    try:
        shared_cache.set(_key(finding.pubmed_id), asdict(finding), _KEPT_SECONDS if finding.paper else _DOUBTED_SECONDS)
    except redis.RedisError as error:
        logger.warning("a paper is not kept, for the cache is away: %s", error)


def _key(name: str) -> str:
    """Another version of the software may read a record otherwise."""
    return f"paper:{versions.pipeline_version()}:{name}"
