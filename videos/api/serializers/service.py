"""What the API returns about itself: its URLs, its problems, and the state of the service."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from videos.api import examples
from videos.engines import voices
from videos.models import Priority
from videos.pipeline.options import Engine
from videos.pipeline.voices import Voice


@extend_schema_serializer(examples=[OpenApiExample("The URLs", examples.ADDRESSES)])
class AddressesSerializer(serializers.Serializer[Any]):
    """The URLs of the API."""

    generate = serializers.URLField(help_text="Request a video.")
    videos = serializers.URLField(help_text="List of jobs.")
    projects = serializers.URLField(help_text="List of projects, each with the videos of one paper.")
    papers = serializers.URLField(help_text="Look-up of papers.")
    batches = serializers.URLField(help_text="List of batches, and requests for the videos of many papers.")
    kits = serializers.URLField(help_text="Your brand kits.")
    voices = serializers.URLField(help_text="List of the voices.")
    logos = serializers.URLField(help_text="Upload a logo.")
    health = serializers.URLField(help_text="Whether the queue and a worker respond.")
    operations = serializers.URLField(help_text="State of the service, for staff.")
    problems = serializers.URLField(help_text="Meaning of each error.")
    schema = serializers.URLField(help_text="OpenAPI 3.1 document.")
    docs = serializers.URLField(help_text="API reference as a page.")
    documentation = serializers.URLField(help_text="Documentation of Hidden Hill.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "No video yet",
            {
                "type": "/api/problems/no_video",
                "docs": "/docs/reference/errors.html#no_video",
                "code": "no_video",
                "status": 409,
                "title": "The video does not exist yet",
                "remedy": "Poll the job until its status is completed. If it failed, retry it.",
                "headers": [],
                "retry": True,
            },
        )
    ]
)
class KindSerializer(serializers.Serializer[Any]):
    """A kind of problem."""

    type = serializers.CharField(help_text="URL of this explanation.")
    docs = serializers.CharField(help_text="URL of its line in the documentation.")
    code = serializers.CharField(help_text="Error code.")
    status = serializers.IntegerField(
        allow_null=True, help_text="HTTP status code; null for an error_code that only jobs have."
    )
    title = serializers.CharField(help_text="Meaning of the error.")
    remedy = serializers.CharField(help_text="What to do about it.")
    headers = serializers.ListField(child=serializers.CharField(), help_text="Headers sent with the error.")
    retry = serializers.BooleanField(
        help_text="Whether the same request may succeed later, or a failed job if it is retried as it is."
    )


@extend_schema_serializer(examples=[OpenApiExample("A voice", examples.VOICE)])
class VoiceSerializer(serializers.Serializer[Any]):
    """A voice, and the terms of its speech."""

    id = serializers.ChoiceField(
        choices=[(voice.value, voice.label) for voice in Engine],
        read_only=True,
        help_text="Value for voice in a request.",
    )
    name = serializers.CharField(read_only=True, help_text="What a listener hears.")
    language = serializers.CharField(read_only=True, help_text="Language tag, such as en-US.")
    gender = serializers.CharField(read_only=True, help_text='female, male, or "".')
    is_default = serializers.SerializerMethodField(help_text="Whether a request without a voice gets this one.")
    licence = serializers.CharField(read_only=True, help_text="Licence of the engine and of its voice.")
    terms = serializers.CharField(read_only=True, help_text="What the licence means for videos.")
    commercial_use = serializers.BooleanField(
        read_only=True, allow_null=True, help_text="Whether the licence allows commercial use; null if that is unclear."
    )
    sample_url = serializers.SerializerMethodField(help_text="URL of a sample; null if there is none.")

    def get_is_default(self, voice: Voice) -> bool:
        """Return whether it is the service's default."""
        return voice.id == voices.default()

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_sample_url(self, voice: Voice) -> str | None:
        """Return the URL of the sample."""
        if not voice.sample:
            return None
        return reverse("voice-sample", kwargs={"voice_id": voice.id}, request=self.context["request"])


class _Counts(serializers.DictField):
    child = serializers.IntegerField()


class OldestSerializer(serializers.Serializer[Any]):
    """The job that has waited longest."""

    job_id = serializers.UUIDField(help_text="Job id.")
    pubmed_id = serializers.CharField(help_text="Paper id.")
    priority = serializers.ChoiceField(choices=Priority.choices, help_text="Priority.")
    seconds = serializers.FloatField(help_text="Seconds it has waited.")


class RunningSerializer(serializers.Serializer[Any]):
    """A running job."""

    job_id = serializers.UUIDField(help_text="Job id.")
    pubmed_id = serializers.CharField(help_text="Paper id.")
    worker = serializers.CharField(help_text="Worker process and host.")
    attempt = serializers.IntegerField(help_text="Attempt number, from 1.")
    stage = serializers.CharField(help_text="Current stage.")
    progress = serializers.IntegerField(help_text="Progress in percent.")
    quiet = serializers.FloatField(help_text="Seconds since the last heartbeat.")
    lease = serializers.FloatField(help_text="Seconds until the lease expires.")


class LastRunSerializer(serializers.Serializer[Any]):
    """The last run of a kind of housekeeping."""

    name = serializers.CharField(help_text="Kind of housekeeping.")
    ran_at = serializers.DateTimeField(help_text="Time of the last run.")
    seconds = serializers.FloatField(help_text="Seconds since the last run.")
    report = serializers.DictField(help_text="Result, as counts.")


@extend_schema_serializer(examples=[OpenApiExample("A working service", examples.OVERVIEW)])
class OverviewSerializer(serializers.Serializer[Any]):
    """The state of the service."""

    messages = _Counts(allow_null=True, help_text="Messages in the queue by priority; null while it is unavailable.")
    waiting = _Counts(help_text="Jobs waiting for a worker, by priority.")
    postponed = serializers.IntegerField(help_text="Number of waiting jobs that are postponed.")
    oldest = OldestSerializer(allow_null=True, help_text="Job that has waited longest; null if none is waiting.")
    running = RunningSerializer(many=True, help_text="Running jobs.")
    workers = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Workers that respond; null while they are unreachable.",
    )
    failures = _Counts(help_text="Jobs that failed in the last day, by error_code.")
    chores = LastRunSerializer(many=True, help_text="Last run of each kind of housekeeping.")
    free_mb = _Counts(help_text="Free disk space in MB by folder, on the machine that responds.")
    warnings = serializers.ListField(child=serializers.CharField(), help_text="Current problems, each with its remedy.")
