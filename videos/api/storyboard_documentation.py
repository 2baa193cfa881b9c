"""The OpenAPI description of every operation on a storyboard, kept out of the code of ``storyboards``."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from videos.api.documentation import requested
from videos.api.openapi import PROBLEMS
from videos.api.serializers.edits import EditSerializer
from videos.api.serializers.storyboards import StoryboardSerializer, VersionSerializer

F = TypeVar("F", bound=Callable[..., Any])

_EDIT_PROBLEMS = ("wrong_status", "version_conflict", "storyboard_unreadable")
_QUEUED = requested("The job, queued, and those of its other formats.")


def _change(
    name: str, summary: str, description: str, *problems: str, request: Any = VersionSerializer
) -> Callable[[F], F]:
    """Describe an operation that answers with the storyboard as it then is; ``problems`` are those of its own."""
    return extend_schema(
        operation_id=f"videos_storyboard_{name}",
        summary=summary,
        request=request,
        responses=OpenApiResponse(StoryboardSerializer, description=description),
        extensions={PROBLEMS: (*problems, *_EDIT_PROBLEMS)},
    )


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
    reset=_change("reset", "Reset the storyboard to its first version", "The current version, which equals the first."),
    undo=_change("undo", "Undo the last edit of the storyboard", "The new version.", "nothing_to_undo"),
    redo=_change("redo", "Do again what was undone", "The new version.", "nothing_to_undo"),
)

edit = _change(
    "edit",
    "Edit the storyboard by operations",
    "The current version, with the edit.",
    "edit_refused",
    request=EditSerializer,
)

replace = _change(
    "replace",
    "Edit the storyboard as a whole",
    "The current version, as it was sent.",
    "edit_refused",
    request=StoryboardSerializer,
)
