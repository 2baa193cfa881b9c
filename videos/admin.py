"""The admin: one look answers what happened to a job. Nothing can be edited; a failed job can be retried."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django_celery_results.models import TaskResult

from videos import submission
from videos.models import FINAL, Job, Status
from videos.pipeline.assembly import ARTEFACTS, POSTER, VIDEO
from videos.pipeline.paper import SAMPLE
from videos.serializers import artefact_url

_COLOURS = {
    Status.COMPLETED: "#2e7d32",
    Status.FAILED: "#c62828",
    Status.PROCESSING: "#1565c0",
    Status.QUEUED: "#6a6a6a",
    Status.PENDING: "#6a6a6a",
    Status.CANCELLED: "#8a6d00",
}


admin.site.site_header = admin.site.site_title = "Hidden Hill"
admin.site.index_title = "What happened, and what to do about it"


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Jobs to look at and to retry."""

    list_display = ("paper_title", "state", "bar", "attempt", "took", "error", "created_at")
    list_filter = ("status", "error_code", "priority", "stage")
    search_fields = ("id", "pubmed_id", "title", "celery_task_id")
    search_help_text = "Search by job id, PubMed id, title or Celery task id."
    date_hierarchy = "created_at"
    list_per_page = 50
    actions = ("retry",)
    fieldsets = (
        (None, {"fields": ("paper_title", "state", "bar", "error_code", "error_message", "player", "artefacts")}),
        ("What happened", {"fields": ("timeline", "attempt", "took", "task_result")}),
        ("Request", {"fields": ("id", "pubmed_link", "priority", "owner", "created_at", "celery_task_id")}),
        ("Machine room", {"classes": ("collapse",), "fields": ("token", "lease_until", "folder", "size", "paper")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs come in through submission only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Nobody edits a job by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """A row is not deleted from under its files."""
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may change jobs elsewhere may retry them here."""
        return request.user.has_perm("videos.change_job")

    @admin.action(description="Retry selected jobs", permissions=["retry"])
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queue the failed and cancelled ones of the selection anew; say what became of the others."""
        retried = skipped = refused = 0
        for job in jobs:
            try:
                retried, skipped = (retried + 1, skipped) if submission.resubmit(job) else (retried, skipped + 1)
            except submission.QueueUnavailable:
                refused += 1
        if retried:
            self.message_user(request, f"{retried} queued again.", messages.SUCCESS)
        if skipped:
            self.message_user(
                request, f"{skipped} left alone: only failed and cancelled jobs can be retried.", messages.WARNING
            )
        if refused:
            self.message_user(request, f"{refused} not queued: the queue cannot be reached.", messages.ERROR)

    @admin.display(description="Paper", ordering="title")
    def paper_title(self, job: Job) -> SafeString:
        """The title, as soon as it is known, and the id."""
        title = Truncator(job.title).chars(110) if job.title else "–"
        return format_html('<div style="min-width:15em">{}<br><small>{}</small></div>', title, job.pubmed_id)

    @admin.display(description="Status", ordering="status")
    def state(self, job: Job) -> SafeString:
        """The status in its colour, with the stage of a running job and that in which a job ended badly."""
        stage = f" · {job.stage}" if job.stage and job.status != Status.COMPLETED else ""
        return format_html(
            '<b style="color:{}">{}</b>{}', _COLOURS[Status(job.status)], job.get_status_display(), stage
        )

    @admin.display(description="Progress", ordering="progress")
    def bar(self, job: Job) -> SafeString:
        """The percentage as a bar."""
        return format_html('<progress max="100" value="{0}" style="width:5em"></progress> {0} %', job.progress)

    @admin.display(description="Duration")
    def took(self, job: Job) -> str:
        """How long the latest attempt took, or has been running."""
        if not job.started_at:
            return "–"
        ended = job.finished_at if job.status in FINAL else timezone.now()
        return _seconds(ended - job.started_at) if ended else "–"

    @admin.display(description="Error", ordering="error_code")
    def error(self, job: Job) -> SafeString | str:
        """The code, with the sentence as its tool tip."""
        if not job.error_code:
            return ""
        return format_html('<span title="{}">{}</span>', job.error_message, job.error_code)

    @admin.display(description="PubMed")
    def pubmed_link(self, job: Job) -> SafeString | str:
        """The id as it was asked for, linked to its record."""
        if job.pubmed_id == SAMPLE:
            return f"{SAMPLE} (the bundled example)"
        address = (
            f"https://pmc.ncbi.nlm.nih.gov/articles/{job.pubmed_id}/"
            if job.pubmed_id.startswith("PMC")
            else f"https://pubmed.ncbi.nlm.nih.gov/{job.pubmed_id}/"
        )
        return format_html('<a href="{}">{}</a>', address, job.pubmed_id)

    @admin.display(description="Video")
    def player(self, job: Job) -> SafeString | str:
        """The video itself."""
        if job.status != Status.COMPLETED:
            return "There is none yet." if job.status not in FINAL else "There is none."
        return format_html(
            '<video controls preload="metadata" width="640" src="{}" poster="{}"></video><br>{} s · {} MB',
            artefact_url(job, VIDEO),
            artefact_url(job, POSTER),
            round(job.duration or 0),
            round((job.size or 0) / 1e6, 1),
        )

    @admin.display(description="Files")
    def artefacts(self, job: Job) -> SafeString | str:
        """Links to every file of the video."""
        if job.status != Status.COMPLETED:
            return "–"
        return format_html_join(" · ", '<a href="{}">{}</a>', ((artefact_url(job, name), name) for name in ARTEFACTS))

    @admin.display(description="Timeline")
    def timeline(self, job: Job) -> SafeString | str:
        """Every move with its time and how long it was until the next one."""
        moves = [(job.created_at, "", "asked for", "")]
        moves += [(event.at, str(event.attempt or ""), event.what, event.detail) for event in job.events.all()]
        ends = [*(at for at, *_ in moves[1:]), moves[-1][0]]
        rows = [
            (attempt, what, f"{at:%Y-%m-%d %H:%M:%S}", _seconds(end - at) if end > at else "", detail)
            for (at, attempt, what, detail), end in zip(moves, ends, strict=True)
        ]
        return format_html(
            "<table><tr><th>Attempt</th><th>What</th><th>When</th><th>Took</th><th></th></tr>{}</table>",
            format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
        )

    @admin.display(description="Task result")
    def task_result(self, job: Job) -> SafeString | str:
        """What django-celery-results kept of the task: a log to look at, not the truth."""
        result = TaskResult.objects.filter(task_id=job.celery_task_id).first()
        if result is None:
            return "None was kept."
        worker = result.worker or "?"  # type: ignore[attr-defined]
        address = reverse("admin:django_celery_results_taskresult_change", args=[result.pk])
        return format_html('<a href="{}">{}</a> on {}: {}', address, result.status, worker, result.result)


def _seconds(span: timedelta) -> str:
    seconds = span.total_seconds()
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
