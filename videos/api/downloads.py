"""A file of a finished video as an HTTP answer (RFC 9110), or the word to whoever can send it better than we.

Behind nginx with X_ACCEL_REDIRECT it is nginx that sends it, with conditions and ranges of its own. A video in a bucket
is fetched from there, by an address that is good for S3_PRESIGNED_SECONDS. Everything else is sent from here.
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
from videos.pipeline.products import CONTENT_TYPES, VIDEO
from videos.storage import artefacts, backends

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)

# A cache asks each time: what may be seen today may be deleted, or the reader signed out, tomorrow. That costs one
# query, and no look at the storage.
_CACHING = "private, no-cache"


def file_response(request: HttpRequest, job: Job, name: str) -> HttpResponseBase:
    """One of the ``ARTEFACTS`` of a completed job; the video to be saved under a telling name.

    200; 206 for a byte range; 304 where the request has it already; 302 to where the file is. Several ranges
    at once are answered with the whole file, as RFC 9110 allows. Raises Problem: 410, 412, 416 or 503.
    """
    if settings.X_ACCEL_REDIRECT:
        return _left_to_nginx(job, name)
    headers = {"ETag": _etag(job, name), "Last-Modified": http_date(_modified(job)), "Cache-Control": _CACHING}
    unchanged = get_conditional_response(request, headers["ETag"], _modified(job))
    if unchanged is not None and unchanged.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Problem("precondition_failed", "The file is not as If-Match or If-Unmodified-Since asks.")
    if unchanged is not None:
        for header, value in headers.items():
            unchanged[header] = value
        return unchanged
    # Tracks and scripts must come from the page's own origin, and the other files are small.
    elsewhere = _left_to_the_bucket(request, job, name) if name == VIDEO else None
    return elsewhere or _sent(request, job, name, headers)


def _sent(request: HttpRequest, job: Job, name: str, headers: dict[str, str]) -> HttpResponseBase:
    with _errors_told(name):
        size = default_storage.size(artefacts.path(job, name))
    wanted = _range(request, headers)
    start, end = _bounds(wanted[1], wanted[2], size) if wanted else (0, size)
    if wanted:
        if start >= end:
            missing = f"The file has {size} bytes, and none where the Range header asks for some."
            raise Problem("range_not_satisfiable", missing, headers={"Content-Range": f"bytes */{size}"})
        headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    headers |= _described(job, name) | {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    with _errors_told(name):
        content = backends.default().part(artefacts.path(job, name), start, end)
    content_type = headers.pop("Content-Type")
    return _File(content, status=206 if wanted else 200, content_type=content_type, headers=headers)


class _File(FileResponse):
    """The web server sends a file on the disk without a thread; anything else comes in blocks."""

    block_size = backends.BLOCK


def _left_to_nginx(job: Job, name: str) -> HttpResponse:
    with _errors_told(name):
        default_storage.size(artefacts.path(job, name))
    address = settings.X_ACCEL_REDIRECT + artefacts.path(job, name)
    return HttpResponse(headers=_described(job, name) | {"Cache-Control": _CACHING, "X-Accel-Redirect": address})


def _left_to_the_bucket(request: HttpRequest, job: Job, name: str) -> HttpResponse | None:
    headers = _described(job, name) | {"Cache-Control": _CACHING}
    with _errors_told(name):
        address = backends.default().address(artefacts.path(job, name), request.method or "GET", headers)
    return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"}) if address else None


@contextmanager
def _errors_told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        logger.error("a file of a completed job is gone: %s", error)
        raise Problem("file_lost", f"{name} of this video is no longer in the storage.") from error
    except OSError as error:
        raise storage_unavailable(error) from error


def _described(job: Job, name: str) -> dict[str, str]:
    headers = {"Content-Type": CONTENT_TYPES[name]}
    if name == VIDEO:
        headers["Content-Disposition"] = content_disposition_header(True, f"hidden-hill-{job.pubmed_id}.mp4") or ""
    return headers


def _etag(job: Job, name: str) -> str:
    """Strong: an attempt writes its folder once, under a name that no other has."""
    return f'"{job.folder.rpartition("/")[2]}/{name}"'


def _modified(job: Job) -> int:
    return int(job.finished_at.timestamp()) if job.finished_at else 0


def _range(request: HttpRequest, validators: dict[str, str]) -> re.Match[str] | None:
    """The part that is asked for, unless it is one of a file that has changed since."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not wanted or wanted[0].endswith("=-"):
        return None
    of = request.headers.get("If-Range", "")
    changed = (
        of
        and of != validators["ETag"]
        and parse_http_date_safe(of) != parse_http_date_safe(validators["Last-Modified"])
    )
    return None if changed else wanted


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """From which byte to before which one; the first is not before the other when the file does not reach that far."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size
