"""Jobs as a CSV file for spreadsheets (RFC 4180), in UTF-8 with the byte order mark that Excel needs."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from videos.api.serializers.fields import artefact_url
from videos.models import Job, Status
from videos.pipeline.products import TRANSCRIPT, VIDEO

COLUMNS = (
    "job_id",
    "status",
    "pubmed_id",
    "title",
    "journal",
    "year",
    "doi",
    "owner",
    "created_utc",
    "finished_utc",
    "video_seconds",
    "error_code",
    "error_message",
    "page_url",
    "video_url",
    "transcript_url",
    "format",
    "project_id",
)

_CHUNK = 500
_BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell for a formula by its first character, also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(jobs: QuerySet[Job], site: str) -> StreamingHttpResponse:
    """Return the jobs, newest first, as a download; ``site`` is the base URL of links."""
    newest_first = jobs.select_related("owner").order_by("-created_at", "-pk").iterator(_CHUNK)
    return download("hidden-hill", COLUMNS, (cells(job, site) for job in newest_first))


def download(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> StreamingHttpResponse:
    """Return rows as a download.

    They are streamed while they are read, so that neither their number nor a slow client fills the memory.
    """
    file = f"{name}-{timezone.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines(columns, rows), content_type="text/csv; charset=utf-8", headers=headers)


def lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the lines of a CSV file."""
    table = csv.DictWriter(_Line(), columns)
    yield _BYTE_ORDER_MARK + table.writeheader()
    for row in rows:
        yield table.writerow({name: _escaped(value) for name, value in row.items()})


class _Line:
    """A file that returns each written line to its writer."""

    def write(self, line: str) -> str:
        return line


def cells(job: Job, site: str) -> dict[str, str]:
    """Return the row of a job; ``site`` is the base URL of links."""
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
        "format": job.options.format,
        "project_id": str(job.project_id or ""),
    }


def _moment(at: datetime | None) -> str:
    """Return the time as spreadsheets read it: without the letters of ISO 8601."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""


def _escaped(text: str) -> str:
    """Return the text, with an apostrophe before a formula, so that spreadsheets show it and do not run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
