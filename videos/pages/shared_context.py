"""The template context of the pages of a shared project. It names neither its owner nor its jobs."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from videos.jobs import sharing
from videos.models import Job, Project, Visibility
from videos.pages import job_context, structured_data
from videos.pages.transcript import Transcript
from videos.pipeline.artifacts import NoticeKind
from videos.pipeline.options import Captions, Format
from videos.pipeline.products import CAPTIONS, POSTER, VIDEO, VISUAL_ABSTRACT, VISUAL_ABSTRACT_PDF

logger = logging.getLogger(__name__)

_WARNINGS = {
    NoticeKind.RETRACTED: "Retracted",
    NoticeKind.WITHDRAWN: "Withdrawn",
    NoticeKind.CONCERN: "Expression of concern",
    NoticeKind.PREPRINT: "Preprint",
}
"""What the title begins with where only the title is shown: in a search result, or below a link."""

_STYLE = "width:100%;max-width:40rem;aspect-ratio:{}/{};border:0"

_WHAT = "A short narrated video of a published paper. Every sentence can be traced to its source."
_NO_TRANSCRIPT = "The transcript is unavailable at the moment. Reload this page in a minute."


@dataclass(frozen=True, slots=True)
class Tab:
    """A format in which there is a video."""

    shape: Format
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared project with its videos, and the format that a request asks for."""

    request: HttpRequest
    project: Project
    videos: Mapping[Format, Job]
    shape: Format

    @property
    def job(self) -> Job:
        """Return the job of the video in this format."""
        return self.videos[self.shape]

    @property
    def query(self) -> dict[str, str]:
        """Return what a URL needs to name this format: nothing for the first."""
        return {} if self.shape == next(iter(self.videos)) else {"format": self.shape.value}

    def url(self, view: str, **query: str) -> str:
        """Return the absolute URL of a page of the project, in this format."""
        path = reverse(view, args=[self.project.slug])
        query = self.query | query
        return self.request.build_absolute_uri(f"{path}?{urlencode(query)}" if query else path)

    def file(self, name: str) -> str:
        """Return the absolute URL of a file of the video."""
        path = reverse("shared-file", args=[self.project.slug, self.shape.value, name])
        return self.request.build_absolute_uri(path)


def find(request: HttpRequest, slug: str, asked: str) -> Shared | None:
    """Return the project to which a link leads, in the format that is asked for or else the first; None if none."""
    project = sharing.find(slug)
    videos = sharing.videos(project) if project else {}
    if project is None or not videos:
        return None
    return Shared(request, project, videos, next((shape for shape in videos if shape == asked), next(iter(videos))))


def player(shared: Shared) -> dict[str, Any]:
    """Return what the player alone shows. ``?t=`` is the start of playback in seconds."""
    job = shared.job
    width, height = job_context.SIZES[shared.shape]
    return job_context.about(job) | {
        "title": title(job),
        "page": shared.url("shared"),
        "video": shared.file(VIDEO),
        "poster": shared.url("shared-poster"),
        "thumbnail": shared.file(POSTER),
        "captions": shared.file(CAPTIONS),
        "captions_on": job.options.captions is not Captions.LIT,
        "width": width,
        "height": height,
        "shape": shared.shape,
        "starts_at": job_context.seconds(shared.request.GET.get("t", "")),
        "is_public": shared.project.visibility == Visibility.PUBLIC,
    }


def everything(shared: Shared) -> dict[str, Any]:
    """Return what the page shows."""
    job = shared.job
    transcript = _transcript(job)
    embed = shared.url("embedded")
    context = player(shared) | job_context.downloads(job, shared.file)
    context |= {
        "transcript": transcript,
        "missing": _NO_TRANSCRIPT,
        "speeds": job_context.SPEEDS,
        "keep": "".join(f"{name}={value}&" for name, value in shared.query.items()),
        "tabs": [
            Tab(shape, replace(shared, shape=shape).url("shared"), shape == shared.shape) for shape in shared.videos
        ],
        "preview": job_context.preview(job, shared.file),
        "description": description(job),
        "reading": _reading(job),
        "embed": embed,
        "iframe": iframe(embed, title(job), style=_STYLE.format(*job_context.SIZES[shared.shape])),
        "oembed": f"{shared.request.build_absolute_uri(reverse('oembed'))}?{urlencode({'url': shared.url('shared')})}",
    }
    if job.has_visual_abstract:
        context |= {"abstract": shared.file(VISUAL_ABSTRACT), "abstract_pdf": shared.file(VISUAL_ABSTRACT_PDF)}
    return context | {"structured": structured_data.script(structured_data.video(job, context))}


def iframe(url: str, title: str, **attributes: str | int) -> SafeString:
    """Return the HTML that shows the player on another page."""
    own = format_html_join("", ' {}="{}"', attributes.items())
    frame = '<iframe src="{}" title="{}"{} allow="fullscreen" allowfullscreen loading="lazy"></iframe>'
    return format_html(frame, url, title, own)


def title(job: Job) -> str:
    """Return the paper's title, after a word that warns of what one must know about it."""
    heading = job_context.heading(job)
    kinds = {notice["kind"] for notice in _notices(job)}
    warning = next((word for kind, word in _WARNINGS.items() if kind in kinds), "")
    if not warning or heading.casefold().startswith(warning.casefold()):
        return heading
    return f"{warning}: {heading}"


def description(job: Job) -> str:
    """Return what the page is, after all notices about the paper."""
    return " ".join([*(notice["text"] for notice in _notices(job)), _WHAT])


def _notices(job: Job) -> list[dict[str, str]]:
    return [*(job.later_notices or ()), *(job.paper or {}).get("notices", ())]


def _tabs(shared: Shared) -> Iterator[Tab]:
    for shape in shared.videos:
        yield Tab(shape, replace(shared, shape=shape).url("shared"), shape == shared.shape)


def _reading(job: Job) -> str:
    """Return the URL at which the paper can be read: the publisher's, PMC's or PubMed's; "" if it was invented."""
    paper = job_context.about(job)
    if paper["invented"]:
        return ""
    places = {
        "doi": "https://doi.org/{}",
        "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    }
    ids = job.paper or {}
    return next((place.format(quote(ids[name])) for name, place in places.items() if ids.get(name)), paper["record"])


def _transcript(job: Job) -> Transcript | None:
    try:
        return job_context.transcript_of(job)
    except OSError as error:
        logger.warning("the storyboard of %s cannot be read: %s", job.pk, error)
        return None
