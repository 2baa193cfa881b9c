"""The health of the service, for people and for load balancers."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from health import checks


class HealthSerializer(serializers.Serializer[dict[str, object]]):
    """What works."""

    api = serializers.CharField(help_text='Always "ok": there was an answer.')
    redis = serializers.BooleanField(help_text="The queue's server answers.")
    celery_ping = serializers.BooleanField(help_text="At least one worker answers.")


@extend_schema(summary="Whether the queue and a worker answer", responses=HealthSerializer, auth=[])
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def health(request: Request) -> Response:
    """Always 200, within two seconds."""
    redis = checks.redis_answers()
    return Response({"api": "ok", "redis": redis, "celery_ping": redis and checks.worker_answers()})


class ReadySerializer(serializers.Serializer[dict[str, object]]):
    """What a request needs."""

    database = serializers.BooleanField()
    redis = serializers.BooleanField()


@extend_schema(summary="Whether the process answers", responses={200: None}, auth=[])
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def live(request: Request) -> Response:
    """Always 200: a process that cannot give this answer has to be started anew."""
    return Response({"live": True})


@extend_schema(
    summary="Whether requests can be served", responses={200: ReadySerializer, 503: ReadySerializer}, auth=[]
)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def ready(request: Request) -> Response:
    """200 when the database and the queue answer, or else 503; in two seconds even when both hang.

    Workers are not asked: jobs may wait for them.
    """
    seen = {"database": checks.database_answers(), "redis": checks.redis_answers()}
    return Response(seen, 200 if all(seen.values()) else 503)
