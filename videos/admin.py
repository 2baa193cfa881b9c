"""The admin: one look answers what happened to a job and to its webhook. A job can be retried, cancelled and deleted, a
webhook sent again; neither is edited."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import merge
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit
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
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_POST
from django_celery_results.models import TaskResult

from videos.api import csv_export
from videos.api.serializers.fields import artefact_url
from videos.jobs import lifecycle, overview, retention, submission
from videos.models import FINAL, UNFINISHED, Attempt, Delivery, Job, Status
from videos.pipeline.identifiers import SAMPLE, record_url
from videos.pipeline.products import ARTEFACTS, POSTER, VIDEO
from videos.webhooks import outbox

_BUTTONS = ("retry", "cancel")
_RETRIABLE = (Status.FAILED, Status.CANCELLED)

admin.site.site_header = admin.site.site_title = "Hidden Hill"
admin.site.index_title = "What happened, and what to do about it"


class ErrorCodes(admin.SimpleListFilter):
    """The error codes of the last month: to offer all that ever occurred, every row would have to be read."""

    title = "error code"
    parameter_name = "error_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The codes to choose from; one that was chosen by address need not be among them."""
        lately = Job.objects.filter(status=Status.FAILED, finished_at__gt=Now() - timedelta(days=30))
        codes = {*lately.order_by().values_list("error_code", flat=True).distinct(), self.value() or ""} - {""}
        return [(code, code) for code in sorted(codes)]

    def queryset(self, request: HttpRequest, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """The jobs that failed with the chosen code."""
        return jobs.filter(error_code=self.value()) if self.value() else jobs


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Jobs to look at and to retry."""

    class Media:
        css = {"all": ["videos/admin.css"]}

    list_display = ("paper_title", "state", "error", "bar", "attempt", "took", "created_at")
    list_filter = ("status", ErrorCodes, "priority", "stage", "created_at")
    search_fields = ("id", "pubmed_id", "title", "celery_task_id")
    search_help_text = "Search by job id, PubMed id, title or Celery task id."
    show_full_result_count = False
    list_per_page = 50
    actions = ("retry", "cancel", "export")
    fieldsets = (
        (None, {"fields": ("paper_title", "state", "bar", "error_code", "error_message", "player", "artefacts")}),
        ("What happened", {"fields": ("timeline", "attempt", "took", "task_result")}),
        (
            "Request",
            {
                "fields": (
                    "id",
                    "pubmed_link",
                    "priority",
                    "options",
                    "webhook_url",
                    "owner",
                    "created_at",
                    "celery_task_id",
                )
            },
        ),
        (
            "Machine room",
            {
                "classes": ("collapse",),
                "fields": (
                    *("waiting_since", "published_at", "not_before", "setbacks", "token", "lease_until"),
                    *("recipe", "folder", "size", "paper"),
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs come in through submission only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Nobody edits a job by hand."""
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may change jobs elsewhere may retry and cancel them here."""
        return request.user.has_perm("videos.change_job")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """A whole id is looked up in an index; for part of one, and for words of a title, every row is read."""
        try:
            return queryset.filter(Q(pk=UUID(search_term)) | Q(celery_task_id=search_term)), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)

    def delete_model(self, request: HttpRequest, obj: Job) -> None:
        """Remove the files with the row, and cancel the job first."""
        retention.delete(obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Remove each job with its files."""
        for job_id in queryset.values_list("pk", flat=True):
            retention.delete(job_id)

    @admin.action(description="Retry selected jobs", permissions=["retry"])
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queue the failed and cancelled ones of the selection anew; say what became of the others."""
        retriable = [job for job in jobs if job.status in _RETRIABLE]
        retried = refused = 0
        for job in retriable:
            try:
                retried += bool(submission.resubmit(job, by=request.user.get_username()))
            except submission.QueueUnavailable:
                # The others would wait as long for the same answer, and lose their own errors to it.
                refused = len(retriable) - retried
                break
        self._tell(request, messages.SUCCESS, retried, "queued again.")
        skipped = len(jobs) - retried - refused
        self._tell(request, messages.WARNING, skipped, "left alone: only failed and cancelled jobs can be retried.")
        self._tell(request, messages.ERROR, refused, "not queued: the queue cannot be reached.")

    @admin.action(description="Cancel selected jobs", permissions=["retry"])
    def cancel(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """End those of the selection that have not ended; say what became of the others."""
        cancelled = sum(lifecycle.cancel(job.pk, by=request.user.get_username()) for job in jobs)
        self._tell(request, messages.SUCCESS, cancelled, "cancelled.")
        self._tell(request, messages.WARNING, len(jobs) - cancelled, "left alone: they had ended.")

    @admin.action(description="Export selected jobs as CSV", permissions=["view"])
    def export(self, request: HttpRequest, jobs: QuerySet[Job]) -> HttpResponseBase:
        """A table for spreadsheets."""
        return csv_export.as_csv(
            Job.objects.filter(pk__in=jobs.order_by().values("pk")), request.build_absolute_uri("/")
        )

    def _tell(self, request: HttpRequest, level: int, count: int, what: str) -> None:
        if count:
            self.message_user(request, f"{count} {what}", level)

    def get_urls(self) -> list[URLPattern]:
        """The operations page stands beside the jobs, and the buttons' addresses below each."""
        page, act = self.admin_site.admin_view(self.operations), self.admin_site.admin_view(require_POST(self.act))
        buttons = [path(f"<uuid:job_id>/{name}/", act, {"name": name}, f"videos_job_{name}") for name in _BUTTONS]
        return [path("operations/", page, name="operations"), *buttons, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what can be done to the job in its state: at most one of the two."""
        job = context["original"]
        button = "cancel" if job.status in UNFINISHED else "retry" if job.status in _RETRIABLE else None
        if button and self.has_retry_permission(request):
            context |= {"button": button, "address": reverse(f"admin:videos_job_{button}", args=[job.pk])}
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, job_id: UUID, name: str) -> HttpResponse:
        """Do to one job what the action of this name does to many."""
        if not self.has_retry_permission(request):
            raise PermissionDenied
        getattr(self, name)(request, Job.objects.filter(pk=job_id))
        return redirect("admin:videos_job_change", job_id)

    def operations(self, request: HttpRequest) -> HttpResponse:
        """How much waits, who works on what, and what is wrong. It loads itself anew every five seconds."""
        now = overview.overview()
        held = now.messages or {}
        queue = [(name, jobs, held.get(name, "?")) for name, jobs in reversed(now.waiting.items())]
        context = {
            **self.admin_site.each_context(request),
            "title": "Operations",
            "now": now,
            "queue": queue,
            "waited": now.oldest and overview.span(now.oldest.seconds),
            "chores": [(run.name, overview.span(run.seconds), _done(run.report)) for run in now.chores],
        }
        return TemplateResponse(request, "admin/videos/job/operations.html", context)

    @admin.display(description="Paper", ordering="title")
    def paper_title(self, job: Job) -> SafeString:
        """The title, as soon as it is known, and the id."""
        title = Truncator(job.title).chars(110) if job.title else "–"
        return format_html('<div class="job-paper">{}<br><small>{}</small></div>', title, job.pubmed_id)

    @admin.display(description="Status", ordering="status")
    def state(self, job: Job) -> SafeString:
        """The status in its colour, with the stage of a running job and that in which a job ended badly."""
        stage = f" · {job.stage}" if job.stage and job.status != Status.COMPLETED else ""
        return format_html('<b class="job-status {}">{}</b>{}', job.status, job.get_status_display(), stage)

    @admin.display(description="Progress", ordering="progress")
    def bar(self, job: Job) -> SafeString:
        """The percentage as a bar."""
        return format_html('<progress max="100" value="{0}" class="job-bar"></progress> {0} %', job.progress)

    @admin.display(description="Duration")
    def took(self, job: Job) -> str:
        """How long the latest attempt took, or has been running."""
        if not job.started_at:
            return "–"
        ended = job.finished_at if job.status in FINAL else timezone.now()
        return overview.span((ended - job.started_at).total_seconds()) if ended else "–"

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
        return format_html('<a href="{}">{}</a>', record_url(job.paper_id), job.pubmed_id)

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
    def timeline(self, job: Job) -> SafeString:
        """What befell the job, in the order of time: its attempts, and what was done to it between them."""
        moves = []
        for made in job.attempts.all():
            resumed = f", resumed at {made.resumed_at}" if made.resumed_at else ""
            moves.append((made.started_at, str(made.number), "started", f"{made.worker}{resumed}"))
            if made.ended_at:
                moves.append((made.ended_at, str(made.number), made.outcome, _ending(made)))
        moves += [(event.at, "", event.what, event.detail) for event in job.events.all()]
        moves = [(job.created_at, "", "asked for", ""), *sorted(moves, key=itemgetter(0))]
        if job.finished_at and moves[-1][2] != job.status:
            reused = "with the video of an earlier job" if not job.attempt else ""
            moves.append((job.finished_at, "", job.status, job.error_message or reused))
        told = [(word.tried_at or word.created_at, "", "webhook", _post(word)) for word in job.deliveries.all()]
        moves = list(merge(moves, sorted(told, key=itemgetter(0)), key=itemgetter(0)))
        ends = [*(at for at, *_ in moves[1:]), moves[-1][0]]
        rows = [
            (
                attempt,
                what,
                f"{at:%Y-%m-%d %H:%M:%S}",
                _between(at, end),
                detail,
            )
            for (at, attempt, what, detail), end in zip(moves, ends, strict=True)
        ]
        return format_html(
            "<table><tr><th>Attempt</th><th>What</th><th>When</th><th>Until the next</th><th></th></tr>{}</table>",
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


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Webhooks: what was told to whom, and what came of it."""

    list_display = ("event", "job_link", "host", "status", "answer", "attempts", "next_at", "tried_at")
    list_filter = ("status", "event", "created_at")
    list_select_related = ("job",)
    search_fields = ("id", "job__id", "url")
    search_help_text = "Search by delivery id, job id or address."
    show_full_result_count = False
    actions = ("send_again",)
    exclude = ("snapshot",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the end of a job makes a delivery."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """Nobody edits one by hand."""
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may change deliveries elsewhere may have them sent here."""
        return request.user.has_perm("videos.change_delivery")

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        """Have them sent within seconds, with all attempts before them."""
        self.message_user(request, f"{outbox.send_again(deliveries)} sent again within seconds.", messages.SUCCESS)

    @admin.display(description="Job", ordering="job__pubmed_id")
    def job_link(self, delivery: Delivery) -> SafeString:
        """The job, by its paper."""
        address = reverse("admin:videos_job_change", args=[delivery.job_id])
        return format_html('<a href="{}">{}</a>', address, delivery.job.pubmed_id)

    @admin.display(description="To", ordering="url")
    def host(self, delivery: Delivery) -> str:
        """The host alone: the rest of an address may be a secret."""
        return urlsplit(delivery.url).netloc


def _done(report: dict[str, Any]) -> str:
    """What a housekeeping task found to do."""
    return ", ".join(f"{what.replace('_', ' ')}: {count}" for what, count in report.items() if count) or "nothing"


def _ending(made: Attempt) -> str:
    """The reason of an attempt's end, and how far it came."""
    stages = ", ".join(f"{stage} {seconds:g} s" for stage, seconds in made.seconds.items())
    return " · ".join(filter(None, (made.error_code, made.error_message, made.stage and f"in {made.stage}", stages)))


def _post(word: Delivery) -> str:
    """What became of telling the job's end, and when it is told again."""
    told = [f"{word.event}, {word.status}"]
    if word.attempts:
        told.append(f"attempt {word.attempts}: {word.answer or 'on its way'}")
    if word.next_at:
        told.append(f"next at {word.next_at:%Y-%m-%d %H:%M:%S}")
    return " · ".join(told)


def _between(start: datetime, end: datetime) -> str:
    return overview.span((end - start).total_seconds()) if end > start else ""
