"""The lines of a batch as rows of a table: one for each line and format."""

from collections.abc import Iterator
from urllib.parse import urljoin

from django.http import StreamingHttpResponse
from django.urls import reverse

from videos.api import csv_export
from videos.api.serializers.fields import artefact_url
from videos.api.user_messages import user_text
from videos.jobs import batch_progress
from videos.jobs.batch_progress import Row
from videos.models import Batch, Job, Status
from videos.pipeline.products import VIDEO

COLUMNS = (
    *("line", "text", "pubmed_id", "title", "format", "status", "error_code", "error_message"),
    *("job_id", "page_url", "video_url"),
)


def as_csv(batch: Batch, site: str) -> StreamingHttpResponse:
    """Return the lines, in their order, as a download; ``site`` is the base URL of links."""
    rows = (cells(row, job, site) for row, job in lines(batch))
    return csv_export.download("hidden-hill-batch", COLUMNS, rows)


def lines(batch: Batch) -> Iterator[tuple[Row, Job | None]]:
    """Yield every line with each of its jobs, or with None. Two queries."""
    for row in batch_progress.rows(batch, list(batch.items.all())):
        yield from ((row, job) for job in row.jobs or (None,))


def cells(row: Row, job: Job | None, site: str) -> dict[str, str]:
    """Return the row of a line and one of its jobs."""
    line = {"line": str(row.item.position), "text": row.item.text, "pubmed_id": row.item.pubmed_id}
    if job is None:
        why = {"error_code": row.item.error_code, "error_message": row.item.error_message}
        return dict.fromkeys(COLUMNS, "") | line | why | {"status": row.without_job}
    return line | {
        "title": job.title,
        "format": job.options.format,
        "status": job.status,
        "error_code": job.error_code,
        "error_message": user_text(job.error_code, job.error_message),
        "job_id": str(job.pk),
        "page_url": urljoin(site, reverse("job", args=[job.pk])),
        "video_url": urljoin(site, artefact_url(job, VIDEO)) if job.status == Status.COMPLETED else "",
    }
