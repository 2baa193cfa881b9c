"""What explains the API: its URLs and its problems."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.urls import reverse as reverse_url
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from videos.api.job_errors import EXPLAINED, JobError
from videos.api.problem_kinds import Kind
from videos.api.serializers.service import AddressesSerializer, KindSerializer


class Root(APIView):
    """The URLs of the API."""

    @extend_schema(
        operation_id="root", tags=["about"], summary="List the URLs of the API", responses=AddressesSerializer
    )
    def get(self, request: Request) -> Response:
        """The URLs of the API by name."""
        names = {
            "generate": "video-generate",
            "videos": "video-list",
            "projects": "project-list",
            "batches": "batch-list",
            "kits": "kit-list",
            "papers": "papers",
            "voices": "voices",
            "logos": "logos",
            "health": "health",
            "operations": "operations",
            "problems": "problems",
            "schema": "schema",
            "docs": "docs",
            "documentation": "documentation",
        }
        return Response({name: reverse(view, request=request) for name, view in names.items()})


class Problems(APIView):
    """Every kind of problem: of requests, and of jobs."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(
        operation_id="problems_list",
        tags=["about"],
        summary="List every kind of problem",
        responses=KindSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Every code, what it means, and what to do about it."""
        return Response([_explained(kind) for kind in EXPLAINED.values()])


class OneProblem(APIView):
    """One kind of problem, at the URL in the type of an error."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(
        operation_id="problems_retrieve",
        tags=["about"],
        summary="Explain one kind of problem",
        parameters=[OpenApiParameter("code", location="path", enum=list(EXPLAINED), description="Error code.")],
        responses=KindSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """What an error with this code means, and what to do about it."""
        if code not in EXPLAINED:
            raise Http404
        return Response(_explained(EXPLAINED[code]))


def _explained(kind: Kind | JobError) -> dict[str, Any]:
    """Return a kind of problem as JSON."""
    page = reverse_url("documentation-page", kwargs={"page": "reference/errors.html"})
    return {"type": kind.type, "docs": f"{page}#{kind.code}", **asdict(kind), "retry": kind.retry}
