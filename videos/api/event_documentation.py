"""The OpenAPI description of event streams."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from videos.api.openapi import PROBLEMS

_SAMPLE = {
    "id": "1-processing-narration-42",
    "event": "job",
    "data": '{"job_id": "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42", "status": "processing", "stage": "narration", '
    '"progress": 42, "attempt": 1, "error_code": null}',
    "retry": 3000,
}

# As OpenAPI 3.2 and its tools understand an event: an object with the fields of its lines.
_EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "Id of the state, for Last-Event-ID."},
        "event": {"type": "string", "const": "job", "description": "Name of the event."},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "State of the job: job_id, status, stage, progress, attempt and error_code, as in the job.",
        },
        "retry": {"type": "integer", "description": "Milliseconds after which to connect again. In the first only."},
    },
}

events = extend_schema_view(
    get=extend_schema(
        operation_id="videos_events",
        tags=["videos"],
        summary="Follow a job by Server-Sent Events",
        parameters=[
            OpenApiParameter(
                "Last-Event-ID",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="Id of the last event that was received: 204 if the job has come to rest with it.",
            )
        ],
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                _EVENT, description="The stream, event by event.", examples=[OpenApiExample("An event", _SAMPLE)]
            ),
            204: OpenApiResponse(description="Nothing follows the last event."),
        },
        extensions={PROBLEMS: ("service_busy",)},
    )
)
