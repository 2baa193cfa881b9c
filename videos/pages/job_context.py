"""The template context of the job page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from videos.api.serializers.fields import artefact_url
from videos.api.user_messages import explain
from videos.jobs import history, projects, sharing, storyboards, submission
from videos.models import FINAL, UNDER_WAY, Job, Project, Status, Visibility
from videos.pages import again, transcript, waiting
from videos.pages.desk import desk
from videos.pipeline.artifacts import NoticeKind
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.identifiers import SAMPLE, IdKind, record_url
from videos.pipeline.options import Captions, Format
from videos.pipeline.products import (
    CAPTIONS,
    CONTENT_TYPES,
    DESCRIPTION,
    POSTER,
    STORYBOARD,
    SUBTITLES,
    TALL_VISUAL_ABSTRACT,
    TALL_VISUAL_ABSTRACT_PDF,
    TRANSCRIPT,
    VIDEO,
    VISUAL_ABSTRACT,
    VISUAL_ABSTRACT_PDF,
)
from videos.pipeline.readable import clock, facts
from videos.storage import artefacts

logger = logging.getLogger(__name__)

FILES = {
    VIDEO: "Video (MP4)",
    CAPTIONS: "Subtitles (WebVTT)",
    SUBTITLES: "Subtitles (SRT)",
    TRANSCRIPT: "Transcript",
    POSTER: "Poster (JPEG)",
    STORYBOARD: "Storyboard: every sentence with its source (JSON)",
    DESCRIPTION: "Text for YouTube",
    VISUAL_ABSTRACT: "Visual abstract, wide (PNG)",
    VISUAL_ABSTRACT_PDF: "Visual abstract, wide (PDF)",
    TALL_VISUAL_ABSTRACT: "Visual abstract, tall (PNG)",
    TALL_VISUAL_ABSTRACT_PDF: "Visual abstract, tall (PDF)",
}
SIZES = {Format.LANDSCAPE: (1920, 1080), Format.PORTRAIT: (1080, 1920), Format.SQUARE: (1080, 1080)}
POSTERS = {Format.LANDSCAPE: (1280, 720), Format.PORTRAIT: (720, 1280), Format.SQUARE: (960, 960)}
_WIDE = (1600, 900)
"""Pixels of the wide visual abstract."""

_SLIDE_WIDTH = 640
"""Pixels of the longer side of a slide in the editor."""

SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
_LOUD = {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN, NoticeKind.CONCERN}


@dataclass(frozen=True, slots=True)
class Download:
    """One of the files of a finished video."""

    title: str
    url: str
    filename: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Who may see the videos of a project, the path of its link or "", and how often that was opened."""

    project: Project
    path: str
    views: int
    choices: tuple[tuple[str, str], ...] = (
        (Visibility.PRIVATE, "Only me"),
        (Visibility.LINK, "Everyone who has the link"),
        (Visibility.PUBLIC, "Everyone; search engines may list it"),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture that other sites show for a link to the page; ``alt`` is its text alternative."""

    url: str
    type: str
    width: int
    height: int
    alt: str


def everything(job: Job, starts_at: str = "", promised: str = "", *, operator: bool = False) -> dict[str, Any]:
    """Return everything about a job in any status.

    ``starts_at`` is the start of playback in seconds. ``promised`` is as for ``waiting.context``. ``operator`` adds
    details of a failure that are for operators.
    """
    context: dict[str, Any] = {"seen": seen(job)} | about(job)
    context["order"] = order = again.query(job)
    context |= formats(job)
    if job.status == Status.COMPLETED:
        return context | _finished(job, starts_at)
    if job.status == Status.REVIEW:
        return context | _reviewed(job)
    if job.status in FINAL:
        context |= {"attempts": history.latest(job.attempts), "stage": waiting.stage_name(job.stage)}
        context |= {"fields": order.lists(), "retries_left": _may_retry(job), "operator": operator}
        return context | {"reason": explain(job.error_code, job.error_message, operator=operator)}
    return context | waiting.context(job, promised, operator=operator) | {"seen": seen(job)}


def about(job: Job) -> dict[str, Any]:
    """Return the paper of a job, and the notices about it, the grave ones apart."""
    notices = (job.paper or {}).get("notices", [])
    return {
        "job": job,
        "heading": heading(job),
        "paper": job.paper,
        "loud": [notice for notice in notices if notice["kind"] in _LOUD],
        "notices": [notice for notice in notices if notice["kind"] not in _LOUD],
        "later": [
            notice | {"noticed_at": datetime.fromisoformat(notice["noticed_at"])} for notice in job.later_notices or ()
        ],
        "invented": job.pubmed_id == SAMPLE,
        "record": record_url(job.paper_id),
    }


def _may_retry(job: Job) -> bool:
    """Return whether the user may retry the job once more."""
    return job.events.filter(what="retried").count() < submission.RETRIES


def formats(job: Job) -> dict[str, Any]:
    """Return the jobs of the same request, and their progress ``together`` while one is under way, else None."""
    renditions = projects.renditions(job)
    going_on = any(each.status in UNDER_WAY for each in renditions)
    return {
        "job": job,
        "renditions": renditions,
        "to_come": projects.to_come(renditions),
        "together": projects.progress(renditions) if going_on else None,
    }


def heading(job: Job) -> str:
    """Return the paper's title, or its id until the title is known."""
    if job.title:
        return job.title
    if job.pubmed_id == SAMPLE:
        return "The example paper"
    return f"PMID {job.pubmed_id}" if job.paper_id.kind is IdKind.PMID else job.pubmed_id


def seen(job: Job) -> str:
    """Identify what the page of an unfinished job shows besides its bar."""
    return f"{job.status}-{job.attempt}-{job.stage}" if job.status not in FINAL else job.status


def _reviewed(job: Job) -> dict[str, Any]:
    """Return the storyboard that is to be approved, or why it cannot be shown."""
    version = storyboards.current(job)
    if version is None:
        raise Job.DoesNotExist
    limit = settings.JOB_REVIEW_DAYS
    expires = job.waiting_since + timedelta(days=limit) if limit else None
    width, height = (_SLIDE_WIDTH * side // max(SIZES[job.options.format]) for side in SIZES[job.options.format])
    about = {"expires": expires, "shape": job.options.format, "width": width, "height": height}
    try:
        return about | {"desk": desk(version)}
    except StoryboardUnreadable as error:
        return about | {"missing": str(error)}


def _finished(job: Job, starts_at: str) -> dict[str, Any]:
    options = job.options
    width, height = SIZES[options.format]
    context: dict[str, Any] = {
        "attempts": history.latest(job.attempts),
        "again": uuid4() if job.storyboard_version and not job.later_notices else None,
        "options": options,
        "facts": list(facts(options)),
        "width": width,
        "height": height,
        "video": artefact_url(job, VIDEO),
        "poster": artefact_url(job, POSTER),
        "preview": preview(job, partial(artefact_url, job)),
        "captions": artefact_url(job, CAPTIONS),
        "captions_on": options.captions is not Captions.LIT,
        "speeds": SPEEDS,
        "duration": f"{clock(job.duration or 0.0)} min",
        "share": share(job),
        "starts_at": seconds(starts_at),
    } | downloads(job, partial(artefact_url, job))
    try:
        return context | {"transcript": transcript_of(job)}
    except FileNotFoundError:
        missing = "The files of this video are missing from the storage. Delete it and request a new one."
        return context | {"missing": missing}
    except OSError as error:
        logger.warning("the storyboard of %s cannot be read: %s", job.pk, error)
        return context | {"missing": "The storage is unavailable at the moment. Reload this page in a minute."}


def share(job: Job) -> Share | None:
    """Return who may see the videos of a job's project; None for a job without one."""
    project = job.project
    if project is None:
        return None
    path = reverse("shared", args=[project.slug]) if project.slug else ""
    return Share(project, path, sharing.views(project).total)


def transcript_of(job: Job) -> transcript.Transcript:
    """Return the transcript of a finished video. Raises OSError."""
    with default_storage.open(artefacts.path(job, STORYBOARD)) as file:
        return transcript.read(file.read())


def preview(job: Job, url: Callable[[str], str]) -> Preview:
    """Return the wide visual abstract, or the title slide of a video without one. ``url`` gives that of a file."""
    if job.has_visual_abstract:
        name, size, what = VISUAL_ABSTRACT, _WIDE, "Visual abstract"
    else:
        name, size, what = POSTER, POSTERS[job.options.format], "Title slide"
    return Preview(url(name), CONTENT_TYPES[name], *size, f"{what} of the paper “{heading(job)}”")


def downloads(job: Job, url: Callable[[str], str]) -> dict[str, Any]:
    """Return the video and the other files that people save, with their names there. ``url`` gives that of a file."""
    video, *others = (_download(job, name, url(name)) for name in job.files if name in FILES)
    return {"download": video, "downloads": others}


def _download(job: Job, name: str, url: str) -> Download:
    filename = f"hidden-hill-{job.pubmed_id}{PurePath(name).suffix if name == VIDEO else f'-{name}'}"
    return Download(FILES[name], url, filename, job.size if name == VIDEO else None)


def seconds(text: str) -> float:
    """Return a time in the video from the URL; 0 if it is not a number within a day."""
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < 86400 else 0.0
