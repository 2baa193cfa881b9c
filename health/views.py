"""The health of the service, for people and for load balancers."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
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
def health(request: Request) -> Response:
    """Always 200, within two seconds."""
    redis = checks.redis_answers()
    return Response({"api": "ok", "redis": redis, "celery_ping": redis and checks.worker_answers()})
