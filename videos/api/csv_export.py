"""Jobs as a table for spreadsheets: RFC 4180, in UTF-8 with the mark by which Excel knows it."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from videos.api.serializers.fields import artefact_url
from videos.models import Job, Status
from videos.pipeline.products import TRANSCRIPT, VIDEO

COLUMNS = (
    *("job_id", "status", "pubmed_id", "title", "journal", "year", "doi", "owner", "created_utc", "finished_utc"),
    *("video_seconds", "error_code", "error_message", "page_url", "video_url", "transcript_url"),
)

_AT_ONCE = 500
_MARK = "\ufeff"
# By the first character of a cell a spreadsheet takes it for a formula: in full width, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(jobs: QuerySet[Job], site: str) -> StreamingHttpResponse:
    """The jobs, newest first, as a file to be saved; ``site`` is what addresses start with.

    Rows are sent while they are read, so that neither their number nor a slow client fills the memory.
    """
    name = f"hidden-hill-{timezone.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_lines(jobs, site), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(jobs: QuerySet[Job], site: str) -> Iterator[str]:
    table = csv.DictWriter(_Line(), COLUMNS)
    yield _MARK + table.writeheader()
    for job in jobs.select_related("owner").order_by("-created_at", "-pk").iterator(_AT_ONCE):
        yield table.writerow({name: _harmless(value) for name, value in _cells(job, site).items()})


class _Line:
    """What a writer writes, it gets back."""

    def write(self, line: str) -> str:
        return line


def _cells(job: Job, site: str) -> dict[str, Any]:
    paper = job.paper or {}
    done = job.status == Status.COMPLETED
    return {
        "job_id": str(job.pk),
        "status": job.status,
        "pubmed_id": job.pubmed_id,
        "title": job.title,
        "journal": paper.get("journal", ""),
        "year": paper.get("year", ""),
        "doi": paper.get("doi", ""),
        "owner": job.owner.get_username() if job.owner else "",
        "created_utc": _moment(job.created_at),
        "finished_utc": _moment(job.finished_at),
        "video_seconds": "" if job.duration is None else f"{job.duration:.1f}",
        "error_code": job.error_code,
        "error_message": job.error_message,
        "page_url": urljoin(site, reverse("job", args=[job.pk])),
        "video_url": urljoin(site, artefact_url(job, VIDEO)) if done else "",
        "transcript_url": urljoin(site, artefact_url(job, TRANSCRIPT)) if done else "",
    }


def _moment(at: datetime | None) -> str:
    """As spreadsheets read it: without the letters of ISO 8601."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""


def _harmless(text: str) -> str:
    """The text with an apostrophe before what would be run as a formula: spreadsheets then show it as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text
