"""The pages of a shared project: for everyone who has the link, without a session, and without a cookie."""

import io
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from videos.jobs import sharing
from videos.models import Visibility
from videos.pages import job_context, shared_context
from videos.pages.shared_context import Shared
from videos.pipeline.products import POSTER
from videos.storage import posters

logger = logging.getLogger(__name__)

# Nobody but the browser keeps a page, and it asks each time: the link may have been withdrawn.
_HEADERS = {"Cache-Control": "private, no-cache"}
_NOINDEX = {"X-Robots-Tag": "noindex"}

_QR = {"svg": ("image/svg+xml", 10), "png": ("image/png", 40)}
"""Media type, and pixels of a module: a PNG is sharp at 14 cm and 300 dots per inch."""

_QUIET_ZONE = 4
"""Modules around a QR code, as ISO/IEC 18004 requires."""

_DEFAULT_WIDTH = 640

P = ParamSpec("P")


def _by_link(
    view: Callable[Concatenate[Shared, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Find what the link leads to. A link that is unknown, withdrawn or without a finished video is the same 404."""

    @require_safe
    @wraps(view)
    def found(request: HttpRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        shared = shared_context.find(request, slug, request.GET.get("format", ""))
        if shared is None:
            response = render(request, "videos/shared/nothing.html", status=404)
        else:
            response = view(shared, *args, **kwargs)
        is_public = shared is not None and shared.project.visibility == Visibility.PUBLIC
        for name, value in (_HEADERS if is_public else _HEADERS | _NOINDEX).items():
            response[name] = value
        return response

    return found


@_by_link
def page(shared: Shared) -> HttpResponse:
    """Show the videos of a project. ``?format=`` chooses one, ``?t=`` is the start of playback in seconds."""
    _count(shared)
    return render(shared.request, "videos/shared/page.html", shared_context.everything(shared))


@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the player alone, on pages of the sites that EMBED_ALLOWED_ORIGINS lists."""
    response = _embed(request, slug)
    # As django-csp's csp_replace does.
    response._csp_replace = {"frame-ancestors": settings.EMBED_ALLOWED_ORIGINS or ["'none'"]}  # type: ignore[attr-defined]
    return response


@_by_link
def _embed(shared: Shared) -> HttpResponse:
    _count(shared)
    return render(shared.request, "videos/shared/embed.html", shared_context.player(shared))


@_by_link
def poster(shared: Shared) -> HttpResponse:
    """Return the picture that is shown until the video plays, as WebP. 404 if it is lost."""
    folder = shared.job.folder
    try:
        response = HttpResponse(posters.light(folder), content_type="image/webp")
    except OSError as error:
        logger.warning("the poster of %s cannot be read: %s", shared.job.pk, error)
        raise Http404 from error
    response["ETag"] = f'"{folder.rpartition("/")[2]}/poster.webp"'
    return get_conditional_response(shared.request, response["ETag"], response=response) or response


@_by_link
def qr(shared: Shared, kind: str) -> HttpResponse:
    """Return the link as a QR code for a poster: black on white, and still read if 15 % of it are covered."""
    content_type, scale = _QR[kind]
    picture = io.BytesIO()
    code = segno.make(shared.url("shared"), error="m", micro=False)
    code.save(picture, kind=kind, scale=scale, border=_QUIET_ZONE, light="white")
    return HttpResponse(picture.getvalue(), content_type=content_type)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Return how to embed the video of ``?url=`` (https://oembed.com): its player, and its poster."""
    shared = _shared_at(request, request.GET.get("url", ""))
    if shared is None:
        raise Http404
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only format=json is supported.\n", status=501, content_type="text/plain")
    width, height = _fitted(*job_context.SIZES[shared.shape], request.GET)
    poster_width, poster_height = job_context.POSTERS[shared.shape]
    address, title = shared.url("embedded"), shared_context.title(shared.job)
    content = {
        "version": "1.0",
        "type": "video",
        "title": title,
        "provider_name": "Hidden Hill",
        "provider_url": request.build_absolute_uri("/"),
        "width": width,
        "height": height,
        "html": shared_context.iframe(address, title, width=width, height=height),
        "thumbnail_url": shared.file(POSTER),
        "thumbnail_width": poster_width,
        "thumbnail_height": poster_height,
        "cache_age": 300,
    }
    return JsonResponse(content, headers=_HEADERS | _NOINDEX)


def _shared_at(request: HttpRequest, address: str) -> Shared | None:
    """Return what the URL of a page or a player of this instance leads to."""
    try:
        parts = urlsplit(address)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    if parts.netloc != request.get_host() or found.url_name not in ("shared", "embedded"):
        return None
    return shared_context.find(request, found.kwargs["slug"], QueryDict(parts.query).get("format", ""))


def _fitted(width: int, height: int, asked: Mapping[str, str]) -> tuple[int, int]:
    """Return the size of a player in pixels that fits ``maxwidth`` and ``maxheight``."""
    widest, highest = (_whole(asked.get(name, "")) for name in ("maxwidth", "maxheight"))
    shown = min(widest or _DEFAULT_WIDTH, (highest or height) * width // height, width)
    return max(shown, 1), max(shown * height // width, 1)


def _whole(text: str) -> int:
    """Return a number of pixels; 0 if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _count(shared: Shared) -> None:
    request = shared.request
    if sharing.is_a_view(request.method, request.headers, reverse("shared", args=[shared.project.slug])):
        sharing.count_view(shared.project)
