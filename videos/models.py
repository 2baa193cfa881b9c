"""The rows: a job, and the moves it made. What changes them is in ``lifecycle``, and nowhere else."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from videos.pipeline.progress import Stage


class Status(models.TextChoices):
    """Where a job stands; ``lifecycle`` draws the moves between them."""

    PENDING = "pending"
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)


class Priority(models.TextChoices):
    """Which of the waiting jobs goes first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Job(models.Model):
    """One video asked for. The row is the truth; a queue message only hints that there is work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pubmed_id = models.CharField("PubMed id", max_length=20, db_index=True, help_text="A PMID, or a PMC id as PMC123.")
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.NORMAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="videos", help_text="Who asked."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    stage = models.CharField(max_length=10, choices=[(stage.value, stage.value) for stage in Stage], blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent of the running attempt.")
    attempt = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the latest attempt began.")
    finished_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=30, blank=True)
    error_message = models.TextField(blank=True)

    token = models.UUIDField(null=True, blank=True, help_text="The claim of the attempt that may write to this row.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="When the claim lapses without a heartbeat.")
    celery_task_id = models.CharField("Celery task id", max_length=36, blank=True, db_index=True)

    title = models.TextField(blank=True, help_text="The paper's title, once it was fetched.")
    paper = models.JSONField(null=True, blank=True)
    folder = models.CharField(max_length=100, blank=True, help_text="Where in the storage the finished files stand.")
    duration = models.FloatField(null=True, blank=True, help_text="Length of the video in seconds.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Size of the video in bytes.")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = "video job"
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="job_newest_first"),
            models.Index(fields=("status", "-created_at"), name="job_by_status"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_a_percentage"),
            models.CheckConstraint(
                condition=~Q(status=Status.COMPLETED) | (~Q(folder="") & Q(progress=100, size__gt=0)),
                name="job_completed_means_a_video_exists",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.FAILED) | (~Q(error_code="") & ~Q(error_message="")),
                name="job_failed_means_a_reason_is_given",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PROCESSING, token__isnull=False, lease_until__isnull=False)
                | (~Q(status=Status.PROCESSING) & Q(token__isnull=True)),
                name="job_is_claimed_while_processing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pubmed_id} ({self.status})"


class Event(models.Model):
    """One move of a job, or one stage it entered: what the timeline shows. Written by ``lifecycle``, never changed."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=20)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.what} {self.detail}".strip()
