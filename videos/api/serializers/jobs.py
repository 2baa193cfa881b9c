"""A job, its attempts and deliveries, as the API returns them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from videos.api import examples, user_messages
from videos.api.serializers.fields import ArtefactUrl, ArtefactUrls, OrNull, PageUrl, ProjectUrl, WebhookUrl
from videos.api.serializers.options import OptionsSerializer
from videos.api.serializers.papers import LaterNoticeSerializer, PaperSerializer
from videos.api.serializers.shared import SharedFields
from videos.models import NOTIFIED, Attempt, Delivery, Job, Priority, Status, WebhookSecret
from videos.pipeline.products import CAPTIONS, POSTER, TRANSCRIPT, VIDEO, VISUAL_ABSTRACT


@extend_schema_serializer(
    examples=[OpenApiExample("A logo", {"id": "0f3a9c5d7b1e4a6280cd91be5f72a384"}, response_only=True)]
)
class LogoSerializer(serializers.Serializer[Any]):
    """The id of an uploaded logo."""

    id = serializers.CharField(help_text="Value for theme.logo in a request.")


@extend_schema_serializer(examples=[OpenApiExample("An attempt that failed", examples.ATTEMPT)])
class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One worker's try at a job."""

    outcome = OrNull(help_text="How it ended; null while it is running.")
    stage = OrNull(help_text="Stage that it had reached; null while it is running.")
    resumed_at = OrNull(help_text="First stage that was run, if an earlier attempt had finished others; else null.")
    seconds = serializers.DictField(child=serializers.FloatField(), help_text="Duration of each stage in seconds.")
    error_code = OrNull(help_text="Error code; null unless it failed or was postponed.")
    error_message = OrNull(help_text="What happened and what to do about it; null unless it failed or was postponed.")

    class Meta:
        model = Attempt
        fields = (
            "number",
            "worker",
            "started_at",
            "ended_at",
            "outcome",
            "stage",
            "resumed_at",
            "seconds",
            "error_code",
            "error_message",
        )
        read_only_fields = fields
        extra_kwargs = {
            "number": {"help_text": "Attempt number, from 1."},
            "worker": {"help_text": "Worker process and host."},
            "started_at": {"help_text": "Start time."},
            "ended_at": {"help_text": "End time; null while it is running."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A delivery that was received", examples.DELIVERY)])
class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One webhook message about the end or the review of a job, and its result."""

    event = serializers.ChoiceField(
        choices=[(status.value, status.label) for status in NOTIFIED],
        read_only=True,
        help_text="How the job ended, or review.",
    )
    url = WebhookUrl(help_text="URL that receives the message. Staff see only the host of another user's URL.")
    answer = OrNull(help_text="Result of the last try; null before the first.")

    class Meta:
        model = Delivery
        fields = (
            "id",
            "event",
            "url",
            "status",
            "attempts",
            "created_at",
            "tried_at",
            "next_at",
            "answer",
        )
        read_only_fields = fields
        extra_kwargs = {
            "id": {"help_text": "The same in every try: an id that was received before can be ignored."},
            "status": {"help_text": "State of the delivery."},
            "attempts": {"help_text": "Number of tries so far."},
            "created_at": {"help_text": "When that happened."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A secret", {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})])
class WebhookSecretSerializer(serializers.Serializer[WebhookSecret]):
    """The secret with which receivers verify webhook messages."""

    secret = serializers.CharField(source="current", read_only=True, help_text="Secret, starting with whsec_.")


class PostponementSerializer(serializers.Serializer[Job]):
    """Why a job waits for its next attempt, and until when."""

    code = serializers.CharField(source="postponed_by", help_text="Error code of the last attempt.")
    reason = serializers.SerializerMethodField(help_text="What does not answer, in a sentence.")
    next_attempt_at = serializers.DateTimeField(source="not_before", help_text="When the next attempt is due.")

    def get_reason(self, job: Job) -> str:
        """Return the reason in a sentence."""
        return user_messages.outage(job.postponed_by)


class JobSerializer(SharedFields[Job]):
    """A job, in the same shape from every operation.

    The fields are declared: a ModelSerializer derives them for each response, which takes as long as the query.
    """

    job_id = serializers.UUIDField(source="id", read_only=True, help_text="Id of the job, part of its URLs.")
    pubmed_id = serializers.CharField(
        read_only=True, help_text="The paper's id as requested: a PMID, a PMC id such as PMC123, or a DOI."
    )
    project_id = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Id of the project: the owner's videos of this paper."
    )
    project_url = ProjectUrl(source="project_id", help_text="URL of the project.")
    batch_id = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Id of the batch that it was requested with; null without one."
    )
    group = serializers.UUIDField(
        read_only=True,
        allow_null=True,
        help_text="Shared by the jobs of one request for several formats; null for a request for one.",
    )
    status = serializers.ChoiceField(
        choices=Status.choices,
        read_only=True,
        help_text="Status; completed, failed and cancelled are terminal, and review waits for an approval.",
    )
    stage = OrNull(help_text="Current or last stage; null before the first.")
    progress = serializers.IntegerField(read_only=True, help_text="Progress of the running attempt in percent.")
    priority = serializers.ChoiceField(
        choices=Priority.choices, read_only=True, help_text="Priority among the owner's waiting jobs."
    )
    options = OptionsSerializer(read_only=True, help_text="Options of the video.")
    attempt = serializers.IntegerField(read_only=True, help_text="Number of attempts so far.")
    review = serializers.BooleanField(read_only=True, help_text="Whether its storyboard must be approved.")
    review_url = PageUrl(
        "job",
        lambda job: job.status == Status.REVIEW,
        help_text="URL of the page on which it is approved; null unless the status is review.",
    )
    storyboard_url = PageUrl(
        "video-storyboard",
        lambda job: job.storyboard_version > 0,
        help_text="URL of the storyboard that is, or was, to be approved; null if there is none.",
    )
    video_url = ArtefactUrl(VIDEO, help_text="URL of the MP4; null until the job is completed.")
    captions_url = ArtefactUrl(CAPTIONS, help_text="URL of the captions as WebVTT; null until the job is completed.")
    transcript_url = ArtefactUrl(TRANSCRIPT, help_text="URL of the spoken text; null until the job is completed.")
    poster_url = ArtefactUrl(POSTER, help_text="URL of a still picture; null until the job is completed.")
    visual_abstract_url = ArtefactUrl(
        VISUAL_ABSTRACT,
        help_text="URL of a page with the study, its results and its conclusion, as a PNG file; null until the job is "
        "completed, and if the video has none.",
    )
    artefact_urls = ArtefactUrls(
        help_text="URL of every file of the video, by file name, such as captions.srt; null until the job is completed."
    )
    page_url = PageUrl(
        "job", lambda job: True, help_text="URL of the page that shows the job, for its owner and for staff."
    )
    duration = serializers.FloatField(
        read_only=True, allow_null=True, help_text="Length of the video in seconds; null until the job is completed."
    )
    size = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Size of the MP4 in bytes; null until the job is completed."
    )
    webhook_url = WebhookUrl(
        help_text="URL that receives a webhook when the job ends, and when it waits for its review; null if none was "
        "requested. Staff see only the host of another user's URL."
    )
    error_code = OrNull(help_text="Error code; null unless the job failed.")
    error_message = OrNull(help_text="What happened and what to do about it; null unless the job failed.")
    postponed = PostponementSerializer(
        source="postponement",
        allow_null=True,
        read_only=True,
        help_text="Why the job waits for another attempt, which starts by itself; null unless it does.",
    )
    paper = PaperSerializer(allow_null=True, read_only=True, help_text="The paper; null until it is fetched.")
    later_notices = LaterNoticeSerializer(
        many=True,
        allow_null=True,
        read_only=True,
        help_text="Retractions, withdrawals and expressions of concern since the video, or the script in review, was "
        "made, which it does not show; null if there are none.",
    )
    celery_task_id = serializers.CharField(read_only=True, help_text="Celery task id, for operators.")
    created_at = serializers.DateTimeField(read_only=True, help_text="When it was requested.")
    started_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the latest attempt started; null before the first."
    )
    finished_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the job ended; null until then."
    )
