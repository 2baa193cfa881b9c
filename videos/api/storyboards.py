"""The REST API of a job's storyboard: it is read, edited and approved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from videos.api import storyboard_documentation as documentation
from videos.api.problems import Problem, wrong_status
from videos.api.serializers.edits import EditSerializer, wanted
from videos.api.serializers.projects import RequestedJobSerializer
from videos.api.serializers.storyboards import StoryboardSerializer, VersionSerializer, content
from videos.jobs import storyboards
from videos.models import Job, Storyboard
from videos.pipeline.editing import EditRefused
from videos.pipeline.errors import StoryboardUnreadable


@documentation.storyboards
class StoryboardActions(viewsets.GenericViewSet[Job]):
    """What the view of a job can do with its storyboard."""

    @action(detail=True, methods=["get"])
    def storyboard(self, request: Request, job_id: str) -> Response:
        """The current version: what is said and shown, where the paper says it, what may be changed, what is missing.

        A job that was requested with review has it from the status review on.
        """
        job = self.get_object()
        version = storyboards.current(job)
        if version is None:
            raise Problem("no_storyboard", f"The job is {job.status}, and has no storyboard.", job_status=job.status)
        with _as_problems(job):
            return Response(content(version))

    @documentation.edit
    @storyboard.mapping.patch
    def edit(self, request: Request, job_id: str) -> Response:
        """Each operation names a sentence of the abstract or an item of the storyboard, and cannot change its words.

        The new version passes the checks of an automatic script. If one operation is refused, none is done. Operations
        that change nothing add no version.
        """
        job = self.get_object()
        asked = _valid(EditSerializer(data=request.data))
        with _as_problems(job):
            return Response(content(storyboards.edit(job, asked["operations"], asked["version"], request.user.pk)))

    @documentation.replace
    @storyboard.mapping.put
    def replace(self, request: Request, job_id: str) -> Response:
        """Send the storyboard as it was received, with other items, subtitle, glance or pronunciations.

        What is read-only may be left out, and is ignored. The rules are those of single operations.
        """
        job = self.get_object()
        asked = _valid(StoryboardSerializer(data=request.data))
        with _as_problems(job):
            return Response(content(storyboards.replace(job, wanted(asked), asked["version"], request.user.pk)))

    @action(detail=True, methods=["post"], url_path="storyboard/undo", url_name="storyboard-undo")
    def undo(self, request: Request, job_id: str) -> Response:
        """A new version is as before the last edit or reset. Repeat it to go back further."""
        return self._changed(storyboards.undo)

    @action(detail=True, methods=["post"], url_path="storyboard/redo", url_name="storyboard-redo")
    def redo(self, request: Request, job_id: str) -> Response:
        """A new version is as before the last undo. It is too late once something else was edited."""
        return self._changed(storyboards.redo)

    @action(detail=True, methods=["post"], url_path="storyboard/reset", url_name="storyboard-reset")
    def reset(self, request: Request, job_id: str) -> Response:
        """A new version equals the first. Nothing is added if the current version does already."""
        return self._changed(storyboards.reset)

    @action(detail=True, methods=["post"])
    def approve(self, request: Request, job_id: str) -> Response:
        """The job is queued, and its video is made as the storyboard says. Repeating the request does nothing more."""
        job = self.get_object()
        with _as_problems(job):
            approved = storyboards.approve(job, _version(request), by=request.user.get_username())
        data = RequestedJobSerializer(approved, context=self.get_serializer_context()).data
        return Response(data, status.HTTP_202_ACCEPTED)

    def _changed(self, change: Callable[[Job, int | None, int | None], Storyboard]) -> Response:
        """Return the storyboard after a change of the version that the request names."""
        job = self.get_object()
        with _as_problems(job):
            return Response(content(change(job, _version(self.request), self.request.user.pk)))


def _version(request: Request) -> int | None:
    """Return the version of the storyboard that the request names."""
    version: int | None = _valid(VersionSerializer(data=request.data)).get("version")
    return version


def _valid(form: BaseSerializer[Any]) -> dict[str, Any]:
    """Return the values of a request. Raises ValidationError."""
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


@contextmanager
def _as_problems(job: Job) -> Iterator[None]:
    """Raise the errors of ``jobs.storyboards`` as problems: 409 or 422."""
    try:
        yield
    except storyboards.NotInReview as error:
        raise wrong_status(job, "Only a job in review can be approved or changed.") from error
    except storyboards.VersionConflict as error:
        raise Problem(error.code, str(error), version=error.given, current_version=error.current) from error
    except EditRefused as error:
        raise _refused(error) from error
    except (storyboards.NothingToUndo, storyboards.PaperChanged, StoryboardUnreadable) as error:
        raise Problem(error.code, str(error)) from error


def _refused(error: EditRefused) -> Problem:
    """Return a 422 with the sentence, the rule and the remedy."""
    refusal, problem = error.refusal, error.refusal.problem
    return Problem(
        error.code,
        str(error),
        operation=error.number,
        position=refusal.item,
        sentence=refusal.sentence,
        rule=problem.rule,
        remedy=problem.remedy,
    )
