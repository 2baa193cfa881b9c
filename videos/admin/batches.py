"""Batches in the admin: whose they are, how far they are, and their jobs."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from videos.admin.job_fields import LINE_BREAK
from videos.jobs import batch_progress
from videos.models import FINAL, Batch, Status
from videos.pipeline.readable import facts


@admin.register(Batch)
class BatchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists of papers whose videos were requested together."""

    list_display = ("requested", "owner", "jobs_link", "unfinished", "completed", "failed")
    list_filter = ("created_at",)
    list_select_related = ("owner",)
    search_fields = ("id", "owner__username")
    search_help_text = "Search by batch id or user."
    show_full_result_count = False
    list_per_page = 50
    fields = ("id", "owner", "created_at", "progress", "by_status", "refused", "chosen", "page_link")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """Count the jobs of each batch."""
        batches: QuerySet[Batch] = super().get_queryset(request)
        done = {
            str(status): Count("jobs", filter=Q(jobs__status=status)) for status in (Status.COMPLETED, Status.FAILED)
        }
        numbers: dict[str, Any] = {f"number_{name}": count for name, count in done.items()}
        numbers["number"] = Count("jobs")
        numbers["number_unfinished"] = Count("jobs", filter=~Q(jobs__status__in=FINAL))
        return batches.annotate(**numbers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: batches are requested through the API, the studio or ``manage.py enqueue``."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        """Refuse: batches are not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        """Refuse: the page of a batch cancels its jobs and deletes it."""
        return False

    @admin.display(description="Requested", ordering="created_at")
    def requested(self, batch: Batch) -> str:
        """Return when it was requested."""
        return f"{batch.created_at:%Y-%m-%d %H:%M}"

    @admin.display(description="Jobs", ordering="number")
    def jobs_link(self, batch: Batch) -> SafeString:
        """Return the number of its jobs, linked to their list."""
        return _linked(batch, batch.number)  # type: ignore[attr-defined]

    @admin.display(description="Unfinished", ordering="number_unfinished")
    def unfinished(self, batch: Batch) -> int:
        """Return the number of jobs that have not ended."""
        number: int = batch.number_unfinished  # type: ignore[attr-defined]
        return number

    @admin.display(description="Completed", ordering="number_completed")
    def completed(self, batch: Batch) -> SafeString:
        """Return the number of finished videos, linked to them."""
        return _linked(batch, batch.number_completed, Status.COMPLETED)  # type: ignore[attr-defined]

    @admin.display(description="Failed", ordering="number_failed")
    def failed(self, batch: Batch) -> SafeString:
        """Return the number of failed jobs, linked to them."""
        return _linked(batch, batch.number_failed, Status.FAILED)  # type: ignore[attr-defined]

    @admin.display(description="Progress")
    def progress(self, batch: Batch) -> str:
        """Return the percentage that is done."""
        return f"{batch_progress.of(batch).progress} %"

    @admin.display(description="Jobs")
    def by_status(self, batch: Batch) -> SafeString:
        """Return the number of jobs in each status, linked to them."""
        counts = batch_progress.of(batch).counts.items()
        rows = ((status, _linked(batch, number, status)) for status, number in counts if number)
        return format_html_join(LINE_BREAK, "{}: {}", rows)

    @admin.display(description="Lines without a job")
    def refused(self, batch: Batch) -> int:
        """Return the number of lines that were left out."""
        return batch_progress.of(batch).refused

    @admin.display(description="Options")
    def chosen(self, batch: Batch) -> SafeString:
        """Return the options, one a line, as users read them."""
        return format_html_join(LINE_BREAK, "{}: {}", facts(batch.options))

    @admin.display(description="Page")
    def page_link(self, batch: Batch) -> SafeString:
        """Return a link to the page with its lines."""
        return format_html('<a href="{}">Its lines, with their results</a>', reverse("batch", args=[batch.pk]))


def _linked(batch: Batch, number: int, status: Status | None = None) -> SafeString:
    query = {"batch__id__exact": batch.pk} | ({"status__exact": status} if status else {})
    return format_html('<a href="{}">{}</a>', reverse("admin:videos_job_changelist", query=query), number)
