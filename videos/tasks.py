"""The tasks: border posts between the queue and the work. They load, call and record."""

import logging
import tempfile
from pathlib import Path
from uuid import UUID

from celery import shared_task
from celery.exceptions import Reject
from django.conf import settings

from videos import files, lifecycle, shutdown, toolbox
from videos.pipeline.assembly import make_video
from videos.pipeline.errors import PipelineError
from videos.progress import JobProgressReporter

logger = logging.getLogger(__name__)

_INTERNAL = "Something went wrong inside Hidden Hill; the worker's log tells what. Retry the job once that is mended."


# When the process that works is killed, Celery publishes the message again: so late that the lease is over by then.
@shared_task(name="videos.generate", max_retries=None, default_retry_delay=settings.JOB_LEASE_SECONDS + 1)
def generate_video_task(job_id: str, pubmed_id: str) -> str:
    """Make the video of a job; returns how it ended, for the log.

    ``pubmed_id`` is there for people who read the queue: what counts is the row.
    """
    shutdown.survive_sigterm()
    claim = lifecycle.claim(UUID(job_id))
    if claim is None:
        if lifecycle.give_up(UUID(job_id)):
            return "worker_lost"
        return "nothing to do: the job has ended, or another worker has it"
    try:
        return _work(claim)
    except lifecycle.ClaimLost:
        logger.warning("job %s: attempt %s lost its claim, its work is thrown away", job_id, claim.attempt)
        return "claim lost"
    except shutdown.ShuttingDown:
        lifecycle.hand_back(claim)
        raise Reject("the worker is being stopped", requeue=True) from None


def _work(claim: lifecycle.Claim) -> str:
    reporter = JobProgressReporter(claim)
    settings.WORK_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{claim.job_id}-", dir=settings.WORK_DIR) as work:
            video = make_video(claim.pubmed_id, Path(work), toolbox.tools(), reporter)
            with files.stored(claim, video, reporter) as folder:
                lifecycle.complete(claim, folder, video.facts)
    except (lifecycle.ClaimLost, shutdown.ShuttingDown):
        raise
    except PipelineError as error:
        logger.info("job %s: %s: %s", claim.job_id, error.code, error)
        lifecycle.fail(claim, error.code, str(error))
        return error.code
    except Exception:  # the border: whatever broke, the job must not stay "processing"
        logger.exception("job %s: attempt %s broke", claim.job_id, claim.attempt)
        lifecycle.fail(claim, PipelineError.code, _INTERNAL)
        return PipelineError.code
    return "completed"
