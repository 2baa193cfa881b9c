"""The OpenAPI description of previews."""

from http import HTTPStatus

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from videos.api.documentation import FILE_HEADERS, file_responses
from videos.api.openapi import PROBLEMS
from videos.api.serializers.edits import LARGEST

_PROBLEMS = (
    *("no_storyboard", "storyboard_unreadable", "preview_impossible", "preview_unavailable"),
    *("precondition_failed", "range_not_satisfiable"),
)
_NUMBER = {"type": "integer", "minimum": 1, "maximum": LARGEST}
_VERSION = OpenApiParameter("version", _NUMBER, description="Number of the version; the current one if left out.")
_HEADERS = [header for header in FILE_HEADERS if header.name not in ("Last-Modified", "Location")]


def _preview(content_type: str) -> dict[int | tuple[int, str], OpenApiResponse]:
    """Return the responses of a preview, which is in no bucket."""
    return {status: response for status, response in file_responses(content_type).items() if status != HTTPStatus.FOUND}


scene_picture = extend_schema_view(
    get=extend_schema(
        operation_id="videos_storyboard_scene",
        tags=["videos"],
        summary="See a scene of the storyboard",
        parameters=[
            OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="Number of the scene."),
            _VERSION,
            OpenApiParameter(
                "slide",
                {**_NUMBER, "default": 1},
                description="Number of the slide, if the scene is divided among several.",
            ),
            *_HEADERS,
        ],
        responses=_preview("image/png"),
        extensions={PROBLEMS: _PROBLEMS},
    )
)

sentence_audio = extend_schema_view(
    get=extend_schema(
        operation_id="videos_storyboard_sentence",
        tags=["videos"],
        summary="Hear a sentence of the storyboard",
        parameters=[
            OpenApiParameter(
                "position", OpenApiTypes.INT, OpenApiParameter.PATH, description="Position of the item, from 0."
            ),
            _VERSION,
            *_HEADERS,
        ],
        responses=_preview("audio/mp4"),
        extensions={PROBLEMS: _PROBLEMS},
    )
)
