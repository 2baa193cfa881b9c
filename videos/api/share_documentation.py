"""The OpenAPI description of who may see the videos of a project."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from videos.api.serializers.shares import ChangeShareSerializer, ShareSerializer

_PAGE = "http://127.0.0.1:8000"
_SLUG = "8Zk3vQ1xTnB5mWc7RdYp2L"

SHARE: dict[str, Any] = {
    "visibility": "link",
    "url": f"{_PAGE}/v/{_SLUG}",
    "embed_url": f"{_PAGE}/embed/{_SLUG}",
    "formats": ["landscape", "portrait"],
    "taken_down": "",
    "views": {"total": 41, "days": [{"day": "2026-11-26", "views": 29}, {"day": "2026-11-27", "views": 12}]},
}


def _answer(description: str) -> OpenApiResponse:
    return OpenApiResponse(ShareSerializer, description=description, examples=[OpenApiExample("A share", SHARE)])


share = extend_schema(
    operation_id="projects_share",
    summary="Get who may see the videos of a project",
    responses=_answer("Who may see them, and how often they were."),
)
change = extend_schema(
    operation_id="projects_change_share",
    summary="Share the videos of a project, or make them private",
    request=ChangeShareSerializer,
    responses=_answer("Who may see them from now on."),
    examples=[OpenApiExample("By a link", {"visibility": "link", "new_link": False}, request_only=True)],
)
