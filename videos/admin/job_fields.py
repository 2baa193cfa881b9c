"""The columns and fields of a job in the admin that are computed from its row."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django_celery_results.models import TaskResult

from videos.api.serializers.fields import artefact_url, host_alone
from videos.jobs import history, overview
from videos.models import FINAL, Job, Status
from videos.pipeline.identifiers import SAMPLE, PaperId, record_url
from videos.pipeline.products import POSTER, VIDEO
from videos.pipeline.readable import clock, facts

LINE_BREAK = format_html("<br>{}", "")


class JobFields:
    """Mixin for the admin of jobs."""

    @admin.display(description="Paper", ordering="title")
    def paper_title(self, job: Job) -> SafeString:
        """Return the title, once known, and the id."""
        title = Truncator(job.title).chars(110) if job.title else "–"
        return format_html('<div class="job-paper">{}<br><small>{}</small></div>', title, job.pubmed_id)

    @admin.display(description="Format")
    def shape(self, job: Job) -> SafeString:
        """Return the format, linked to all jobs of the project, and below it the duration of the latest attempt."""
        name: SafeString | str = str(job.options.format)
        if job.project_id:
            url = reverse("admin:videos_job_changelist", query={"project__id__exact": job.project_id})
            name = format_html('<a href="{}" title="All jobs of this project">{}</a>', url, name)
        return format_html('{}<br><small title="Duration">{}</small>', name, self.took(job))

    @admin.display(description="Status", ordering="status")
    def state(self, job: Job) -> SafeString:
        """Return the status in its colour, with the stage that is running or in which the job failed."""
        stage = f" · {job.stage}" if job.stage and job.status != Status.COMPLETED else ""
        return format_html('<b class="job-status {}">{}</b>{}', job.status, job.get_status_display(), stage)

    @admin.display(description="Status", ordering="status")
    def standing(self, job: Job) -> SafeString:
        """Return the status, with the progress of a running job, or the error of a failed one and its message."""
        if job.status == Status.PROCESSING:
            return format_html("{}<br>{}", self.state(job), self.bar(job))
        if job.error_code:
            error = format_html('<span class="job-error" title="{}">{}</span>', job.error_message, job.error_code)
            return format_html("{}<br>{}", self.state(job), error)
        return self.state(job)

    @admin.display(description="Requested", ordering="created_at")
    def requested(self, job: Job) -> SafeString:
        """Return when the job was requested, in a form that needs little room."""
        return format_html('<span class="job-when">{}</span>', date_format(job.created_at, "j M Y H:i"))

    @admin.display(description="Options")
    def chosen(self, job: Job) -> SafeString:
        """Return the options, one a line, as users read them."""
        return format_html_join(LINE_BREAK, "{}: {}", facts(job.options))

    @admin.display(description="Progress", ordering="progress")
    def bar(self, job: Job) -> SafeString:
        """Return the percentage as a bar."""
        return format_html('<progress max="100" value="{0}" class="job-bar"></progress> {0} %', job.progress)

    @admin.display(description="Duration")
    def took(self, job: Job) -> str:
        """Return how long the latest attempt took, or has been running; none runs during a review."""
        if not job.started_at or job.status == Status.REVIEW:
            return "–"
        ended = job.finished_at if job.status in FINAL else timezone.now()
        return overview.span((ended - job.started_at).total_seconds()) if ended else "–"

    @admin.display(description="Webhook")
    def webhook_host(self, job: Job) -> str:
        """Return the host alone: the rest of the URL may be a secret of the user."""
        return host_alone(job.webhook_url) if job.webhook_url else "–"

    @admin.display(description="Paper id")
    def pubmed_link(self, job: Job) -> SafeString | str:
        """Return the id as requested and the PMID once it is known, linked to their pages."""
        if job.pubmed_id == SAMPLE:
            return f"{SAMPLE} (the bundled example)"
        names = dict.fromkeys((job.paper_id, PaperId((job.paper or {}).get("pmid") or job.pubmed_id)))
        return format_html_join(" · ", '<a href="{}">{}</a>', ((record_url(name), name) for name in names))

    @admin.display(description="Video")
    def player(self, job: Job) -> SafeString | str:
        """Return the video in a player."""
        if job.status != Status.COMPLETED:
            return "None" if job.status in FINAL else "Not made yet"
        return format_html(
            '<video controls preload="metadata" width="640" src="{}" poster="{}"></video><br>{} min · {}',
            artefact_url(job, VIDEO),
            artefact_url(job, POSTER),
            clock(job.duration or 0.0),
            filesizeformat(job.size or 0),
        )

    @admin.display(description="Files")
    def artefacts(self, job: Job) -> SafeString | str:
        """Return links to the files of the video."""
        if job.status != Status.COMPLETED:
            return "–"
        return format_html_join(" · ", '<a href="{}">{}</a>', ((artefact_url(job, name), name) for name in job.files))

    @admin.display(description="Timeline")
    def timeline(self, job: Job) -> SafeString:
        """Return what happened to the job, in order of time."""
        return render_to_string("admin/videos/job/timeline.html", {"rows": history.of(job)})

    @admin.display(description="Storyboard")
    def storyboards(self, job: Job) -> SafeString | str:
        """Return the last versions of the storyboard: who made each, when, and what differs."""
        if not job.storyboard_version:
            return "None"
        versions = job.storyboards.select_related("author").defer("script", "laid_out", "draft").order_by("-number")
        return render_to_string("admin/videos/job/storyboards.html", {"versions": versions[: history.MOST]})

    @admin.display(description="Task result")
    def task_result(self, job: Job) -> SafeString | str:
        """Return what django-celery-results recorded of the task: a log entry, not the truth."""
        result = TaskResult.objects.filter(task_id=job.celery_task_id).first()
        if result is None:
            return "Not recorded"
        worker = result.worker or "?"  # type: ignore[attr-defined]
        url = reverse("admin:django_celery_results_taskresult_change", args=[result.pk])
        return format_html('<a href="{}">{}</a> on {}: {}', url, result.status, worker, result.result)
