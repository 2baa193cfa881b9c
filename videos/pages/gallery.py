"""The gallery: public videos with search, topics, feeds and what search engines read. GALLERY turns it on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from videos import search
from videos.api.pagination import Pages
from videos.jobs import sharing
from videos.models import Job, Project
from videos.pages import shared_context
from videos.pages.shared_context import Shared
from videos.pipeline.products import VIDEO

_PER_PAGE = 24
_TOPICS = 30
"""Topics that are offered: those of the most videos."""

_COUNTED = 2000
"""Newest videos whose topics are counted."""

_IN_FEEDS = 50


class _GalleryPages(Pages):
    page_size = _PER_PAGE
    ordering = ("-listed_at", "-id")


@dataclass(frozen=True, slots=True)
class Entry:
    """A public project, as the gallery and the feeds show it."""

    shared: Shared

    @property
    def job(self) -> Job:
        """Return the job of the video."""
        return self.shared.job

    @property
    def title(self) -> str:
        """Return the title, after a warning where one is due."""
        return shared_context.title(self.job)

    @property
    def description(self) -> str:
        """Return the notices about the paper, and what the video is."""
        return shared_context.description(self.job)

    @property
    def url(self) -> str:
        """Return the path of the page."""
        return reverse("shared", args=[self.shared.project.slug])

    @property
    def poster(self) -> str:
        """Return the path of the light poster."""
        return reverse("shared-poster", args=[self.shared.project.slug])

    @property
    def listed_at(self) -> datetime | None:
        """Return when it became public."""
        return self.shared.project.listed_at


def _if_on(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the view be a 404 unless there is a gallery. Nobody but the browser keeps what it shows."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.GALLERY:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        return response

    return shown


@_if_on
def gallery(request: HttpRequest) -> HttpResponse:
    """Show public videos. ``?q=`` looks for words as in the library, ``?topic=`` for a MeSH heading."""
    words, topic = request.GET.get("q", "").strip()[:200], request.GET.get("topic", "")[:200]
    paginator = _GalleryPages()
    try:
        page = paginator.paginate_queryset(_found(words, topic), Request(request))
    except (NotFound, ValidationError) as error:
        raise Http404("The gallery has no such page. Start at the first.") from error
    context = {
        "entries": _entries(request, page or []),
        "words": words,
        "topic": topic,
        "topics": _topics(),
        "newer": paginator.get_previous_link(),
        "older": paginator.get_next_link(),
        "rss": f"{reverse('gallery-rss')}?{urlencode({'topic': topic})}" if topic else reverse("gallery-rss"),
    }
    return render(request, "videos/shared/gallery.html", context)


def _found(words: str, topic: str) -> QuerySet[Project]:
    projects = sharing.listed()
    if words:
        projects = projects.filter(search.asked(words))
    return projects.filter(topics__contains=f"\n{topic}\n") if topic else projects


def _entries(request: HttpRequest, projects: Sequence[Project]) -> list[Entry]:
    """Return the projects that still have a video."""
    videos = sharing.videos_of(projects)
    return [
        Entry(Shared(request, project, found, next(iter(found))))
        for project in projects
        if (found := videos[project.pk])
    ]


def _topics() -> list[str]:
    """Return the most frequent topics of public videos, in the order of the alphabet."""
    newest = sharing.listed().exclude(topics="").values_list("topics", flat=True)[:_COUNTED]
    counted = Counter(topic for topics in newest for topic in topics.split("\n") if topic)
    return sorted(topic for topic, _ in counted.most_common(_TOPICS))


class _Videos(Feed):  # type: ignore[type-arg]
    """The newest public videos as RSS, with the files as enclosures. ``?topic=`` limits them to a MeSH heading."""

    title = "Videos of medical papers – Hidden Hill"
    description = "Short narrated videos of published papers. Every sentence can be traced to its source."

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpRequest:
        """Return the request."""
        return request

    def link(self, request: HttpRequest) -> str:
        """Return the path of the gallery."""
        return reverse("gallery")

    def items(self, request: HttpRequest) -> list[Entry]:
        """Return the newest videos."""
        found = _found("", request.GET.get("topic", "")[:200])
        return _entries(request, list(found[:_IN_FEEDS]))

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.description

    def item_link(self, item: Entry) -> str:
        return item.url

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.listed_at

    def item_enclosures(self, item: Entry) -> list[Enclosure]:
        """Return the video."""
        return [Enclosure(item.shared.file(VIDEO), str(item.job.size or 0), "video/mp4")]


class _News(_Videos):
    """The newest public videos as Atom."""

    feed_type = Atom1Feed
    subtitle = _Videos.description


class _Pages(Sitemap):  # type: ignore[type-arg]
    """The pages of public videos."""

    def items(self) -> QuerySet[Project]:
        """Return the projects."""
        return sharing.listed()

    def location(self, item: Project) -> str:
        return reverse("shared", args=[item.slug])

    def lastmod(self, item: Project) -> datetime | None:
        return item.listed_at


@_if_on
def rss(request: HttpRequest) -> HttpResponseBase:
    """Return the videos as RSS."""
    return _Videos()(request)


@_if_on
def atom(request: HttpRequest) -> HttpResponseBase:
    """Return the videos as Atom."""
    return _News()(request)


@_if_on
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Return the pages of public videos, for search engines. ``?p=`` is the number of a part of a long list."""
    response: HttpResponseBase = sitemap_view(request, {"videos": _Pages})
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Ask programs to open shared pages only. Those that are not public say that they must not be listed."""
    lines = ["User-agent: *", "Disallow: /", *(f"Allow: /{path}/" for path in ("v", "embed", "static", "gallery"))]
    if settings.GALLERY:
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
