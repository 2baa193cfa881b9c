"""The OpenAPI description of every call in ``viewsets`` and ``views``, kept out of their code."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from videos.api import examples
from videos.api.openapi import PROBLEMS
from videos.api.serializers.jobs import (
    AttemptSerializer,
    DeliverySerializer,
    FindingSerializer,
    JobSerializer,
    LogoSerializer,
    WebhookSecretSerializer,
)
from videos.api.serializers.requests import GenerateSerializer, HowToSerializer, LogoUploadSerializer
from videos.api.serializers.service import OverviewSerializer
from videos.models import Status
from videos.pipeline.products import CONTENT_TYPES, VIDEO

FILE_TYPES = {name: content_type.partition(";")[0] for name, content_type in CONTENT_TYPES.items() if name != VIDEO}
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    OpenApiParameter.HEADER,
    description="1 to 200 printable ASCII characters, without spaces. The same key and body give the same job, however "
    "often sent.",
    examples=[OpenApiExample("A key", "3f0c9a52-walks-after-meals")],
)
_LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="The job's address.",
    required=True,
    response=[200, 201],
)
_FILE_PROBLEMS = {
    PROBLEMS: ("no_video", "file_lost", "precondition_failed", "range_not_satisfiable", "storage_unavailable")
}
_FILE_HEADERS = [
    *(
        OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description)
        for name, description in (
            ("Range", "The part that is wanted, as bytes=0-1023. What is not understood gives the whole file."),
            ("If-Range", "An ETag, or a date: the part is wanted only of this file, or else the whole."),
            ("If-None-Match", "An ETag: 304 if the file has it."),
            ("If-Match", "An ETag: 412 unless the file has it."),
        )
    ),
    *(
        OpenApiParameter(
            name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description, required=must, response=statuses
        )
        for name, description, must, statuses in (
            ("ETag", "Names this very file.", False, [200, 206, 304]),
            ("Last-Modified", "When it was made.", False, [200, 206, 304]),
            ("Accept-Ranges", "Always bytes.", False, [200, 206]),
            ("Content-Range", "Which part this is, and of how much, as bytes 0-1023/2311740.", True, [206]),
            ("Location", "Where the file is, for a while.", True, [302]),
        )
    ),
]


_STATUS = OpenApiParameter(
    "status", enum=["", *Status.values], description="Only jobs with this status; all, when it is empty."
)


def _job(description: str, *shown: OpenApiExample) -> OpenApiResponse:
    return OpenApiResponse(JobSerializer, description=description, examples=list(shown))


def _file(*content_types: str) -> dict[int | tuple[int, str], OpenApiResponse]:
    """A file, whole or in part."""
    part = OpenApiResponse(OpenApiTypes.BINARY, description="The part of the file that Range asks for.")
    whole = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    return {
        302: OpenApiResponse(description="The file is elsewhere, where videos are kept in a bucket."),
        304: OpenApiResponse(description="The file is the one that the request names."),
        **{(200, content_type): whole for content_type in content_types},
        **{(206, content_type): part for content_type in content_types},
    }


_STORYBOARD = OpenApiResponse(
    OpenApiTypes.OBJECT, description="The file.", examples=[OpenApiExample("A storyboard", examples.STORYBOARD)]
)
_QUEUED = OpenApiExample("Queued", examples.QUEUED)
_COMPLETED = OpenApiExample("Completed", examples.COMPLETED)
_FAILED = OpenApiExample("Failed", examples.FAILED)
_CANCELLED = OpenApiExample("Cancelled", examples.CANCELLED)

logos = extend_schema_view(
    post=extend_schema(
        operation_id="logos_upload",
        summary="Upload a logo",
        request=OpenApiRequest(
            LogoUploadSerializer, encoding={"file": {"contentType": "image/png, image/jpeg, image/webp"}}
        ),
        responses={201: OpenApiResponse(LogoSerializer, description="The logo is kept.")},
        extensions={PROBLEMS: ("storage_unavailable",)},
    )
)

webhook_secret = extend_schema_view(
    get=extend_schema(
        summary="The secret that webhook deliveries are verified with", responses=WebhookSecretSerializer
    ),
    post=extend_schema(
        operation_id="webhooks_secret_change",
        summary="Have a new secret made",
        request=None,
        responses=WebhookSecretSerializer,
    ),
)

papers = extend_schema_view(
    get=extend_schema(
        summary="Look a paper up, before its video is asked for",
        parameters=[
            OpenApiParameter(
                "id",
                {"type": "string", "format": "pubmed-id"},
                required=True,
                description="A PMID, a PMC id or an address, as for generate; or sample.",
                examples=[OpenApiExample("The sample", "sample")],
            )
        ],
        responses=OpenApiResponse(FindingSerializer, description="The paper."),
        extensions={PROBLEMS: ("invalid_id", "paper_not_found", "paper_has_no_text", "paper_unavailable")},
    )
)

operations = extend_schema_view(
    get=extend_schema(
        operation_id="operations",
        tags=["health"],
        summary="What waits, who works on what, and what is wrong",
        responses=OverviewSerializer,
    )
)

videos = extend_schema_view(
    list=extend_schema(
        summary="The videos asked for, newest first",
        parameters=[_STATUS],
        responses=OpenApiResponse(JobSerializer(many=True), description="A page of jobs.", examples=[_COMPLETED]),
    ),
    retrieve=extend_schema(summary="One job", responses=_job("The job.", _COMPLETED, _QUEUED, _FAILED)),
    destroy=extend_schema(
        summary="Remove a job and its files", responses={204: OpenApiResponse(description="The job is gone.")}
    ),
    generate=extend_schema(
        operation_id="videos_generate",
        summary="Ask for a video",
        request=GenerateSerializer,
        parameters=[_KEY, _LOCATION],
        responses={
            201: _job("The job, queued; or completed, if there was such a video already.", _QUEUED, _COMPLETED),
            200: _job("The job that this Idempotency-Key already stands for.", _QUEUED),
        },
        extensions={
            PROBLEMS: ("invalid_idempotency_key", "idempotency_key_reused", "too_many_jobs", "queue_unavailable"),
        },
    ),
    export=extend_schema(
        operation_id="videos_export",
        summary="The jobs as a table for spreadsheets",
        parameters=[_STATUS],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="The table.")},
        filters=True,
    ),
    download=extend_schema(
        operation_id="videos_download",
        summary="The finished video as an MP4 file",
        parameters=_FILE_HEADERS,
        responses=_file("video/mp4"),
        extensions=_FILE_PROBLEMS,
    ),
    artefact=extend_schema(
        operation_id="videos_file",
        summary="Another file of a finished video",
        parameters=[
            OpenApiParameter(
                "name", location="path", enum=list(FILE_TYPES), description="Which file; what each is, see below."
            ),
            *_FILE_HEADERS,
        ],
        responses={**_file(*dict.fromkeys(FILE_TYPES.values())), (200, "application/json"): _STORYBOARD},
        extensions=_FILE_PROBLEMS,
    ),
    cancel=extend_schema(
        operation_id="videos_cancel",
        summary="End a job that has not ended",
        request=None,
        responses={202: _job("The job, cancelled.", _CANCELLED)},
        extensions={PROBLEMS: ("wrong_status",)},
    ),
    retry=extend_schema(
        operation_id="videos_retry",
        summary="Queue a failed or cancelled job anew",
        request=None,
        responses={202: _job("The job, queued again.", _QUEUED)},
        extensions={PROBLEMS: ("wrong_status", "too_many_jobs", "queue_unavailable")},
    ),
    attempts=extend_schema(
        operation_id="videos_attempts",
        summary="What each attempt at the job came to",
        responses=OpenApiResponse(AttemptSerializer(many=True), description="The attempts."),
    ),
    deliveries=extend_schema(
        summary="What became of telling the job's webhook", responses={200: DeliverySerializer(many=True)}
    ),
)

how_to_generate = extend_schema(
    operation_id="videos_how_to_generate",
    summary="How to ask for a video",
    responses=OpenApiResponse(
        HowToSerializer,
        description="What to post.",
        examples=[OpenApiExample("What to post", examples.HOW_TO)],
    ),
)
