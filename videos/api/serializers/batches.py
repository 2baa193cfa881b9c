"""A batch and its lines, as the API returns them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.api.job_errors import retry_helps
from videos.api.serializers.fields import FORMATS, BatchUrl, OrNull
from videos.api.serializers.options import OptionsSerializer
from videos.api.serializers.projects import RenditionSerializer
from videos.api.user_messages import user_text
from videos.jobs.batch_progress import Row, Shown
from videos.models import Job, Status

_COUNTS = {status.value: serializers.IntegerField(help_text=f"Jobs with status {status}.") for status in Status}

CountsSerializer = type(
    "CountsSerializer", (serializers.Serializer,), {"__doc__": "The number of jobs in each status.", **_COUNTS}
)


class BatchSerializer(serializers.Serializer[Shown]):
    """The videos of a list of papers, requested together."""

    batch_id = serializers.UUIDField(source="batch.id", read_only=True, help_text="Id of the batch, part of its URLs.")
    created_at = serializers.DateTimeField(source="batch.created_at", help_text="When it was requested.")
    options = OptionsSerializer(source="batch.options", read_only=True, help_text="Options of its videos.")
    formats = serializers.ListField(
        source="batch.formats", child=serializers.ChoiceField(choices=FORMATS), help_text="Formats of each video."
    )
    review = serializers.BooleanField(source="batch.review", help_text="Whether each storyboard must be approved.")
    lines = serializers.IntegerField(source="state.lines", help_text="Number of lines of the list.")
    refused = serializers.IntegerField(
        source="state.refused", help_text="Lines that have no job: they name no paper, or one that an earlier line has."
    )
    jobs = serializers.IntegerField(source="state.jobs", help_text="Number of jobs that there are now.")
    jobs_to_come = serializers.IntegerField(
        source="state.to_come", help_text="Jobs that are made once storyboards are approved."
    )
    counts = CountsSerializer(source="state.counts", help_text="Number of jobs in each status.")
    progress = serializers.IntegerField(source="state.progress", help_text="How much is done, in percent.")
    ended = serializers.BooleanField(source="state.ended", help_text="Whether every job has ended.")
    batch_url = BatchUrl("batch-detail", source="batch.id", help_text="URL of the batch.")
    items_url = BatchUrl("batch-items", source="batch.id", help_text="URL of its lines with their jobs.")
    items_csv_url = BatchUrl("batch-items-csv", source="batch.id", help_text="URL of its lines as a CSV file.")
    archive_url = serializers.SerializerMethodField(
        help_text="URL of a ZIP file with the finished videos and their captions; null until one is finished."
    )
    page_url = BatchUrl("batch", source="batch.id", help_text="URL of the page that shows the batch.")

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_archive_url(self, shown: Shown) -> str | None:
        """Return the URL, or None."""
        if not shown.state.counts[Status.COMPLETED]:
            return None
        url = BatchUrl("batch-archive")
        url.bind("archive_url", self)
        return url.to_representation(shown.batch.pk)


class BatchItemJobSerializer(RenditionSerializer):
    """The job of a line in one format."""

    error_code = OrNull(help_text="Error code; null unless the job failed.")
    error_message = serializers.SerializerMethodField(
        help_text="What happened and what to do about it; null unless the job failed."
    )
    retry = serializers.SerializerMethodField(help_text="Whether the job failed, and a retry may help.")

    @extend_schema_field({"type": ["string", "null"]})
    def get_error_message(self, job: Job) -> str | None:
        """Return the sentence for users, or None."""
        return user_text(job.error_code, job.error_message) or None

    def get_retry(self, job: Job) -> bool:
        """Return whether a retry of the batch queues the job again."""
        return job.status == Status.FAILED and retry_helps(job.error_code)


class BatchItemSerializer(serializers.Serializer[Row]):
    """A line of a batch and its jobs."""

    position = serializers.IntegerField(source="item.position", help_text="Number of the line, from 1.")
    text = serializers.CharField(source="item.text", help_text="The line as it was sent.")
    pubmed_id = OrNull(source="item.pubmed_id", help_text="Normalised id of the paper; null if it names none.")
    title = serializers.SerializerMethodField(help_text='Title of the paper, "" until it is known.')
    error_code = OrNull(
        source="item.error_code",
        help_text="Why it has no job: invalid_id, or repeated if an earlier line names its paper; else null.",
    )
    error_message = OrNull(source="item.error_message", help_text="The same in a sentence.")
    jobs = BatchItemJobSerializer(many=True, help_text="Its jobs, one for each format; none if they were deleted.")

    def get_title(self, row: Row) -> str:
        """Return the title."""
        return next((job.title for job in row.jobs if job.title), "")
