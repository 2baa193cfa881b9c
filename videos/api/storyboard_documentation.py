"""The OpenAPI description of every operation on a storyboard, kept out of the code of ``storyboards``."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from videos.api.documentation import requested
from videos.api.openapi import PROBLEMS
from videos.api.serializers.edits import EditSerializer
from videos.api.serializers.storyboards import StoryboardSerializer, VersionSerializer

_EDIT_PROBLEMS = ("wrong_status", "version_conflict", "storyboard_unreadable")
_QUEUED = requested("The job, queued, and those of its other formats.")

storyboards = extend_schema_view(
    storyboard=extend_schema(
        operation_id="videos_storyboard",
        summary="Get the storyboard",
        responses=OpenApiResponse(StoryboardSerializer, description="The current version."),
        extensions={PROBLEMS: ("no_storyboard", "storyboard_unreadable")},
    ),
    approve=extend_schema(
        operation_id="videos_approve",
        summary="Approve the storyboard",
        request=VersionSerializer,
        responses={202: _QUEUED},
        extensions={PROBLEMS: ("wrong_status", "version_conflict", "paper_changed")},
    ),
    reset=extend_schema(
        operation_id="videos_storyboard_reset",
        summary="Reset the storyboard to its first version",
        request=VersionSerializer,
        responses=OpenApiResponse(StoryboardSerializer, description="The current version, which equals the first."),
        extensions={PROBLEMS: _EDIT_PROBLEMS},
    ),
    undo=extend_schema(
        operation_id="videos_storyboard_undo",
        summary="Undo the last edit of the storyboard",
        request=VersionSerializer,
        responses=OpenApiResponse(StoryboardSerializer, description="The new version."),
        extensions={PROBLEMS: ("nothing_to_undo", *_EDIT_PROBLEMS)},
    ),
    redo=extend_schema(
        operation_id="videos_storyboard_redo",
        summary="Do again what was undone",
        request=VersionSerializer,
        responses=OpenApiResponse(StoryboardSerializer, description="The new version."),
        extensions={PROBLEMS: ("nothing_to_undo", *_EDIT_PROBLEMS)},
    ),
)

edit = extend_schema(
    operation_id="videos_storyboard_edit",
    summary="Edit the storyboard by operations",
    request=EditSerializer,
    responses=OpenApiResponse(StoryboardSerializer, description="The current version, with the edit."),
    extensions={PROBLEMS: ("edit_refused", *_EDIT_PROBLEMS)},
)

replace = extend_schema(
    operation_id="videos_storyboard_replace",
    summary="Edit the storyboard as a whole",
    request=StoryboardSerializer,
    responses=OpenApiResponse(StoryboardSerializer, description="The current version, as it was sent."),
    extensions={PROBLEMS: ("edit_refused", *_EDIT_PROBLEMS)},
)
