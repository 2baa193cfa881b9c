"""Makes one attempt at a job, from its claim to the recorded outcome."""

import contextlib
import logging
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

from celery.exceptions import Reject
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from videos.engines import tools
from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle, records, storyboards
from videos.jobs.claims import Claim, ClaimLost
from videos.pipeline import products
from videos.pipeline.assembly import Draft, MadeVideo, make_draft, make_video
from videos.pipeline.errors import DiskFull, PipelineError, disk_full_errors
from videos.pipeline.progress import Stage
from videos.storage import artefacts
from videos.worker import disk_space, previewer, shutdown, work_folders
from videos.worker.database_retry import retry_on_outage
from videos.worker.disk_space import LowDiskSpace
from videos.worker.progress import JobProgressReporter
from videos.worker.shutdown import ShuttingDown
from videos.worker.time_limits import TimedOut
from videos.worker.watchdog import Watchdog

logger = logging.getLogger(__name__)

_INTERNAL = "Something went wrong inside Hidden Hill; see the worker's log. Retry the job when the fault is fixed."
_COMPLETED = "completed"
_LONGEST_DELAY = 600.0
_PAUSE_SECONDS = 3.0  # so that a worker with a full disk does not take every job before workers with free space do


def work(claim: Claim, reporter: JobProgressReporter | None = None) -> str:
    """Make the video of a claimed job, or its storyboard, and record the outcome. Returns the outcome for the log.

    Raises Reject if the worker is being stopped: the job is handed back, and its message returns to the queue.
    """
    reporter = reporter or JobProgressReporter(claim)
    outcome = ""
    try:
        outcome = _make(claim, reporter)
        return outcome
    except ClaimLost:
        logger.warning("the claim is lost; the work is discarded")
        retry_on_outage(records.record_effort, claim, reporter.effort())
        return "claim lost"
    except ShuttingDown:
        retry_on_outage(lifecycle.hand_back, claim, reporter.effort())
        raise Reject("the worker is being stopped", requeue=True) from None
    finally:
        work_folders.leave(claim, completed=outcome == _COMPLETED)


def _make(claim: Claim, reporter: JobProgressReporter) -> str:
    folder = artefacts.folder_of(claim.job_id, claim.token)
    try:
        work_folders.sweep()
        if claim.attempt > 1:
            artefacts.remove_leftovers(claim.job_id)
        disk_space.check()
        with disk_full_errors(), _watched(claim, reporter):
            made = _draft_or_video(claim, reporter)
            if isinstance(made, MadeVideo):
                names = products.files(has_visual_abstract=made.has_visual_abstract)
                artefacts.store(made.folder, names, folder, partial(reporter.progress, Stage.STORE))
    except (ClaimLost, ShuttingDown, DatabaseError, InterfaceError):
        raise
    except LowDiskSpace as error:
        shutdown.pause(_PAUSE_SECONDS)
        return _postpone(claim, reporter, error, setback=False)
    except DiskFull as error:  # by this job itself, perhaps
        return _postpone(claim, reporter, error, setback=True)
    except PipelineError as error:
        if error.transient:
            return _postpone(claim, reporter, error, setback=False)
        logger.info("%s: %s", error.code, error)
        retry_on_outage(lifecycle.fail, claim, error.code, str(error), reporter.effort(error.stage))
        return error.code
    except Exception:  # at the border: no fault may leave the job in "processing"
        logger.exception("the attempt failed unexpectedly")
        retry_on_outage(lifecycle.fail, claim, PipelineError.code, _INTERNAL, reporter.effort())
        return PipelineError.code
    if isinstance(made, Draft):
        version = storyboards.first_version(made.script, made.pages.script.scenes)
        previewer.keep(version.script, claim.options, made)
        retry_on_outage(lifecycle.await_review, claim, version, reporter.effort())
        return "waits for its review"
    with _removed_if_lost(folder):
        retry_on_outage(
            lifecycle.complete,
            claim,
            folder,
            made.facts,
            fingerprint(claim.options),
            reporter.effort(),
            has_visual_abstract=made.has_visual_abstract,
        )
    return _COMPLETED


def _draft_or_video(claim: Claim, reporter: JobProgressReporter) -> Draft | MadeVideo:
    approved = retry_on_outage(storyboards.approved, claim)
    workspace, with_tools = work_folders.enter(claim), tools.configured(claim.options)
    if claim.stops_for_review:
        return make_draft(claim.pubmed_id, claim.options, workspace, with_tools, reporter)
    return make_video(claim.pubmed_id, claim.options, workspace, with_tools, reporter, approved)


@contextlib.contextmanager
def _removed_if_lost(folder: str) -> Iterator[None]:
    """Remove the stored files if the claim is lost.

    After any other error it is unknown whether the row refers to them. Pruning removes files that no row refers to.
    """
    try:
        yield
    except ClaimLost:
        artefacts.remove(folder)
        raise


def _postpone(claim: Claim, reporter: JobProgressReporter, error: PipelineError, *, setback: bool) -> str:
    seconds = delay(claim.attempt)
    logger.warning("%s: %s", error.code, error)
    retry_on_outage(lifecycle.postpone, claim, error.code, str(error), reporter.effort(), seconds, setback)
    return error.code


def delay(attempt: int, spread: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds from ``attempt``, counted from 1, to the next. They double with each attempt, up to ten minutes.

    They vary by a fifth either way, so that jobs postponed together are not all due at the same time.
    """
    seconds: float = min(settings.JOB_POSTPONE_SECONDS * 2 ** min(attempt - 1, 10), _LONGEST_DELAY)
    return seconds * spread(0.8, 1.2)


def _watched(claim: Claim, reporter: JobProgressReporter) -> AbstractContextManager[object]:
    """A watchdog, if this process runs nothing but the job, so that the watchdog may end it."""
    if not shutdown.in_pool():
        return contextlib.nullcontext()
    return Watchdog(reporter, partial(_end_process, claim, reporter))


def _end_process(claim: Claim, reporter: JobProgressReporter, reason: Exception) -> None:
    """End the process of work that hangs. If the outcome cannot be recorded, recovery finds the expired lease."""
    logger.error("the work hangs, so its process is ended: %s", str(reason) or type(reason).__name__)
    try:
        if isinstance(reason, TimedOut):
            lifecycle.fail(claim, reason.code, str(reason), reporter.effort())
        elif isinstance(reason, ShuttingDown):
            lifecycle.hand_back(claim, reporter.effort())
            lifecycle.unpublish(claim.job_id)  # its message is lost with the process
        else:
            records.record_effort(claim, reporter.effort())
    except (ClaimLost, DatabaseError, InterfaceError) as error:
        logger.warning("the outcome could not be recorded: %s", type(error).__name__)
    finally:
        artefacts.remove(artefacts.folder_of(claim.job_id, claim.token))
        work_folders.leave(claim)
        os._exit(os.EX_TEMPFAIL)
