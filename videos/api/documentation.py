"""The OpenAPI description of every operation in ``viewsets`` and ``views``, kept out of their code."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from videos.api import examples, project_examples, storyboard_examples
from videos.api.openapi import PROBLEMS
from videos.api.serializers.jobs import (
    AttemptSerializer,
    DeliverySerializer,
    JobSerializer,
    LogoSerializer,
    WebhookSecretSerializer,
)
from videos.api.serializers.projects import RequestedJobSerializer
from videos.api.serializers.requests import GenerateSerializer, HowToSerializer, LogoUploadSerializer
from videos.api.serializers.service import OverviewSerializer, VoiceSerializer
from videos.models import Status
from videos.pipeline.options import Engine
from videos.pipeline.products import CONTENT_TYPES, VIDEO

FILE_TYPES = {name: content_type.partition(";")[0] for name, content_type in CONTENT_TYPES.items() if name != VIDEO}
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    OpenApiParameter.HEADER,
    description="1 to 200 printable ASCII characters without spaces. Requests with the same key and body return "
    "the same job, so each new request needs a new key, such as a UUID.",
)
LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="URL of the job.",
    required=True,
    response=[200, 201],
)
_FILE_PROBLEMS = ("no_video", "file_lost", "precondition_failed", "range_not_satisfiable", "storage_unavailable")
FILE_HEADERS = [
    *(
        OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description)
        for name, description in (
            ("Range", "Requested part, such as bytes=0-1023. Any other form returns the whole file."),
            ("If-Range", "ETag or date: return the part only if the file still matches, or else the whole file."),
            ("If-None-Match", "ETag: 304 if the file has it."),
            ("If-Match", "ETag: 412 unless the file has it."),
        )
    ),
    *(
        OpenApiParameter(
            name,
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            description=description,
            required=required,
            response=statuses,
        )
        for name, description, required, statuses in (
            ("ETag", "Identifies this version of the file.", False, [200, 206, 304]),
            ("Last-Modified", "When the file was made.", False, [200, 206, 304]),
            ("Accept-Ranges", "Always bytes.", False, [200, 206]),
            ("Content-Range", "Part and total size, such as bytes 0-1023/2311740.", True, [206]),
            ("Location", "Temporary URL of the file.", True, [302]),
        )
    ),
]


_PROJECT, _BATCH = (
    OpenApiParameter(
        name,
        {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "string", "maxLength": 0}]},
        description=f"Only jobs of the {name} with this id; all if empty.",
    )
    for name in ("project", "batch")
)
_STATUS = OpenApiParameter("status", enum=["", *Status.values], description="Only jobs with this status; all if empty.")


def _job(description: str, *samples: OpenApiExample) -> OpenApiResponse:
    return OpenApiResponse(JobSerializer, description=description, examples=list(samples))


def requested(description: str) -> OpenApiResponse:
    """Return the response to a request for one or more formats."""
    return OpenApiResponse(
        RequestedJobSerializer,
        description=description,
        examples=[OpenApiExample("Two formats", project_examples.REQUESTED)],
    )


def file_responses(*content_types: str) -> dict[int | tuple[int, str], OpenApiResponse]:
    """Return the responses of a file, in full or in part."""
    part = OpenApiResponse(OpenApiTypes.BINARY, description="The requested part of the file.")
    whole = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    return {
        302: OpenApiResponse(description="The file is in a bucket, at the URL in Location."),
        304: OpenApiResponse(description="The client already has this version of the file."),
        **{(200, content_type): whole for content_type in content_types},
        **{(206, content_type): part for content_type in content_types},
    }


_STORYBOARD = OpenApiResponse(
    OpenApiTypes.OBJECT,
    description="The file.",
    examples=[OpenApiExample("A storyboard", storyboard_examples.STORYBOARD)],
)
_QUEUED = OpenApiExample("Queued", examples.QUEUED)
_COMPLETED = OpenApiExample("Completed", examples.COMPLETED)
_RETRACTED_SINCE = OpenApiExample("Completed, and retracted since", examples.RETRACTED_SINCE)
_POSTPONED = OpenApiExample("Postponed", examples.POSTPONED)
_IN_REVIEW = OpenApiExample("In review", examples.IN_REVIEW)
_FAILED = OpenApiExample("Failed", examples.FAILED)
_CANCELLED = OpenApiExample("Cancelled", examples.CANCELLED)

logos = extend_schema_view(
    post=extend_schema(
        operation_id="logos_upload",
        summary="Upload a logo",
        request=OpenApiRequest(
            LogoUploadSerializer, encoding={"file": {"contentType": "image/png, image/jpeg, image/webp"}}
        ),
        responses={201: OpenApiResponse(LogoSerializer, description="The logo is stored.")},
        extensions={PROBLEMS: ("service_busy", "storage_unavailable")},
    )
)

webhook_secret = extend_schema_view(
    get=extend_schema(summary="Get the secret that verifies webhooks", responses=WebhookSecretSerializer),
    post=extend_schema(
        operation_id="webhooks_secret_change",
        summary="Create a new webhook secret",
        request=None,
        responses=WebhookSecretSerializer,
    ),
)

voices = extend_schema_view(
    get=extend_schema(
        operation_id="voices_list",
        summary="List the voices of this service",
        responses=OpenApiResponse(VoiceSerializer(many=True), description="The voices."),
    )
)

voice_sample = extend_schema_view(
    get=extend_schema(
        operation_id="voices_sample",
        summary="Hear a voice",
        parameters=[
            OpenApiParameter("voice_id", location="path", enum=list(Engine), description="Id of the voice."),
            OpenApiParameter(
                "Location",
                OpenApiTypes.URI,
                OpenApiParameter.HEADER,
                description="URL of the file.",
                required=True,
                response=[302],
            ),
        ],
        responses={302: OpenApiResponse(description="About three seconds of speech are at the URL in Location.")},
    )
)

operations = extend_schema_view(
    get=extend_schema(
        operation_id="operations",
        tags=["health"],
        summary="Get the queue, running jobs, workers and current problems",
        responses=OverviewSerializer,
    )
)

videos = extend_schema_view(
    list=extend_schema(
        summary="List jobs, newest first",
        parameters=[_STATUS, _PROJECT, _BATCH],
        responses=OpenApiResponse(JobSerializer(many=True), description="A page of jobs.", examples=[_COMPLETED]),
    ),
    retrieve=extend_schema(
        summary="Get a job",
        responses=_job("The job.", _COMPLETED, _RETRACTED_SINCE, _QUEUED, _POSTPONED, _IN_REVIEW, _FAILED),
    ),
    destroy=extend_schema(
        summary="Delete a job and its files", responses={204: OpenApiResponse(description="The job is deleted.")}
    ),
    generate=extend_schema(
        operation_id="videos_generate",
        summary="Request a video",
        request=GenerateSerializer,
        parameters=[KEY, LOCATION],
        responses={
            201: requested("The first job: queued, or completed if an existing video was reused."),
            200: requested("The first job of an earlier request with this Idempotency-Key."),
        },
        extensions={
            PROBLEMS: ("invalid_idempotency_key", "idempotency_key_reused", "too_many_jobs", "queue_unavailable"),
        },
    ),
    export=extend_schema(
        operation_id="videos_export",
        summary="Export jobs as CSV",
        parameters=[_STATUS, _PROJECT, _BATCH],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="The CSV file.")},
        filters=True,
    ),
    download=extend_schema(
        operation_id="videos_download",
        summary="Download the video as MP4",
        parameters=FILE_HEADERS,
        responses=file_responses("video/mp4"),
        extensions={PROBLEMS: _FILE_PROBLEMS},
    ),
    artefact=extend_schema(
        operation_id="videos_file",
        summary="Download another file of the video",
        parameters=[
            OpenApiParameter("name", location="path", enum=list(FILE_TYPES), description="Name of the file."),
            *FILE_HEADERS,
        ],
        responses={**file_responses(*dict.fromkeys(FILE_TYPES.values())), (200, "application/json"): _STORYBOARD},
        extensions={PROBLEMS: ("no_visual_abstract", *_FILE_PROBLEMS)},
    ),
    cancel=extend_schema(
        operation_id="videos_cancel",
        summary="Cancel a job",
        request=None,
        responses={202: _job("The job, cancelled.", _CANCELLED)},
        extensions={PROBLEMS: ("wrong_status",)},
    ),
    retry=extend_schema(
        operation_id="videos_retry",
        summary="Retry a failed or cancelled job",
        request=None,
        responses={202: _job("The job, queued again.", _QUEUED)},
        extensions={PROBLEMS: ("wrong_status", "too_many_retries", "too_many_jobs", "queue_unavailable")},
    ),
    attempts=extend_schema(
        operation_id="videos_attempts",
        summary="List the attempts of a job",
        responses=OpenApiResponse(AttemptSerializer(many=True), description="The attempts."),
    ),
    deliveries=extend_schema(
        summary="List the webhook deliveries of a job", responses={200: DeliverySerializer(many=True)}
    ),
)

how_to_generate = extend_schema(
    operation_id="videos_how_to_generate",
    summary="Explain how to request a video",
    responses=OpenApiResponse(
        HowToSerializer,
        description="A body to post.",
        examples=[OpenApiExample("A body to post", examples.HOW_TO)],
    ),
)
