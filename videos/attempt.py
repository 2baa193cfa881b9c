"""One attempt at a job: from the claim to the end that the row is told, whatever happens in between."""

import contextlib
import logging
import os
import random
from contextlib import AbstractContextManager
from functools import partial

from celery.exceptions import Reject
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from videos import files, lifecycle, room, shutdown, toolbox
from videos.budget import TimedOut
from videos.lifecycle import Claim, ClaimLost
from videos.patience import patiently
from videos.pipeline.assembly import make_video
from videos.pipeline.errors import DiskFull, PipelineError, StorageAway, full_disk_told
from videos.progress import JobProgressReporter
from videos.recipe import recipe
from videos.room import NoRoom
from videos.shutdown import ShuttingDown
from videos.watchdog import Watchdog

logger = logging.getLogger(__name__)

_INTERNAL = "Something went wrong inside Hidden Hill; the worker's log tells what. Retry the job once that is mended."
_LONGEST_DELAY = 600.0
_BREATH_SECONDS = 3.0  # a worker without room would otherwise take job after job from those that have some


def work(claim: Claim, reporter: JobProgressReporter | None = None) -> str:
    """Make the video of a claimed job and tell the row how that ended; returns the same for the log.

    Raises Reject when the worker is being stopped: the job waits again, and so must its message.
    """
    reporter = reporter or JobProgressReporter(claim)
    try:
        return _make(claim, reporter)
    except ClaimLost:
        logger.warning("the claim is lost, the work is thrown away")
        patiently(lifecycle.record_effort, claim, reporter.effort())
        return "claim lost"
    except ShuttingDown:
        patiently(lifecycle.hand_back, claim, reporter.effort())
        raise Reject("the worker is being stopped", requeue=True) from None
    finally:
        room.leave(claim)


def _make(claim: Claim, reporter: JobProgressReporter) -> str:
    try:
        room.sweep()
        if claim.attempt > 1:
            files.remove_leftovers(claim.job_id)
        room.check()
        with full_disk_told(), _watched(claim, reporter):
            video = make_video(
                claim.pubmed_id, claim.options, room.enter(claim), toolbox.tools(claim.options), reporter
            )
            folder = files.store(claim, video, reporter)
    except (ClaimLost, ShuttingDown, DatabaseError, InterfaceError):
        raise
    except NoRoom as error:
        shutdown.pause(_BREATH_SECONDS)
        return _postpone(claim, reporter, error, setback=False)
    except (DiskFull, StorageAway) as error:
        return _postpone(claim, reporter, error, setback=True)
    except PipelineError as error:
        logger.info("%s: %s", error.code, error)
        patiently(lifecycle.fail, claim, error.code, str(error), reporter.effort())
        return error.code
    except Exception:  # the border: whatever broke, the job must not stay "processing"
        logger.exception("the attempt broke")
        patiently(lifecycle.fail, claim, PipelineError.code, _INTERNAL, reporter.effort())
        return PipelineError.code
    with files.unless_kept(folder):
        patiently(lifecycle.complete, claim, folder, video.facts, recipe(claim.options), reporter.effort())
    return "completed"


def _postpone(claim: Claim, reporter: JobProgressReporter, error: PipelineError, *, setback: bool) -> str:
    delay = min(settings.JOB_POSTPONE_SECONDS * 2 ** min(claim.attempt - 1, 10), _LONGEST_DELAY)
    seconds = delay * random.uniform(0.8, 1.2)  # noqa: S311 - spreads jobs, guards nothing  # nosec B311
    logger.warning("%s: %s", error.code, error)
    patiently(lifecycle.postpone, claim, error.code, str(error), reporter.effort(), seconds, setback)
    return error.code


def _watched(claim: Claim, reporter: JobProgressReporter) -> AbstractContextManager[object]:
    """A watchdog, where there is a process that it may end without ending more than this job."""
    if not shutdown.in_pool():
        return contextlib.nullcontext()
    return Watchdog(reporter, partial(_end_process, claim, reporter))


def _end_process(claim: Claim, reporter: JobProgressReporter, reason: Exception) -> None:
    """End work that hangs. Where the row cannot be told now, its lease runs out."""
    logger.error("the work hangs and its process is ended: %s", str(reason) or type(reason).__name__)
    try:
        if isinstance(reason, TimedOut):
            lifecycle.fail(claim, reason.code, str(reason), reporter.effort())
        elif isinstance(reason, ShuttingDown):
            lifecycle.hand_back(claim, reporter.effort())
            lifecycle.unpublish(claim.job_id)  # its message goes with the process
        else:
            lifecycle.record_effort(claim, reporter.effort())
    except (ClaimLost, DatabaseError, InterfaceError) as error:
        logger.warning("the row was not told: %s", type(error).__name__)
    finally:
        files.remove(files.folder_of(claim))
        room.leave(claim)
        os._exit(os.EX_TEMPFAIL)
