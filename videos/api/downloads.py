"""A file of a finished video as an HTTP response (RFC 9110).

With X_ACCEL_REDIRECT, nginx sends it, and handles conditions and ranges. A video in a bucket is downloaded from there,
at a URL that is valid for S3_PRESIGNED_SECONDS. Everything else is sent by this module.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from videos.api.problems import Problem, storage_unavailable
from videos.models import Job
from videos.pipeline.products import CONTENT_TYPES, THUMBNAIL, VIDEO
from videos.storage import artefacts, backends, posters

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)

# Caches revalidate each time: the file may have been deleted, or the user signed out. This costs one query and no
# access to the storage.
_CACHING = "private, no-cache"


def file_response(request: HttpRequest, job: Job, name: str, *, most_seconds: int | None = None) -> HttpResponseBase:
    """Return one of the ``files`` of a completed job. The video is saved under a descriptive name.

    200; 206 for a byte range; 304 if the client has the file; 302 to its URL in a bucket. Several ranges at once return
    the whole file, as RFC 9110 allows. A URL in a bucket is valid for ``most_seconds`` at most, if they are given.
    Raises Problem: 410, 412, 416 or 503.
    """
    if settings.X_ACCEL_REDIRECT:
        return _sent_by_nginx(job, name)
    headers = {"ETag": _etag(job, name), "Last-Modified": http_date(_modified(job)), "Cache-Control": _CACHING}
    unchanged = get_conditional_response(request, headers["ETag"], _modified(job))
    if unchanged is not None and unchanged.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Problem("precondition_failed", "The file does not match If-Match or If-Unmodified-Since.")
    if unchanged is not None:
        for header, value in headers.items():
            unchanged[header] = value
        return unchanged
    # Caption tracks must come from the page's own origin, and the other files are small.
    redirect = _redirect_to_bucket(request, job, name, most_seconds) if name == VIDEO else None
    return redirect or _sent(request, job, name, headers)


def _sent(request: HttpRequest, job: Job, name: str, headers: dict[str, str]) -> HttpResponseBase:
    with _as_problems(name):
        size = _size(job, name)
    start, end = requested_part(request, headers, size)
    headers |= _content_headers(job, name)
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    with _as_problems(name):
        content = backends.default().part(artefacts.path(job, name), start, end)
    content_type = headers.pop("Content-Type")
    return _File(content, status=status_of(headers), content_type=content_type, headers=headers)


def requested_part(request: HttpRequest, headers: dict[str, str], size: int) -> tuple[int, int]:
    """Return the first byte to send and the one after the last, and add their headers.

    ``headers`` has the validators: ETag, and perhaps Last-Modified. Raises Problem if the range is outside the file.
    """
    wanted = _range(request, headers)
    start, end = _bounds(wanted[1], wanted[2], size) if wanted else (0, size)
    if wanted:
        if start >= end:
            missing = f"The file has {size} bytes, and none in the requested range."
            raise Problem("range_not_satisfiable", missing, headers={"Content-Range": f"bytes */{size}"})
        headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    return start, end


def status_of(headers: dict[str, str]) -> int:
    """Return the status of a response with these headers: that of a part, or of the whole."""
    return HTTPStatus.PARTIAL_CONTENT if "Content-Range" in headers else HTTPStatus.OK


def _size(job: Job, name: str) -> int:
    """Return the length of a file. A video that is older than thumbnails gets its thumbnail now. Raises OSError."""
    path = artefacts.path(job, name)
    if name == THUMBNAIL and not default_storage.exists(path):
        posters.store_thumbnail(job.folder)
    return default_storage.size(path)


class _File(FileResponse):
    """The web server sends a file on the disk without a thread; anything else comes in blocks."""

    block_size = backends.BLOCK


def _sent_by_nginx(job: Job, name: str) -> HttpResponse:
    with _as_problems(name):
        _size(job, name)
    url = settings.X_ACCEL_REDIRECT + artefacts.path(job, name)
    return HttpResponse(headers=_content_headers(job, name) | {"Cache-Control": _CACHING, "X-Accel-Redirect": url})


def _redirect_to_bucket(request: HttpRequest, job: Job, name: str, most_seconds: int | None) -> HttpResponse | None:
    seconds = min(most_seconds or settings.S3_PRESIGNED_SECONDS, settings.S3_PRESIGNED_SECONDS)
    headers = _content_headers(job, name) | {"Cache-Control": _CACHING}
    with _as_problems(name):
        url = backends.default().direct_url(artefacts.path(job, name), request.method or "GET", headers, seconds)
    return HttpResponseRedirect(url, headers={"Cache-Control": "private, no-store"}) if url else None


@contextmanager
def _as_problems(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        logger.error("a file of a completed job is missing: %s", error)
        raise Problem("file_lost", f"{name} of this video is no longer in the storage.") from error
    except OSError as error:
        raise storage_unavailable(error) from error


def _content_headers(job: Job, name: str) -> dict[str, str]:
    headers = {"Content-Type": CONTENT_TYPES[name]}
    if name == VIDEO:
        headers["Content-Disposition"] = content_disposition_header(True, f"hidden-hill-{job.pubmed_id}.mp4") or ""
    return headers


def _etag(job: Job, name: str) -> str:
    """Return a strong ETag: an attempt writes its folder once, under a unique name."""
    return f'"{job.folder.rpartition("/")[2]}/{name}"'


def _modified(job: Job) -> int:
    return int(job.finished_at.timestamp()) if job.finished_at else 0


def _range(request: HttpRequest, validators: dict[str, str]) -> re.Match[str] | None:
    """Return the requested range, unless If-Range says that the file has changed."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not wanted or wanted[0].endswith("=-"):
        return None
    condition = request.headers.get("If-Range", "")
    same = {validators["ETag"], ""}
    is_same_date = "Last-Modified" in validators and parse_http_date_safe(condition) == parse_http_date_safe(
        validators["Last-Modified"]
    )
    return wanted if condition in same or is_same_date else None


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first byte and the one after the last. The range is outside the file if start >= end."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size
