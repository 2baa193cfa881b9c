"""The OpenAPI description of batches."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from videos.api import batch_examples
from videos.api.documentation import KEY
from videos.api.openapi import PROBLEMS
from videos.api.serializers.batch_requests import BatchRequestSerializer
from videos.api.serializers.batches import BatchItemSerializer, BatchSerializer

_LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="URL of the batch.",
    required=True,
    response=[200, 201],
)
_BATCH = OpenApiExample("A batch", batch_examples.BATCH)


def _batch(description: str) -> OpenApiResponse:
    return OpenApiResponse(BatchSerializer, description=description, examples=[_BATCH])


batches = extend_schema_view(
    list=extend_schema(
        summary="List batches, newest first",
        responses=OpenApiResponse(BatchSerializer(many=True), description="A page of batches.", examples=[_BATCH]),
    ),
    retrieve=extend_schema(summary="Get a batch with its progress", responses=_batch("The batch.")),
    create=extend_schema(
        summary="Request the videos of many papers",
        request=BatchRequestSerializer,
        parameters=[KEY, _LOCATION],
        responses={
            201: _batch("The batch, whose jobs wait."),
            200: _batch("The batch of an earlier request with this Idempotency-Key."),
        },
        extensions={
            PROBLEMS: ("invalid_idempotency_key", "idempotency_key_reused", "batch_too_large", "too_many_jobs")
        },
    ),
    destroy=extend_schema(
        summary="Delete a batch, and keep its videos",
        responses={204: OpenApiResponse(description="The batch is deleted.")},
    ),
    items=extend_schema(
        operation_id="batches_items",
        summary="List the lines of a batch with their jobs",
        responses=OpenApiResponse(
            BatchItemSerializer(many=True),
            description="A page of lines.",
            examples=[
                OpenApiExample("A line whose job failed", batch_examples.FAILED_ITEM),
                OpenApiExample("A line that names no paper", batch_examples.REFUSED_ITEM),
            ],
        ),
    ),
    retry=extend_schema(
        operation_id="batches_retry",
        summary="Retry the failed jobs of a batch",
        request=None,
        responses={202: _batch("The batch, with its jobs queued again.")},
        extensions={PROBLEMS: ("too_many_jobs",)},
    ),
    cancel=extend_schema(
        operation_id="batches_cancel",
        summary="Cancel the unfinished jobs of a batch",
        request=None,
        responses={202: _batch("The batch, with its jobs cancelled.")},
    ),
    items_csv=extend_schema(
        operation_id="batches_items_csv",
        summary="Export the lines of a batch as CSV",
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="The CSV file.")},
    ),
    archive=extend_schema(
        operation_id="batches_archive",
        summary="Download the finished videos as ZIP",
        responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, description="The ZIP file.")},
        extensions={PROBLEMS: ("no_video", "service_busy")},
    ),
)
