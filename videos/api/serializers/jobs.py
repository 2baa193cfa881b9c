"""A job, its attempts and deliveries, and a paper, as the API returns them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from videos.api import examples
from videos.api.serializers.fields import ArtefactUrl, OrNull
from videos.api.serializers.options import OptionsSerializer
from videos.models import Attempt, Delivery, Job, Priority, Status, WebhookSecret
from videos.pipeline.products import CAPTIONS, POSTER, TRANSCRIPT, VIDEO


@extend_schema_serializer(
    examples=[OpenApiExample("A logo", {"id": "0f3a9c5d7b1e4a6280cd91be5f72a384"}, response_only=True)]
)
class LogoSerializer(serializers.Serializer[Any]):
    """The id that a logo got."""

    id = serializers.CharField(help_text="What the theme of a request names.")


class NoticeSerializer(serializers.Serializer[Any]):
    """What a reader must be told about a paper, such as its retraction."""

    kind = serializers.CharField(help_text="What it is, such as retracted or corrected.")
    text = serializers.CharField(help_text="What is to be told.")
    pmid = serializers.CharField(help_text='The record of the notice itself, or "".')


class PaperSerializer(serializers.Serializer[Any]):
    """The paper, as its PubMed record names it."""

    pmid = serializers.CharField(help_text="Its PubMed id.")
    pmcid = serializers.CharField(help_text='Its PMC id, or "".')
    doi = serializers.CharField(help_text='Its DOI, or "".')
    title = serializers.CharField(help_text="Its title, without markup.")
    authors = serializers.ListField(child=serializers.CharField(), help_text="Its authors, in their order.")
    journal = serializers.CharField(help_text="Where it was published.")
    year = serializers.CharField(help_text="When it was published.")
    notices = NoticeSerializer(many=True, help_text="What a reader must be told about it.")


class SecondsSerializer(serializers.Serializer[Any]):
    """How long a video would be, in seconds, by the length that is chosen."""

    short = serializers.IntegerField(help_text="With length short.")
    standard = serializers.IntegerField(help_text="With length standard.")
    long = serializers.IntegerField(help_text="With length long.")


@extend_schema_serializer(examples=[OpenApiExample("The sample", examples.FINDING)])
class FindingSerializer(serializers.Serializer[Any]):
    """A paper, and what a video of it would be."""

    pubmed_id = serializers.CharField(read_only=True, help_text="What to ask generate for.")
    paper = PaperSerializer(read_only=True, help_text="What it is.")
    seconds = SecondsSerializer(read_only=True, help_text="About how long its video would be, by length.")
    error_code = OrNull(help_text="paper_retracted: there is a video only with allow_retracted. Null if none.")
    error_message = OrNull(help_text="What to do about it.")


@extend_schema_serializer(examples=[OpenApiExample("An attempt that failed", examples.ATTEMPT)])
class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One worker's try at a job."""

    outcome = OrNull(help_text="How it ended; null while it runs.")
    stage = OrNull(help_text="How far it came; told when it has ended.")
    resumed_at = OrNull(
        help_text="The stage after the last that was taken over from an earlier attempt; null if none was."
    )
    seconds = serializers.DictField(child=serializers.FloatField(), help_text="How long each stage took.")
    error_code = OrNull(help_text="Null unless it failed.")
    error_message = OrNull(help_text="Null unless it failed.")

    class Meta:
        model = Attempt
        fields = (
            *("number", "worker", "started_at", "ended_at", "outcome", "stage", "resumed_at", "seconds"),
            *("error_code", "error_message"),
        )
        read_only_fields = fields
        extra_kwargs = {
            "number": {"help_text": "The how-manieth attempt it is."},
            "worker": {"help_text": "Who tried."},
            "started_at": {"help_text": "When it began."},
            "ended_at": {"help_text": "When it ended; null while it runs."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A delivery that was taken", examples.DELIVERY)])
class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Word of the job's end, and what became of it."""

    answer = OrNull(help_text="What the last attempt came to; null before the first.")

    class Meta:
        model = Delivery
        fields = ("id", "event", "url", "status", "attempts", "created_at", "tried_at", "next_at", "answer")
        read_only_fields = fields
        extra_kwargs = {
            "id": {"help_text": "The same in every attempt: what was seen before is no news."},
            "event": {"help_text": "What it says."},
            "url": {"help_text": "Who is told."},
            "status": {"help_text": "What became of it."},
            "attempts": {"help_text": "How often it was sent."},
            "created_at": {"help_text": "When the job ended."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A secret", {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})])
class WebhookSecretSerializer(serializers.Serializer[WebhookSecret]):
    """What receivers verify deliveries with."""

    secret = serializers.CharField(source="current", read_only=True, help_text="Starts with whsec_.")


class JobSerializer(serializers.Serializer[Job]):
    """A job, as every call tells it.

    Each field is declared: a ModelSerializer works them out anew for each answer, which takes as long as the query.
    """

    job_id = serializers.UUIDField(source="id", read_only=True, help_text="Names the job in every address.")
    pubmed_id = serializers.CharField(read_only=True, help_text="A PMID, or a PMC id as PMC123.")
    status = serializers.ChoiceField(
        choices=Status.choices, read_only=True, help_text="Where it stands; completed, failed and cancelled are final."
    )
    stage = OrNull(help_text="What is being done; null before and after.")
    progress = serializers.IntegerField(read_only=True, help_text="Percent of the running attempt.")
    priority = serializers.ChoiceField(
        choices=Priority.choices, read_only=True, help_text="Which of the waiting jobs goes first."
    )
    options = OptionsSerializer(read_only=True, help_text="What was chosen for the video.")
    attempt = serializers.IntegerField(read_only=True, help_text="How many attempts were begun.")
    video_url = ArtefactUrl(VIDEO, help_text="The MP4; null until there is one.")
    captions_url = ArtefactUrl(CAPTIONS, help_text="The captions as WebVTT; null until there are any.")
    transcript_url = ArtefactUrl(TRANSCRIPT, help_text="What is said, as text; null until there is one.")
    poster_url = ArtefactUrl(POSTER, help_text="A picture of the video; null until there is one.")
    webhook_url = OrNull(help_text="Who is told of the job's end.")
    error_code = OrNull(help_text="Null unless the job failed.")
    error_message = OrNull(help_text="What happened and what to do about it; null unless the job failed.")
    paper = PaperSerializer(allow_null=True, read_only=True, help_text="Null until it was fetched.")
    celery_task_id = serializers.CharField(read_only=True, help_text="The job's task in the queue, for operators.")
    created_at = serializers.DateTimeField(read_only=True, help_text="When it was asked for.")
    started_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the latest attempt began; null before the first."
    )
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null until the job has ended.")
