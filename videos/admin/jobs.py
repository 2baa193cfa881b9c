"""Jobs in the admin, and the operations page beside them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from videos.admin.job_fields import JobFields
from videos.api import csv_export
from videos.jobs import lifecycle, overview, retention, storyboards, submission
from videos.models import UNFINISHED, Job, Status

_BUTTONS = ("approve", "retry", "cancel")
_RETRIABLE = (Status.FAILED, Status.CANCELLED)


class ErrorCodes(admin.SimpleListFilter):
    """Filter by the error codes of the last 30 days: listing all that ever occurred would read every row."""

    title = "error code"
    parameter_name = "error_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the codes to choose from, and the one in the URL, which may be older."""
        recent = Job.objects.filter(status=Status.FAILED, finished_at__gt=Now() - timedelta(days=30))
        codes = {*recent.order_by().values_list("error_code", flat=True).distinct(), self.value() or ""} - {""}
        return [(code, code) for code in sorted(codes)]

    def queryset(self, request: HttpRequest, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """Return the jobs that failed with the chosen code."""
        return jobs.filter(error_code=self.value()) if self.value() else jobs


class Owners(admin.SimpleListFilter):
    """Filter by the users who requested videos in the last 30 days, by name. The URL may name any other."""

    title = "owner"
    parameter_name = "requested_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the names to choose from, and the one in the URL."""
        recent = Job.objects.filter(created_at__gt=Now() - timedelta(days=30), owner__isnull=False)
        names = {*recent.order_by().values_list("owner__username", flat=True).distinct(), self.value() or ""} - {""}
        return [(name, name) for name in sorted(names)]

    def queryset(self, request: HttpRequest, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """Return the jobs of the chosen user."""
        return jobs.filter(owner__username=self.value()) if self.value() else jobs


@admin.register(Job)
class JobAdmin(JobFields, admin.ModelAdmin):  # type: ignore[type-arg]
    """Jobs, to inspect, approve, retry, cancel, delete and export."""

    list_display = (
        "paper_title",
        "owner",
        "shape",
        "standing",
        "requested",
    )
    list_filter = ("status", Owners, ErrorCodes, "priority", "stage", "created_at")
    list_select_related = ("owner",)
    search_fields = ("id", "pubmed_id", "title", "celery_task_id", "owner__username")
    search_help_text = "Search by job id, PubMed id, title, owner or Celery task id."
    show_full_result_count = False
    list_per_page = 50
    actions = ("approve", "retry", "cancel", "export")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "paper_title",
                    "state",
                    "bar",
                    "error_code",
                    "error_message",
                    "player",
                    "artefacts",
                )
            },
        ),
        ("History", {"fields": ("timeline", "storyboards", "attempt", "took", "task_result")}),
        (
            "Request",
            {
                "fields": (
                    "id",
                    "pubmed_link",
                    "priority",
                    "chosen",
                    "webhook_host",
                    "owner",
                    "project",
                    "batch",
                    "group",
                    "further_formats",
                    "created_at",
                    "celery_task_id",
                )
            },
        ),
        (
            "Internals",
            {
                "classes": ("collapse",),
                "fields": (
                    "waiting_since",
                    "published_at",
                    "not_before",
                    "postponed_by",
                    "postponed_since",
                    "setbacks",
                    "token",
                    "lease_until",
                    "later_notices",
                    "recipe",
                    "folder",
                    "size",
                    "paper",
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: jobs are created through submission only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Refuse: jobs are not edited."""
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may approve, retry and cancel jobs: with the permission to change them."""
        return request.user.has_perm("videos.change_job")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """Look up a whole id in an index. Part of an id, or words of a title, are searched for in every row."""
        try:
            return queryset.filter(Q(pk=UUID(search_term)) | Q(celery_task_id=search_term)), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)

    def view_on_site(self, job: Job) -> str:
        """Return the page of the job, as its owner sees it."""
        return reverse("job", args=[job.pk])

    def delete_model(self, request: HttpRequest, obj: Job) -> None:
        """Cancel the job, then delete its row and its files."""
        retention.delete(obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Delete each job with its files."""
        for job_id in queryset.values_list("pk", flat=True):
            retention.delete(job_id)

    @admin.action(description="Approve the storyboards of selected jobs", permissions=["retry"])
    def approve(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Approve the current storyboards of the jobs in review among the selected, and report how many were not."""
        approved = sum(_approve(job, request.user.get_username()) for job in jobs)
        self._report(request, messages.SUCCESS, approved, "approved.")
        self._report(
            request,
            messages.WARNING,
            len(jobs) - approved,
            "not approved: not in review, just changed, or the paper has a new notice.",
        )

    @admin.action(description="Retry selected jobs", permissions=["retry"])
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queue the failed and cancelled jobs among the selected again, and report how many were not."""
        retriable = [job for job in jobs if job.status in _RETRIABLE]
        retried = refused = 0
        for job in retriable:
            try:
                retried += bool(submission.resubmit(job, by=request.user.get_username()))
            except submission.QueueUnavailable:
                # Each of the others would wait as long for the same result, and lose its own error message.
                refused = len(retriable) - retried
                break
        self._report(request, messages.SUCCESS, retried, "queued again.")
        skipped = len(jobs) - retried - refused
        self._report(request, messages.WARNING, skipped, "not retried: only failed and cancelled jobs can be.")
        self._report(request, messages.ERROR, refused, "not queued: the queue is unavailable.")

    @admin.action(description="Cancel selected jobs", permissions=["retry"])
    def cancel(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Cancel the unfinished jobs among the selected, and report how many had ended."""
        cancelled = sum(lifecycle.cancel(job.pk, by=request.user.get_username()) for job in jobs)
        self._report(request, messages.SUCCESS, cancelled, "cancelled.")
        self._report(request, messages.WARNING, len(jobs) - cancelled, "not cancelled: already ended.")

    @admin.action(description="Export selected jobs as CSV", permissions=["view"])
    def export(self, request: HttpRequest, jobs: QuerySet[Job]) -> HttpResponseBase:
        """Return the selected jobs as a CSV file."""
        return csv_export.as_csv(
            Job.objects.filter(pk__in=jobs.order_by().values("pk")), request.build_absolute_uri("/")
        )

    def _report(self, request: HttpRequest, level: int, count: int, what: str) -> None:
        if count:
            self.message_user(request, f"{count} {what}", level)

    def get_urls(self) -> list[URLPattern]:
        """Add the operations page beside the jobs, and the URLs of the buttons below each job."""
        page, act = self.admin_site.admin_view(self.operations), self.admin_site.admin_view(self.act)
        buttons = [path(f"<uuid:job_id>/{name}/", act, {"name": name}, f"videos_job_{name}") for name in _BUTTONS]
        return [path("operations/", page, name="operations"), *buttons, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer to approve a job in review, to cancel an unfinished one, or to retry a failed or cancelled one."""
        job = context["original"]
        fits = {
            "approve": job.status == Status.REVIEW,
            "cancel": job.status in UNFINISHED,
            "retry": job.status in _RETRIABLE,
        }
        if self.has_retry_permission(request):
            context["buttons"] = [
                (button, reverse(f"admin:videos_job_{button}", args=[job.pk])) for button, fit in fits.items() if fit
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, job_id: UUID, name: str) -> HttpResponse:
        """Apply the action of this name to one job. The URL opened as a page leads to the job."""
        if not self.has_retry_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:videos_job_change", job_id)
        getattr(self, name)(request, Job.objects.filter(pk=job_id))
        return redirect("admin:videos_job_change", job_id)

    def operations(self, request: HttpRequest) -> HttpResponse:
        """Show the queue, the workers and current problems. The page is renewed every five seconds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = overview.overview()
        messages_by_priority = now.messages or {}
        queue = [(name, jobs, messages_by_priority.get(name, "?")) for name, jobs in reversed(now.waiting.items())]
        context = {
            **self.admin_site.each_context(request),
            "title": "Operations",
            "now": now,
            "queue": queue,
            "waited": now.oldest and overview.span(now.oldest.seconds),
            "housekeeping": [(run.name, overview.span(run.seconds), _in_words(run.report)) for run in now.chores],
        }
        return TemplateResponse(request, "admin/videos/job/operations.html", context)


def _approve(job: Job, by: str) -> bool:
    if job.status != Status.REVIEW:
        return False
    try:
        storyboards.approve(job, by=by)
    except (storyboards.NotInReview, storyboards.VersionConflict, storyboards.PaperChanged):
        return False
    return True


def _in_words(report: dict[str, Any]) -> str:
    """Return what a housekeeping run did, in words."""
    return ", ".join(f"{what.replace('_', ' ')}: {count}" for what, count in report.items() if count) or "nothing"
