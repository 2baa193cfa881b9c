"""What the page of a job tells, as its templates read it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from videos.api.serializers.fields import artefact_url
from videos.jobs import eta
from videos.models import FINAL, Job, Status
from videos.pages import transcript
from videos.pipeline.artifacts import NoticeKind
from videos.pipeline.identifiers import SAMPLE, record_url
from videos.pipeline.options import Captions, Choice, Format, Options, Theme, declared
from videos.pipeline.products import ARTEFACTS, CAPTIONS, DESCRIPTION, POSTER, STORYBOARD, SUBTITLES, TRANSCRIPT, VIDEO
from videos.pipeline.progress import Stage
from videos.storage import artefacts

logger = logging.getLogger(__name__)

_STAGES = {
    Stage.PAPER: "Fetch the paper",
    Stage.SCRIPT: "Choose the sentences",
    Stage.SLIDES: "Set the slides",
    Stage.NARRATION: "Record the voice",
    Stage.CAPTIONS: "Write the captions",
    Stage.ENCODE: "Put the video together",
    Stage.VERIFY: "Check the video",
    Stage.STORE: "Store the files",
}
_FILES = {
    VIDEO: "Video (MP4)",
    CAPTIONS: "Captions (WebVTT)",
    SUBTITLES: "Captions (SRT)",
    TRANSCRIPT: "Transcript",
    POSTER: "Poster (JPEG)",
    STORYBOARD: "Storyboard: every sentence with its source (JSON)",
    DESCRIPTION: "Description, for where the video is posted",
}
_SIZES = {Format.LANDSCAPE: (1920, 1080), Format.PORTRAIT: (1080, 1920), Format.SQUARE: (1080, 1080)}
_SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
_LOUD = {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN, NoticeKind.CONCERN}


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the page: ``state`` is "done", "at work" or "" for one that is still to come."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Download:
    """One of the files of a finished video."""

    title: str
    address: str
    filename: str
    size: int | None


def everything(job: Job, starts_at: str = "") -> dict[str, Any]:
    """All that is told of a job, whatever its state; ``starts_at`` is the second at which its video is to start."""
    context: dict[str, Any] = {"job": job, "heading": heading(job), "seen": seen(job), "paper": job.paper}
    notices = (job.paper or {}).get("notices", [])
    context["loud"] = [notice for notice in notices if notice["kind"] in _LOUD]
    context["notices"] = [notice for notice in notices if notice["kind"] not in _LOUD]
    context["invented"] = job.pubmed_id == SAMPLE
    context["record"] = record_url(job.paper_id)
    if job.status == Status.COMPLETED:
        return context | _finished(job, starts_at)
    if job.status in FINAL:
        return context | {"attempts": list(job.attempts.all()), "stage": _name(job.stage)}
    return context | working(job)


def heading(job: Job) -> str:
    """The paper's title or, until that is known, its id."""
    if job.title:
        return job.title
    if job.pubmed_id == SAMPLE:
        return "The example paper"
    return job.pubmed_id if job.pubmed_id.startswith("PMC") else f"PMID {job.pubmed_id}"


def seen(job: Job) -> str:
    """Names all that the page of an unfinished job shows beside its bar."""
    return f"{job.status}-{job.attempt}-{job.stage}" if job.status not in FINAL else job.status


def _name(stage: str) -> str:
    return _STAGES[Stage(stage)] if stage else ""


def working(job: Job) -> dict[str, Any]:
    """What is told of a job that has not ended."""
    outlook = eta.outlook(job)
    stages = list(Stage)
    reached = stages.index(Stage(job.stage)) if job.stage else None
    states = [_state(place, reached) for place in range(len(stages))]
    return {
        "job": job,
        "seen": seen(job),
        "waits": job.status != Status.PROCESSING,
        "postponed": bool(job.not_before and job.not_before > timezone.now()),
        "steps": [Step(_STAGES[stage], state) for stage, state in zip(stages, states, strict=True)],
        "step": None if reached is None else reached + 1,
        "stage": _name(job.stage),
        "outlook": outlook,
        "left": None if outlook.seconds is None else eta.in_words(outlook.seconds),
    }


def _state(place: int, reached: int | None) -> str:
    if reached is None or place > reached:
        return ""
    return "at work" if place == reached else "done"


def _finished(job: Job, starts_at: str) -> dict[str, Any]:
    options = job.options
    width, height = _SIZES[options.format]
    told: dict[str, Any] = {
        "attempts": list(job.attempts.all()),
        "options": options,
        "facts": list(_facts(options)),
        "width": width,
        "height": height,
        "video": artefact_url(job, VIDEO),
        "poster": artefact_url(job, POSTER),
        "captions": artefact_url(job, CAPTIONS),
        "captions_on": options.captions is not Captions.LIT,
        "speeds": _SPEEDS,
        "duration": _clock(job.duration or 0.0),
        "starts_at": _seconds(starts_at),
        "downloads": [_download(job, name) for name in ARTEFACTS],
    }
    try:
        with default_storage.open(artefacts.path(job, STORYBOARD)) as file:
            return told | {"transcript": transcript.read(file.read())}
    except FileNotFoundError:
        return told | {
            "missing": "The files of this video are gone from the storage. Delete it, and ask for a new one."
        }
    except OSError as error:
        logger.warning("the storyboard of %s cannot be read: %s", job.pk, error)
        return told | {"missing": "The storage cannot be reached just now. Load this page anew in a while."}


def _facts(options: Options) -> Iterator[tuple[str, str]]:
    """The label and value of each option that a viewer may want to know: the choices, and what is not the default."""
    for option in declared():
        value = getattr(options, option.name)
        if isinstance(value, Choice):
            yield option.label, value.label
        elif value != option.default:
            yield option.label, "Yes" if value is True else f"{value:g}"
    for option in declared(Theme):
        if option.name != "logo" and (text := getattr(options.theme, option.name)):
            yield option.label, text


def _download(job: Job, name: str) -> Download:
    filename = f"hidden-hill-{job.pubmed_id}{PurePath(name).suffix if name == VIDEO else f'-{name}'}"
    return Download(_FILES[name], artefact_url(job, name), filename, job.size if name == VIDEO else None)


def _seconds(told: str) -> float:
    """A place in the video from an address; its start for what is no number."""
    try:
        seconds = float(told)
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < 86400 else 0.0


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} min"
