"""The OpenAPI description of projects, and of what makes another rendition of one."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view

from videos.api import project_examples
from videos.api.documentation import KEY, LOCATION, requested
from videos.api.openapi import PROBLEMS
from videos.api.serializers.projects import ProjectSerializer, WholeProjectSerializer
from videos.api.serializers.requests import EditAgainSerializer

edit_again = extend_schema(
    operation_id="videos_edit_again",
    summary="Edit a finished video and make it again",
    request=EditAgainSerializer,
    parameters=[KEY, LOCATION],
    responses={
        201: requested("A new job, in review."),
        200: requested("The job of an earlier request with this Idempotency-Key."),
    },
    extensions={
        PROBLEMS: (
            "wrong_status",
            "no_storyboard",
            "paper_changed",
            "invalid_idempotency_key",
            "idempotency_key_reused",
            "too_many_jobs",
        ),
    },
)

projects = extend_schema_view(
    list=extend_schema(
        summary="List projects, newest first",
        responses=OpenApiResponse(
            ProjectSerializer(many=True),
            description="A page of projects.",
            examples=[OpenApiExample("A project", project_examples.PROJECT)],
        ),
    ),
    retrieve=extend_schema(
        summary="Get a project with its renditions",
        responses=OpenApiResponse(
            WholeProjectSerializer,
            description="The project.",
            examples=[OpenApiExample("A project", project_examples.WHOLE_PROJECT)],
        ),
    ),
)
