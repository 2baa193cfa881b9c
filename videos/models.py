"""The rows: a job, its attempts and what else befell it. What changes them is in ``lifecycle``, and nowhere else."""

import uuid
from typing import Any

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options
from videos.pipeline.progress import Stage


class Moment(Now):
    """The database's clock, on SQLite with as many digits as Django gives a moment that is compared with it.

    SQLite compares texts, and "12:00:00.123" is less than "12:00:00.123000": a page would begin with the last job of
    the one before.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Milliseconds are what SQLite has."""
        template = "STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f000', 'NOW')"
        return self.as_sql(compiler, connection, template=template, **context)


class OptionsField(models.JSONField):
    """A video's options, stored as JSON and read as ``Options``; an option that the row lacks has its default."""

    def from_db_value(self, value: Any, *args: Any) -> Options:
        """The parsed options."""
        return self.to_python(super().from_db_value(value, *args))

    def to_python(self, value: Any) -> Options:
        """The options that JSON describes."""
        return value if isinstance(value, Options) else msgspec.convert(value, Options)

    def get_prep_value(self, value: Any) -> Any:
        """The options as JSON's own types."""
        return super().get_prep_value(msgspec.to_builtins(value))

    def value_to_string(self, obj: models.Model) -> Any:
        """For Django's serializers."""
        return msgspec.to_builtins(self.value_from_object(obj))


class Status(models.TextChoices):
    """Where a job stands; ``lifecycle`` draws the moves between them."""

    PENDING = "pending"
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)
WAITING = (Status.PENDING, Status.QUEUED)
UNFINISHED = (*WAITING, Status.PROCESSING)


class Priority(models.TextChoices):
    """Which of the waiting jobs goes first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


_STAGES = [(stage.value, stage.value) for stage in Stage]


class Job(models.Model):
    """One video asked for. The row is the truth; a queue message only hints that there is work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pubmed_id = models.CharField("PubMed id", max_length=20, db_index=True, help_text="A PMID, or a PMC id as PMC123.")
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.NORMAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="videos",
        db_index=False,  # job_newest_of_owner does as well
        help_text="Who asked.",
    )
    options = OptionsField(default=Options, blank=True, help_text="What was chosen, as pipeline.options names it.")
    created_at = models.DateTimeField(db_default=Moment(), editable=False)
    webhook_url = models.CharField(max_length=500, blank=True, help_text="Who is to be told of the job's end.")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    request_digest = models.CharField(max_length=64, blank=True, help_text="What was asked for under that key.")

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    stage = models.CharField(max_length=10, choices=_STAGES, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent of the running attempt.")
    attempt = models.PositiveSmallIntegerField(default=0, help_text="How many attempts were begun.")
    setbacks = models.PositiveSmallIntegerField(
        default=0, help_text="Attempts that were lost to a silent worker or a full disk since the job was asked for."
    )
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the latest attempt began.")
    finished_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=30, blank=True)
    error_message = models.TextField(blank=True)

    waiting_since = models.DateTimeField(db_default=Now(), help_text="When the job last began to wait for a worker.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When its latest message was published.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="When a postponed job may be tried again.")
    token = models.UUIDField(null=True, blank=True, help_text="The claim of the attempt that may write to this row.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="When the claim lapses without a heartbeat.")
    celery_task_id = models.CharField("Celery task id", max_length=36, blank=True, db_index=True)

    title = models.TextField(blank=True, help_text="The paper's title, once it was fetched.")
    paper = models.JSONField(null=True, blank=True)
    recipe = models.CharField(max_length=64, blank=True, help_text="The software and the options that made the video.")
    folder = models.CharField(max_length=100, blank=True, help_text="Where in the storage the finished files stand.")
    duration = models.FloatField(null=True, blank=True, help_text="Length of the video in seconds.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Size of the video in bytes.")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = "video job"
        # A heartbeat changes no column that stands in an index, so that PostgreSQL writes it in place.
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="job_newest_first"),
            models.Index(fields=("owner", "-created_at", "-id"), name="job_newest_of_owner"),
            models.Index(fields=("status", "-created_at"), name="job_by_status"),
            models.Index(fields=("finished_at",), name="job_by_end"),
            models.Index(fields=("priority", "published_at"), name="job_waiting", condition=Q(status__in=WAITING)),
            models.Index(fields=("waiting_since",), name="job_oldest_waiting", condition=Q(status__in=WAITING)),
            models.Index(fields=("id",), name="job_processing", condition=Q(status=Status.PROCESSING)),
            models.Index(fields=("owner",), name="job_unfinished", condition=Q(status__in=UNFINISHED)),
            models.Index(
                fields=("pubmed_id", "recipe", "-finished_at"),
                name="job_to_reuse",
                condition=Q(status=Status.COMPLETED),
            ),
            models.Index(fields=("folder",), name="job_by_folder", condition=~Q(folder="")),
        )
        constraints = (
            models.UniqueConstraint(Coalesce("owner", 0), "idempotency_key", name="job_idempotency_key_once"),
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

    @property
    def paper_id(self) -> PaperId:
        """The paper's normalised id; the column holds no other."""
        return PaperId(self.pubmed_id)


class Outcome(models.TextChoices):
    """How an attempt ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HANDED_BACK = "handed back", "handed back: its worker was stopped"
    POSTPONED = "postponed"
    LOST = "lost", "lost: its worker fell silent"


class Attempt(models.Model):
    """One worker's try at a job, kept for good; ``outcome`` is empty while it runs."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    stage = models.CharField(max_length=10, choices=_STAGES, blank=True, help_text="How far it came.")
    resumed_at = models.CharField(
        max_length=10,
        choices=_STAGES,
        blank=True,
        help_text="The first stage that an earlier attempt had not finished.",
    )
    seconds = models.JSONField(default=dict, blank=True, help_text="How long each stage took.")
    error_code = models.CharField(max_length=30, blank=True)
    error_message = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("job", "number"), name="attempt_numbered_once"),)

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome or 'running'}"


class Event(models.Model):
    """What befell a job between its attempts: it was refused, retried, cancelled, published again."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.what} {self.detail}".strip()


class Delivery(models.Model):
    """Word of a job's end for the address that its request named: written with the end, and sent until it is taken."""

    class Status(models.TextChoices):
        """Where a delivery stands."""

        PENDING = "pending"
        DELIVERED = "delivered"
        GIVEN_UP = "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="deliveries")
    url = models.CharField(max_length=500)
    event = models.CharField(max_length=10, choices=[(status.value, status.label) for status in FINAL])
    snapshot = models.TextField(help_text="The row of the job as it ended: it may be retried before this is sent.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried next.")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When it was tried last.")
    answer = models.TextField(blank=True, help_text="What the last attempt came to.")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="delivery_newest_first"),
            models.Index(fields=("next_at",), name="delivery_pending", condition=Q(status="pending")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status="pending", next_at__isnull=False) | (~Q(status="pending") & Q(next_at__isnull=True)),
                name="delivery_is_due_while_pending",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} job {self.job_id}: {self.status}"


class WebhookSecret(models.Model):
    """What a user's deliveries are signed with; nobody's is that of a machine's single user."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False)
    current = models.CharField(max_length=60)
    previous = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("owner", 0), name="webhook_secret_once"),)

    def __str__(self) -> str:
        return f"of {self.owner or 'the single user'}"


class HousekeepingRun(models.Model):
    """When a housekeeping task last ran, and what it found to do."""

    name = models.CharField(max_length=20, primary_key=True)
    ran_at = models.DateTimeField()
    report = models.JSONField(default=dict)

    class Meta:
        db_table = "videos_chore"

    def __str__(self) -> str:
        return self.name
