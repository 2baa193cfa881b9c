"""What explains the API: its addresses, its problems, and the page that describes every call."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from videos.api.problem_kinds import KINDS, Kind
from videos.api.serializers.service import AddressesSerializer, KindSerializer


class Root(APIView):
    """Where things are."""

    @extend_schema(
        operation_id="root", tags=["about"], summary="The addresses of the API", responses=AddressesSerializer
    )
    def get(self, request: Request) -> Response:
        """The addresses of the API, each by what one finds there."""
        names = {
            "generate": "video-generate",
            "videos": "video-list",
            "papers": "papers",
            "logos": "logos",
            "health": "health",
            "operations": "operations",
            "problems": "problems",
            "schema": "schema",
            "docs": "docs",
        }
        return Response({friendly: reverse(name, request=request) for friendly, name in names.items()})


class Problems(APIView):
    """Every kind of problem that the API tells."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(
        operation_id="problems_list",
        tags=["about"],
        summary="Every kind of problem",
        responses=KindSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The codes, what each means, and what to do about it."""
        return Response([explained(kind) for kind in KINDS.values()])


class OneProblem(APIView):
    """One kind of problem: what the ``type`` of an error leads to."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(
        operation_id="problems_retrieve",
        tags=["about"],
        summary="One kind of problem",
        parameters=[OpenApiParameter("code", location="path", enum=list(KINDS), description="Which kind.")],
        responses=KindSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """What an error with this code means, and what to do about it."""
        if code not in KINDS:
            raise Http404
        return Response(explained(KINDS[code]))


def explained(kind: Kind) -> dict[str, Any]:
    """A kind of problem, as the API explains it."""
    return {"type": kind.type, **asdict(kind)}
