"""Models: projects, batches and brand kits; jobs, and their storyboards, attempts, events and deliveries.

Only ``jobs.lifecycle`` changes a job's status.
"""

import uuid
from typing import Any

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower, Now
from django.utils import timezone

from videos.pipeline import products
from videos.pipeline.identifiers import LONGEST, PaperId
from videos.pipeline.options import Options
from videos.pipeline.progress import Stage
from videos.search import Has, WordsIndex


class Moment(Now):
    """The database's clock; on SQLite with as many digits as Django writes for a time that it is compared with.

    SQLite compares times as text, and "12:00:00.123" is less than "12:00:00.123000". A page of jobs would then begin
    with the last job of the previous page.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has milliseconds, which are padded to microseconds."""
        template = "STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f000', 'NOW')"
        return self.as_sql(compiler, connection, template=template, **context)


class OptionsField(models.JSONField):
    """A video's options, stored as JSON and read as ``Options``. Missing options have their defaults."""

    def from_db_value(self, value: Any, *args: Any) -> Options:
        """The parsed options."""
        return self.to_python(super().from_db_value(value, *args))

    def to_python(self, value: Any) -> Options:
        """The options that the JSON describes."""
        return value if isinstance(value, Options) else msgspec.convert(value, Options)

    def get_prep_value(self, value: Any) -> Any:
        """The options as JSON types."""
        return super().get_prep_value(msgspec.to_builtins(value))

    def value_to_string(self, obj: models.Model) -> Any:
        """The options as JSON types, for Django's serializers."""
        return msgspec.to_builtins(self.value_from_object(obj))


class Status(models.TextChoices):
    """The status of a job. ``jobs.lifecycle`` shows the moves between them."""

    PENDING = "pending"
    QUEUED = "queued"
    PROCESSING = "processing"
    REVIEW = "review"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)
WAITING = (Status.PENDING, Status.QUEUED)
UNDER_WAY = (*WAITING, Status.PROCESSING)
"""The job goes on without a person."""

UNFINISHED = (*UNDER_WAY, Status.REVIEW)
NOTIFIED = (*FINAL, Status.REVIEW)
"""The statuses of which a webhook is notified."""


class Priority(models.TextChoices):
    """The order in which workers take the waiting jobs of one owner: high before normal before low."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Visibility(models.TextChoices):
    """Who may see the finished videos of a project, besides its owner."""

    PRIVATE = "private"
    LINK = "link", "Everyone who has the link"
    PUBLIC = "public"


_STAGES = [(stage.value, stage.value) for stage in Stage]


_ONCE_READ = "Once its record was read."


class Project(models.Model):
    """All jobs of one owner for one paper. It is made with the first of them, and deleted with the last.

    Projects that turn out to be of one paper, requested by several of its ids, are joined (``jobs.projects``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="projects",
        db_index=False,  # project_newest_of_owner serves as well
        help_text="The user whose jobs these are; empty in single-user mode.",
    )
    pubmed_id = models.CharField("PubMed id", max_length=200, help_text="The paper's id as it was first requested.")
    pmid = models.CharField("PMID", max_length=20, null=True, blank=True, help_text=_ONCE_READ)  # noqa: DJ001 - unique
    pmcid = models.CharField("PMC id", max_length=20, blank=True, db_default="", help_text=_ONCE_READ)
    doi = models.CharField("DOI", max_length=200, blank=True, db_default="", help_text=_ONCE_READ + " In lower case.")
    title = models.TextField(blank=True, db_default="", help_text="The paper's title, once it is known.")
    created_at = models.DateTimeField(db_default=Moment(), editable=False)
    visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.PRIVATE, db_default=Visibility.PRIVATE
    )
    slug = models.CharField(  # noqa: DJ001 - unique where there is one
        max_length=32, null=True, blank=True, help_text="What its link ends with; empty while it is private."
    )
    taken_down = models.TextField(
        blank=True, default="", db_default="", help_text="Why staff have taken its page down; empty unless they have."
    )
    listed_at = models.DateTimeField(null=True, blank=True, help_text="When it became public.")
    words = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="What a search looks for, folded: title, authors, journal, topics and ids of the paper.",
    )
    topics = models.TextField(
        blank=True, default="", db_default="", help_text="Its main MeSH headings, between line breaks."
    )

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="project_newest_first"),
            models.Index(fields=("owner", "-created_at", "-id"), name="project_newest_of_owner"),
            models.Index(fields=("pmcid",), name="project_by_pmcid"),
            models.Index(fields=("doi",), name="project_by_doi"),
            WordsIndex(fields=("words",), name="project_by_words"),
            models.Index(
                fields=("-listed_at", "-id"), name="project_listed", condition=Q(visibility=Visibility.PUBLIC)
            ),
        )
        constraints = (
            models.UniqueConstraint("pubmed_id", Coalesce("owner", 0), name="project_once"),
            models.UniqueConstraint("pmid", Coalesce("owner", 0), name="project_once_by_pmid"),
            models.UniqueConstraint(fields=("slug",), name="project_slug_once"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PRIVATE, slug__isnull=True)
                | (~Q(visibility=Visibility.PRIVATE) & Q(slug__isnull=False)),
                name="project_has_a_link_while_shared",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.pubmed_id


Project._meta.get_field("words").register_lookup(Has)


class DailyViews(models.Model):
    """How often the page of a shared project was opened on one day (UTC). Nothing is stored about who opened it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="daily_views", db_index=False)
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ("-day",)
        verbose_name_plural = "daily views"
        constraints = (models.UniqueConstraint(fields=("project", "day"), name="daily_views_once"),)

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"


class Batch(models.Model):
    """A list of papers whose videos were requested together. Its jobs live on without it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="batches",
        db_index=False,  # batch_newest_of_owner serves as well
        help_text="The user who submitted it; empty in single-user mode.",
    )
    created_at = models.DateTimeField(db_default=Moment(), editable=False)
    options = OptionsField(default=Options, blank=True, help_text="The options of its videos, as requested.")
    formats = models.JSONField(default=list, help_text="The formats of each video, the first of the options first.")
    review = models.BooleanField(default=False, help_text="Each storyboard is to be approved.")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    request_digest = models.CharField(
        max_length=64, blank=True, help_text="Digest of the request with this idempotency key."
    )

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "batches"
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="batch_newest_first"),
            models.Index(fields=("owner", "-created_at", "-id"), name="batch_newest_of_owner"),
        )
        constraints = (models.UniqueConstraint(Coalesce("owner", 0), "idempotency_key", name="batch_key_once"),)

    def __str__(self) -> str:
        return f"batch of {self.created_at:%Y-%m-%d %H:%M}"


class BatchItem(models.Model):
    """A line of a batch. Its jobs are those of the batch with its paper; a line with an error has none."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveIntegerField(help_text="From 1, in the order of the list.")
    text = models.TextField(help_text="The line as it was sent.")
    pubmed_id = models.CharField("PubMed id", max_length=LONGEST, blank=True, help_text="As in its jobs.")
    error_code = models.CharField(max_length=30, blank=True, help_text="Why the line has no job; empty if it has one.")
    error_message = models.TextField(blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("batch", "position"), name="batch_item_once"),)

    def __str__(self) -> str:
        return f"{self.position}: {self.pubmed_id or self.error_code}"


class Kit(models.Model):
    """A brand kit: the options that an owner chose once for the look and the sound of videos (``jobs.kits``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="kits",
        help_text="The user whose kit it is; empty in single-user mode.",
    )
    name = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False, db_default=False, help_text="The studio starts with it.")
    options = models.JSONField(default=dict, blank=True, help_text="As in a request. What it leaves out is not set.")
    created_at = models.DateTimeField(db_default=Moment(), editable=False)

    class Meta:
        ordering = ("-is_default", Lower("name"))
        verbose_name = "brand kit"
        constraints = (
            models.UniqueConstraint(Coalesce("owner", 0), Lower("name"), name="kit_name_once"),
            models.UniqueConstraint(Coalesce("owner", 0), condition=Q(is_default=True), name="kit_default_once"),
        )

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """A request for a video. The row is the only source of truth; a message in the queue is a hint that it waits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pubmed_id = models.CharField(
        "PubMed id",
        max_length=LONGEST,
        db_index=True,
        help_text="The paper's id as requested: a PMID, a PMC id such as PMC123, or a DOI.",
    )
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.NORMAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="videos",
        db_index=False,  # job_newest_of_owner serves as well
        help_text="The user who submitted the job.",
    )
    project = models.ForeignKey(
        Project,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="jobs",
        help_text="The owner's videos of this paper. Empty only in a job that an earlier release inserts.",
    )
    batch = models.ForeignKey(
        Batch,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        db_index=False,  # job_of_batch serves as well
        help_text="The list that it was requested with.",
    )
    group = models.UUIDField(
        null=True, blank=True, help_text="Shared by the jobs of one request that names several formats."
    )
    options = OptionsField(default=Options, blank=True, help_text="The video's options, as named in pipeline.options.")
    created_at = models.DateTimeField(db_default=Moment(), editable=False)
    webhook_url = models.CharField(
        max_length=500,
        blank=True,
        help_text="The URL that receives a signed POST when the job ends, and when it waits for its review.",
    )
    review = models.BooleanField(
        default=False, db_default=False, help_text="The storyboard is to be approved before the voice speaks it."
    )
    further_formats = models.JSONField(
        null=True, blank=True, help_text="The formats that are made as well, once the storyboard is approved."
    )
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    request_digest = models.CharField(
        max_length=64, blank=True, help_text="Digest of the request with this idempotency key."
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    stage = models.CharField(max_length=10, choices=_STAGES, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percentage of the current attempt.")
    attempt = models.PositiveSmallIntegerField(default=0, help_text="Number of attempts started.")
    setbacks = models.PositiveSmallIntegerField(
        default=0, help_text="Attempts lost, or postponed by a failure, since the job was submitted or last retried."
    )
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the latest attempt started.")
    finished_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=30, blank=True)
    error_message = models.TextField(blank=True)

    storyboard_version = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Number of the current version of its storyboard; 0 without one."
    )
    approved_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the version that was approved."
    )

    waiting_since = models.DateTimeField(
        db_default=Now(),
        help_text="When the job last started to wait for a worker, or when the storyboard that is to be approved was "
        "last changed.",
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text="When its latest message was published.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="When a postponed job may be tried again.")
    postponed_by = models.CharField(max_length=30, blank=True, default="", db_default="", help_text="Error code.")
    postponed_since = models.DateTimeField(
        null=True, blank=True, help_text="When the job was first postponed, since it was submitted or last retried."
    )
    token = models.UUIDField(
        null=True, blank=True, help_text="Identifies the claim of the attempt that may write to this row."
    )
    lease_until = models.DateTimeField(null=True, blank=True, help_text="When the claim expires without a heartbeat.")
    celery_task_id = models.CharField("Celery task id", max_length=36, blank=True, db_index=True)
    interrupted = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its worker was stopped or lost. It is taken next.",
    )
    request_id = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Id of the HTTP request, for the log."
    )

    title = models.TextField(blank=True, help_text="The paper's title, once it is known.")
    paper = models.JSONField(null=True, blank=True)
    later_notices = models.JSONField(
        null=True,
        blank=True,
        help_text="Notices about the paper that the video, or the script in review, does not show: they are more "
        "recent.",
    )
    recipe = models.CharField(max_length=64, blank=True, help_text="The fingerprint of the video.")
    folder = models.CharField(
        max_length=100, blank=True, help_text="The folder in the storage that holds the artefacts."
    )
    has_visual_abstract = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The folder holds the visual abstract, too. Videos that are older than it have none.",
    )
    duration = models.FloatField(null=True, blank=True, help_text="Length of the video in seconds.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Size of the video in bytes.")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = "video job"
        # A heartbeat changes no indexed column, so PostgreSQL can update the row in place.
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="job_newest_first"),
            models.Index(fields=("owner", "-created_at", "-id"), name="job_newest_of_owner"),
            models.Index(fields=("status", "-created_at"), name="job_by_status"),
            models.Index(fields=("finished_at",), name="job_by_end"),
            models.Index(
                fields=("owner", "priority", "waiting_since", "id"), name="job_waiting", condition=Q(status__in=WAITING)
            ),
            models.Index(fields=("waiting_since",), name="job_interrupted", condition=Q(interrupted=True)),
            models.Index(fields=("waiting_since",), name="job_oldest_waiting", condition=Q(status__in=WAITING)),
            models.Index(fields=("id",), name="job_processing", condition=Q(status=Status.PROCESSING)),
            models.Index(fields=("owner",), name="job_unfinished", condition=Q(status__in=UNFINISHED)),
            models.Index(
                fields=("pubmed_id", "recipe", "-finished_at"),
                name="job_to_reuse",
                condition=Q(status=Status.COMPLETED),
            ),
            models.Index(fields=("folder",), name="job_by_folder", condition=~Q(folder="")),
            models.Index(fields=("group",), name="job_by_group", condition=Q(group__isnull=False)),
            models.Index(fields=("batch", "status"), name="job_of_batch", condition=Q(batch__isnull=False)),
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
            models.CheckConstraint(
                condition=~Q(status=Status.REVIEW)
                | Q(review=True, storyboard_version__gt=0, approved_version__isnull=True),
                name="job_in_review_has_a_storyboard",
            ),
            models.CheckConstraint(
                condition=Q(approved_version__isnull=True) | Q(approved_version=F("storyboard_version")),
                name="job_approved_means_the_current_version",
            ),
            models.CheckConstraint(
                condition=Q(further_formats__isnull=True)
                | Q(review=True, approved_version__isnull=True, group__isnull=False),
                name="job_further_formats_wait_for_approval",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pubmed_id} ({self.status})"

    @property
    def postponement(self) -> "Job | None":
        """The job itself if it waits for the time of its next attempt, ``not_before``, else None."""
        waits = self.status in WAITING and self.not_before is not None and self.not_before > timezone.now()
        return self if waits else None

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files of its video; () until the job is completed."""
        if self.status != Status.COMPLETED:
            return ()
        return products.files(has_visual_abstract=self.has_visual_abstract)

    @property
    def paper_id(self) -> PaperId:
        """The paper's normalised id. The column holds no other."""
        return PaperId(self.pubmed_id)


class Storyboard(models.Model):
    """A version of a job's storyboard. Versions are added, and the oldest deleted beyond STORYBOARD_VERSIONS.

    Only their approval changes them, and that the version from which they were edited is deleted.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="storyboards")
    number = models.PositiveIntegerField(help_text="From 1.")
    script = models.TextField(help_text="The script as JSON, see jobs.storyboards.")
    laid_out = models.TextField(
        blank=True, help_text="Its scenes as they fit on slides, as JSON; empty if they were not laid out."
    )
    draft = models.TextField(
        blank=True,
        db_default="",
        help_text="What a person decided, as JSON; empty if the script is as it was written.",
    )
    figures = models.TextField(
        blank=True,
        db_default="",
        help_text="Digests of the kept pictures of figures that it may show, with a space between two.",
    )
    origin = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Number of the version that undo or redo brought back; empty if its content is its own.",
    )
    edited_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the version that undo brings back; empty for the first."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The user who made it; empty for the first version, and in single-user mode.",
    )
    note = models.TextField(help_text="What differs from the version before.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("job", "number"), name="storyboard_numbered_once"),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | Q(origin__lt=F("number")), name="storyboard_brought_back_is_earlier"
            ),
            models.CheckConstraint(
                condition=Q(edited_from__isnull=True) | Q(edited_from__lt=Coalesce("origin", "number")),
                name="storyboard_edited_from_an_earlier_one",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def edition(self) -> int:
        """Number of the version whose content it has: the one that undo or redo brought back, or its own."""
        return self.origin or self.number


class Turn(models.Model):
    """When a job of an owner was last begun. Owners take turns. In single-user mode there is no owner."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("owner", 0), name="turn_once"),)

    def __str__(self) -> str:
        return f"of {self.owner or 'the single user'}"


class Outcome(models.TextChoices):
    """How an attempt ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HANDED_BACK = "handed back", "handed back: its worker was stopped"
    POSTPONED = "postponed"
    REVIEW = "review", "review: its storyboard is to be approved"
    LOST = "lost", "lost: its worker stopped responding"


class Attempt(models.Model):
    """One worker's try at a job, kept for good. ``outcome`` is empty while it runs."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    stage = models.CharField(max_length=10, choices=_STAGES, blank=True, help_text="The last stage that it reached.")
    resumed_at = models.CharField(
        max_length=10,
        choices=_STAGES,
        blank=True,
        help_text="The stage at which it continued an earlier attempt.",
    )
    seconds = models.JSONField(default=dict, blank=True, help_text="Seconds that each stage took.")
    error_code = models.CharField(max_length=30, blank=True)
    error_message = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("job", "number"), name="attempt_numbered_once"),)

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome or 'running'}"


class Event(models.Model):
    """A recorded fact about a job outside its attempts: refused, approved, cancelled, retried, not taken in time."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.what} {self.detail}".strip()


class Delivery(models.Model):
    """A webhook message or an e-mail: created in the transaction of the move that it reports, sent until accepted."""

    class Channel(models.TextChoices):
        """How it is sent."""

        WEBHOOK = "webhook"
        EMAIL = "e-mail", "E-mail"

    BATCH = "batch"
    """The event of an e-mail that no job of a batch goes on without a person. Its job is the last that did."""

    class Status(models.TextChoices):
        """The status of a delivery."""

        PENDING = "pending"
        DELIVERED = "delivered"
        GIVEN_UP = "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=7, choices=Channel, default=Channel.WEBHOOK, db_default=Channel.WEBHOOK)
    url = models.CharField(max_length=500, blank=True, help_text="Empty for an e-mail, which goes to the job's owner.")
    event = models.CharField(
        max_length=10, choices=[*((status.value, status.label) for status in NOTIFIED), (BATCH, "Batch")]
    )
    snapshot = models.TextField(help_text="The job's row after the move. It may have moved on before this is sent.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, help_text="When it is sent next.")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When it was last sent.")
    answer = models.TextField(blank=True, help_text="The result of the last attempt.")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "deliveries"
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
    """The secret that signs a user's deliveries. In single-user mode it has no owner."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False)
    current = models.CharField(max_length=60)
    previous = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("owner", 0), name="webhook_secret_once"),)

    def __str__(self) -> str:
        return f"of {self.owner or 'the single user'}"


class EmailNotice(models.Model):
    """That a user wants an e-mail when a video is ready, has failed or waits for its review. No row: wants none."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"to {self.owner}"


class HousekeepingRun(models.Model):
    """When a kind of housekeeping last ran, and what it did."""

    name = models.CharField(max_length=20, primary_key=True)
    ran_at = models.DateTimeField()
    report = models.JSONField(default=dict)

    class Meta:
        db_table = "videos_chore"

    def __str__(self) -> str:
        return self.name
