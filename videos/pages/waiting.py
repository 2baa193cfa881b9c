"""What the job page says while a video is made or waits: how far it is, and why it does not go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from videos.api.user_messages import outage
from videos.jobs import eta
from videos.models import Job, Status
from videos.pipeline.progress import Stage

_STAGES = {
    Stage.PAPER: "Fetch the paper",
    Stage.SCRIPT: "Choose the sentences",
    Stage.SLIDES: "Lay out the slides",
    Stage.NARRATION: "Record the voice",
    Stage.CAPTIONS: "Write the subtitles",
    Stage.ENCODE: "Put the video together",
    Stage.VERIFY: "Check the video",
    Stage.STORE: "Store the files",
}

_SOON = 10.0
"""Seconds in which a worker that runs takes a job, and within which one that works reports: both take two at most."""

_BETTER_BY = 1.1
_SURE = 3.0
"""Seconds by which an estimate may exceed the one before, besides a tenth of it, and still be called the same."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the page: ``state`` is "done", "running", or "" for one that has not started."""

    name: str
    state: str


def context(job: Job, promised: str = "", *, operator: bool = False) -> dict[str, Any]:
    """Return the template context of an unfinished job.

    ``promised`` is the least number of seconds that the page has shown as the time left, "" for none: an estimate that
    exceeds it is shown with the reason. ``operator`` adds what an operator can do.
    """
    outlook = eta.outlook(job)
    stages = list(Stage)
    reached = stages.index(Stage(job.stage)) if job.stage else None
    states = [_state(index, reached) for index in range(len(stages))]
    before = float(promised) if promised.isdecimal() else None
    seconds = None if job.postponement else outlook.seconds
    return {
        "job": job,
        "waits": job.status != Status.PROCESSING,
        "why": list(_why(job, outlook, operator=operator)),
        "steps": [Step(_STAGES[stage], state) for stage, state in zip(stages, states, strict=True)],
        "step": None if reached is None else reached + 1,
        "stage": stage_name(job.stage),
        "outlook": outlook,
        "left": None if seconds is None else eta.in_words(seconds),
        "promised": None if seconds is None else round(seconds if before is None else min(before, seconds)),
        "longer": before is not None and seconds is not None and seconds > _BETTER_BY * before + _SURE,
    }


def stage_name(stage: str) -> str:
    """Return what the page calls a stage, "" for none."""
    return _STAGES[Stage(stage)] if stage else ""


def _why(job: Job, outlook: eta.Outlook, *, operator: bool) -> Iterator[str]:
    """Yield why the job does not go on, and what happens to it; nothing for one that does."""
    now = timezone.now()
    if job.postponement is not None and job.not_before is not None:
        seconds = (job.not_before - now).total_seconds()
        yield f"{outage(job.postponed_by)} The next try is in {eta.in_words(seconds)}."
        yield "It starts by itself: you can close this page."
        return
    if job.status == Status.PROCESSING:
        quiet = settings.JOB_LEASE_SECONDS - ((job.lease_until or now) - now).total_seconds()
        if quiet > _SOON:
            yield "The worker that makes this video has stopped responding. Another one goes on with it by itself."
        return
    if job.interrupted:
        yield "The worker that made this video has stopped. The next one goes on with it by itself."
    if not outlook.busy and (now - job.waiting_since).total_seconds() > _SOON:
        yield "No worker is running at the moment. The video starts by itself as soon as one does."
        if operator:
            yield "Start one with “manage.py up”, or “manage.py worker”."


def _state(index: int, reached: int | None) -> str:
    if reached is None or index > reached:
        return ""
    return "running" if index == reached else "done"
