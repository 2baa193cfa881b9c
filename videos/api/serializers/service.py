"""The shapes of what the API tells about itself: its addresses, its problems, and how the service is doing."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from videos.api import examples
from videos.models import Priority


@extend_schema_serializer(examples=[OpenApiExample("The addresses", examples.ADDRESSES)])
class AddressesSerializer(serializers.Serializer[Any]):
    """Where things are."""

    generate = serializers.URLField(help_text="Ask for a video.")
    videos = serializers.URLField(help_text="The videos asked for.")
    logos = serializers.URLField(help_text="Upload a logo.")
    health = serializers.URLField(help_text="Whether the queue and a worker answer.")
    operations = serializers.URLField(help_text="How the service is doing, for staff.")
    problems = serializers.URLField(help_text="What each error means.")
    schema = serializers.URLField(help_text="The API as OpenAPI 3.1.")
    docs = serializers.URLField(help_text="The same as a page.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "No video yet",
            {
                "type": "/api/problems/no_video",
                "code": "no_video",
                "status": 409,
                "title": "There is no video yet",
                "remedy": "Ask for the job until its status is completed; retry it if it failed.",
                "headers": [],
            },
        )
    ]
)
class KindSerializer(serializers.Serializer[Any]):
    """A kind of problem."""

    type = serializers.CharField(help_text="The address of this explanation.")
    code = serializers.CharField(help_text="What errors of this kind have as their code.")
    status = serializers.IntegerField(help_text="The status of the HTTP answer.")
    title = serializers.CharField(help_text="What it means.")
    remedy = serializers.CharField(help_text="What to do about it.")
    headers = serializers.ListField(child=serializers.CharField(), help_text="The headers that come with it.")


class _Counts(serializers.DictField):
    child = serializers.IntegerField()


class OldestSerializer(serializers.Serializer[Any]):
    """The job that has waited the longest."""

    job_id = serializers.UUIDField(help_text="Which job.")
    pubmed_id = serializers.CharField(help_text="Its paper.")
    priority = serializers.ChoiceField(choices=Priority.choices, help_text="Its priority.")
    seconds = serializers.FloatField(help_text="For how long it has waited.")


class RunningSerializer(serializers.Serializer[Any]):
    """A job at work."""

    job_id = serializers.UUIDField(help_text="Which job.")
    pubmed_id = serializers.CharField(help_text="Its paper.")
    worker = serializers.CharField(help_text="Who works on it.")
    attempt = serializers.IntegerField(help_text="The how-manieth attempt it is.")
    stage = serializers.CharField(help_text="What is being done.")
    progress = serializers.IntegerField(help_text="Percent.")
    quiet = serializers.FloatField(help_text="Seconds since the last sign of life.")
    lease = serializers.FloatField(help_text="Seconds until the claim lapses.")


class LastRunSerializer(serializers.Serializer[Any]):
    """A housekeeping task."""

    name = serializers.CharField(help_text="Which task.")
    ran_at = serializers.DateTimeField(help_text="When it last ran.")
    seconds = serializers.FloatField(help_text="How long ago that was.")
    report = serializers.DictField(help_text="What it did.")


@extend_schema_serializer(examples=[OpenApiExample("A service at work", examples.OVERVIEW)])
class OverviewSerializer(serializers.Serializer[Any]):
    """How the service is doing."""

    messages = _Counts(allow_null=True, help_text="Messages in the queue by priority; null while it is away.")
    waiting = _Counts(help_text="Jobs that wait for a worker, by priority.")
    postponed = serializers.IntegerField(help_text="How many of them are to be tried again later.")
    oldest = OldestSerializer(allow_null=True, help_text="The job that has waited the longest; null if none waits.")
    running = RunningSerializer(many=True, help_text="The jobs at work.")
    workers = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Who answers; null while nobody can be asked."
    )
    failures = _Counts(help_text="How many jobs failed in the last day, by error_code.")
    chores = LastRunSerializer(many=True, help_text="Housekeeping.")
    free_mb = _Counts(help_text="Free megabytes by folder, on the machine that answers.")
    warnings = serializers.ListField(child=serializers.CharField(), help_text="What is wrong, each with its remedy.")
