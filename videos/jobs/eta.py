"""How long a video will still take, judged by how long the last ones like it took."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.db.models import Avg, Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from videos.jobs.lifecycle import IS_DUE
from videos.models import UNFINISHED, WAITING, Job, Outcome, Priority, Status
from videos.pipeline.options import Options
from videos.pipeline.progress import Stage, fraction

LOOKED_AT = 50
"""How many of the jobs that ended last are looked at, whatever their options."""

ENOUGH = 9
"""How many papers, of which videos were made with like options, are enough."""

_UNSURE = 1.0
"""Seconds by which an attempt may be slower before that means anything."""

_BEFORE = {
    Priority.HIGH: (),
    Priority.NORMAL: (Priority.HIGH,),
    Priority.LOW: (Priority.HIGH, Priority.NORMAL),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be said of a job that has not ended: ``seconds`` until its video is there, if that is known.

    ``ahead`` is how many others are taken first, for a job that waits. ``busy`` tells whether any worker is at work.
    """

    seconds: float | None = None
    ahead: int = 0
    busy: bool = True


def outlook(job: Job) -> Outlook:
    """The outlook of a job; nothing is guessed where nothing like it was made before. One query, two for who waits."""
    usual = usual_seconds(job.options)
    if job.status not in WAITING:
        return Outlook(_left(job, usual) if usual and job.status == Status.PROCESSING else None)
    ahead, running, progress = _queue(job)
    whole = sum(usual.values())
    if not (whole and running):
        return Outlook(None, ahead, bool(running))
    rest_of_the_running = running * (1 - progress / 100)
    return Outlook(whole + whole * (ahead + rest_of_the_running) / running, ahead)


def usual_seconds(options: Options) -> dict[Stage, float]:
    """The median of each stage over the last attempts with like options that made a video; empty without any.

    Like options are those that decide how much there is to do: the voice, and how much it says. Of each paper the
    attempt that took longest counts, for the others have found its sentences spoken already.
    """
    slowest: dict[str, Mapping[str, float]] = {}
    for paper, seconds in _alike(options):
        if sum(seconds.values()) > sum(slowest.get(paper, {}).values()):
            slowest[paper] = seconds
    attempts = list(slowest.values())[:ENOUGH]
    taken = {stage: [seconds[stage] for seconds in attempts if stage in seconds] for stage in Stage}
    return {stage: median(seconds) for stage, seconds in taken.items() if seconds}


def in_words(seconds: float) -> str:
    """A length of time that is not known exactly, as one says it."""
    if seconds < 8:
        return "a few seconds"
    if seconds < 53:
        return f"about {5 * math.ceil(seconds / 5)} seconds"
    minutes = max(round(seconds / 60), 1)
    if minutes < 90:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def _alike(options: Options) -> Iterator[tuple[str, Mapping[str, float]]]:
    """The paper and what each stage took, the newest first, of attempts that went through all stages."""
    rows = (
        Job.objects.filter(finished_at__isnull=False)
        .order_by("-finished_at")
        .values_list("pubmed_id", "options", "attempts__outcome", "attempts__resumed_at", "attempts__seconds")
    )
    for paper, chosen, outcome, resumed_at, seconds in rows[:LOOKED_AT]:
        if outcome == Outcome.COMPLETED and not resumed_at and _effort(chosen) == _effort(options):
            yield paper, seconds


def _effort(options: Options) -> tuple[str, str]:
    return options.voice or settings.SPEECH_ENGINE, options.length


def _left(job: Job, usual: Mapping[Stage, float]) -> float:
    """What the present and the later stages usually take, and longer in the measure in which this attempt is slower."""
    whole = sum(usual.values())
    if not job.stage or job.started_at is None:
        return whole
    stages = list(Stage)
    present = Stage(job.stage)
    later = sum(usual.get(stage, 0.0) for stage in stages[stages.index(present) + 1 :])
    left = usual.get(present, 0.0) * (1 - fraction(present, job.progress)) + later
    taken = (timezone.now() - job.started_at).total_seconds()
    return left * max(1.0, (taken + _UNSURE) / (whole - left + _UNSURE))


def _queue(job: Job) -> tuple[int, int, float]:
    """How many jobs are taken before this one, how many are at work, and their percent on average."""
    earlier = Q(priority=job.priority, waiting_since__lt=job.waiting_since)
    ahead = ~Q(pk=job.pk) & Q(status__in=WAITING) & IS_DUE & (Q(priority__in=_BEFORE[Priority(job.priority)]) | earlier)
    running = Q(status=Status.PROCESSING, lease_until__gt=Now())
    counted = Job.objects.filter(status__in=UNFINISHED).aggregate(
        ahead=Count("pk", filter=ahead), running=Count("pk", filter=running), progress=Avg("progress", filter=running)
    )
    return counted["ahead"], counted["running"], counted["progress"] or 0.0
