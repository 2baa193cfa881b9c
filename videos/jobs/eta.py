"""Estimates when a video will be finished, from the times that similar videos took."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.db.models import Avg, Count
from django.db.models.functions import Now
from django.utils import timezone

from videos.jobs import turns
from videos.models import WAITING, Job, Outcome, Status
from videos.pipeline.options import Options
from videos.pipeline.progress import Stage, fraction

LOOKED_AT = 50
"""How many of the jobs that ended last are examined, before filtering by options."""

ENOUGH = 9
"""How many papers with similar options go into the medians."""

_UNSURE = 1.0
"""Seconds by which an attempt may be slower than usual before the estimate is scaled."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The estimate for an unfinished job.

    ``seconds`` remain until its video is finished, None if unknown. ``ahead`` is the number of jobs that are taken
    before a waiting job. ``busy`` is whether any worker is processing a job.
    """

    seconds: float | None = None
    ahead: int = 0
    busy: bool = True


def outlook(job: Job) -> Outlook:
    """The estimate for a job, without ``seconds`` if no similar video was made."""
    usual = usual_seconds(job.options)
    if job.status not in WAITING:
        return Outlook(_remaining(job, usual) if usual and job.status == Status.PROCESSING else None)
    ahead, running, progress = turns.ahead(job), *_running()
    whole = sum(usual.values())
    if not (whole and running):
        return Outlook(None, ahead, bool(running))
    running_rest = running * (1 - progress / 100)
    return Outlook(whole + whole * (ahead + running_rest) / running, ahead)


def usual_seconds(options: Options) -> dict[Stage, float]:
    """Median seconds of each stage over the latest attempts with similar options that made a video; {} without any.

    Options are similar if they agree in what decides the amount of work: the voice and the length. Only the slowest
    attempt at each paper counts, because the others found its sentences in the render cache.
    """
    slowest: dict[str, Mapping[str, float]] = {}
    for paper, seconds in _similar(options):
        if sum(seconds.values()) > sum(slowest.get(paper, {}).values()):
            slowest[paper] = seconds
    attempts = list(slowest.values())[:ENOUGH]
    taken = {stage: [seconds[stage] for seconds in attempts if stage in seconds] for stage in Stage}
    return {stage: median(seconds) for stage, seconds in taken.items() if seconds}


def in_words(seconds: float) -> str:
    """A rough duration for readers, such as "about 15 seconds"."""
    if seconds < 8:
        return "a few seconds"
    if seconds < 53:
        return f"about {5 * math.ceil(seconds / 5)} seconds"
    minutes = max(round(seconds / 60), 1)
    if minutes < 90:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def _similar(options: Options) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Paper id and seconds per stage of attempts that ran through all stages, the newest first."""
    rows = (
        Job.objects.filter(finished_at__isnull=False)
        .order_by("-finished_at")
        .values_list("pubmed_id", "options", "attempts__outcome", "attempts__resumed_at", "attempts__seconds")
    )
    for paper, chosen, outcome, resumed_at, seconds in rows[:LOOKED_AT]:
        if outcome == Outcome.COMPLETED and not resumed_at and _workload(chosen) == _workload(options):
            yield paper, seconds


def _workload(options: Options) -> tuple[str, str]:
    return options.voice or settings.SPEECH_ENGINE, options.length


def _remaining(job: Job, usual: Mapping[Stage, float]) -> float:
    """What the current and later stages usually take, scaled by how much slower than usual this attempt has been."""
    whole = sum(usual.values())
    if not job.stage or job.started_at is None:
        return whole
    stages = list(Stage)
    current = Stage(job.stage)
    later = sum(usual.get(stage, 0.0) for stage in stages[stages.index(current) + 1 :])
    left = usual.get(current, 0.0) * (1 - fraction(current, job.progress)) + later
    taken = (timezone.now() - job.started_at).total_seconds()
    return left * max(1.0, (taken + _UNSURE) / (whole - left + _UNSURE))


def _running() -> tuple[int, float]:
    """The number of jobs that are being processed, and their average percentage."""
    running = Job.objects.filter(status=Status.PROCESSING, lease_until__gt=Now())
    found = running.aggregate(jobs=Count("pk"), progress=Avg("progress"))
    return found["jobs"], found["progress"] or 0.0
