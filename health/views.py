"""Health checks, for people and for load balancers."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from health import checks


@extend_schema_serializer(
    examples=[OpenApiExample("Everything works", {"api": "ok", "redis": True, "celery_ping": True})]
)
class HealthSerializer(serializers.Serializer[dict[str, object]]):
    """State of the queue and the workers."""

    api = serializers.CharField(help_text='Always "ok", because the request was answered.')
    redis = serializers.BooleanField(help_text="The server of the queue answers.")
    celery_ping = serializers.BooleanField(help_text="At least one worker answers, or did two seconds ago.")


@extend_schema(
    operation_id="health", summary="Whether the queue and a worker answer", responses=HealthSerializer, auth=[]
)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def health(request: Request) -> Response:
    """Always responds with 200, within two seconds."""
    redis = checks.redis_answers()
    return Response({"api": "ok", "redis": redis, "celery_ping": redis and checks.worker_answers()})


@extend_schema_serializer(examples=[OpenApiExample("Alive", {"live": True})])
class LiveSerializer(serializers.Serializer[dict[str, object]]):
    """State of the web process."""

    live = serializers.BooleanField(help_text="Always true, because the request was answered.")


class ReadySerializer(serializers.Serializer[dict[str, object]]):
    """State of what a request needs."""

    database = serializers.BooleanField(help_text="The database answers.")
    redis = serializers.BooleanField(help_text="The server of the queue answers.")


@extend_schema(operation_id="health_live", summary="Whether the process answers", responses=LiveSerializer, auth=[])
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def live(request: Request) -> Response:
    """Always responds with 200. Restart a process that does not respond."""
    return Response({"live": True})


@extend_schema(
    operation_id="health_ready",
    summary="Whether requests can be served",
    responses={
        200: OpenApiResponse(
            ReadySerializer,
            description="Requests can be served.",
            examples=[OpenApiExample("Ready", {"database": True, "redis": True})],
        ),
        503: OpenApiResponse(
            ReadySerializer,
            description="Requests cannot be served.",
            examples=[OpenApiExample("Queue unavailable", {"database": True, "redis": False})],
        ),
    },
    auth=[],
)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def ready(request: Request) -> Response:
    """Responds with 200 if the database and the queue answer, otherwise with 503; within two seconds even if both hang.

    Workers do not matter: jobs may wait for them.
    """
    seen = {"database": checks.database_answers(), "redis": checks.redis_answers()}
    return Response(seen, 200 if all(seen.values()) else 503)
