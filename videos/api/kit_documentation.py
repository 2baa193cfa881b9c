"""The OpenAPI description of brand kits."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from videos.api.examples import KIT_ID
from videos.api.openapi import PROBLEMS
from videos.api.serializers.kits import ChangeKitSerializer, CreateKitSerializer, KitSerializer

OPTIONS: dict[str, Any] = {
    "length": "short",
    "captions": "both",
    "voice": "hibari",
    "speed": 1.1,
    "formats": ["landscape", "portrait"],
    "theme": {"accent": "#0b6e6e", "logo": "", "call_to_action": "Read the paper"},
}
KIT: dict[str, Any] = {
    "id": KIT_ID,
    "name": "Department of Medicine",
    "default": True,
    "options": OPTIONS,
    "created_at": "2026-11-25T14:18:32.120417Z",
}
_NEW = {name: KIT[name] for name in ("name", "default", "options")}
_LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="URL of the kit.",
    required=True,
    response=[201],
)


def _kit(description: str) -> OpenApiResponse:
    return OpenApiResponse(KitSerializer, description=description, examples=[OpenApiExample("A kit", KIT)])


kits = extend_schema_view(
    list=extend_schema(
        summary="List your brand kits",
        responses=OpenApiResponse(
            KitSerializer(many=True), description="The kits.", examples=[OpenApiExample("A kit", KIT)]
        ),
    ),
    retrieve=extend_schema(summary="Get a brand kit", responses=_kit("The kit.")),
    create=extend_schema(
        summary="Create a brand kit",
        request=CreateKitSerializer,
        parameters=[_LOCATION],
        responses={201: _kit("The new kit.")},
        examples=[OpenApiExample("A kit with all options", _NEW, request_only=True)],
        extensions={PROBLEMS: ("too_many_kits", "kit_name_taken")},
    ),
    partial_update=extend_schema(
        summary="Change a brand kit",
        request=ChangeKitSerializer,
        responses=_kit("The kit as it is now."),
        examples=[OpenApiExample("Another name", _NEW, request_only=True)],
        extensions={PROBLEMS: ("kit_name_taken",)},
    ),
    destroy=extend_schema(
        summary="Delete a brand kit", responses={204: OpenApiResponse(description="The kit is deleted. No video is.")}
    ),
)
