"""The REST API of jobs and their files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer

from videos.api import csv_export, documentation, examples, project_documentation
from videos.api.downloads import file_response
from videos.api.filters import JobFilter
from videos.api.negotiation import FirstRenderer
from videos.api.ordering import JobPages
from videos.api.permissions import OwnerOrPermitted, kits_of, owner_of, projects_visible_to, visible_to
from videos.api.problems import Problem, wrong_status
from videos.api.serializers.jobs import AttemptSerializer, DeliverySerializer, JobSerializer
from videos.api.serializers.projects import ProjectSerializer, RequestedJobSerializer, WholeProjectSerializer
from videos.api.serializers.requests import EditAgainSerializer, GenerateSerializer
from videos.api.shares import ShareActions
from videos.api.storyboards import StoryboardActions
from videos.api.submitting import as_problems, idempotency_key
from videos.jobs import history, lifecycle, retention, submission
from videos.jobs.edit_again import NoStoryboard, NotCompleted, edit_again
from videos.jobs.storyboards import PaperChanged
from videos.models import Delivery, Job, Project, Status
from videos.papers import standing
from videos.pipeline.products import VIDEO


@documentation.videos
class VideoViewSet(StoryboardActions, DestroyModelMixin, viewsets.ReadOnlyModelViewSet[Job]):
    """Request videos of published papers, follow their progress, and download them."""

    serializer_class = JobSerializer
    permission_classes = (OwnerOrPermitted,)
    lookup_field = "pk"
    lookup_url_kwarg = "job_id"
    lookup_value_regex = "[0-9a-f-]{36}"
    filter_backends = (DjangoFilterBackend,)
    filterset_class = JobFilter
    pagination_class = JobPages

    def get_queryset(self) -> QuerySet[Job]:
        """Return the jobs that the user may see."""
        return visible_to(self.request.user)

    def filter_queryset(self, queryset: Any) -> Any:
        """Filter lists only."""
        return super().filter_queryset(queryset) if self.action in ("list", "export") else queryset

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Use the fields of generate for the form of the browsable API."""
        return GenerateSerializer if self.action in ("generate", "how_to_generate") else JobSerializer

    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Queue a video, or the same in several formats.

        The response is the job; of several formats that of the first, with all in ``renditions``. Poll the URL in the
        Location header until its status is completed, failed or cancelled.
        """
        form = GenerateSerializer(data=request.data, context={"kits": kits_of(request.user)})
        form.is_valid(raise_exception=True)
        owner = owner_of(request.user)
        with as_problems():
            job, is_new = standing.submit(form.video_request(), owner, idempotency_key(request))
        return self._requested(job, is_new)

    @documentation.how_to_generate
    @generate.mapping.get
    def how_to_generate(self, request: Request) -> Response:
        """Post a PubMed or PMC id to request its video."""
        return Response(examples.HOW_TO)

    @action(detail=False, methods=["get"], pagination_class=None, content_negotiation_class=FirstRenderer)
    def export(self, request: Request) -> HttpResponseBase:
        """All jobs of the list, newest first, as one CSV file."""
        return csv_export.as_csv(self.filter_queryset(self.get_queryset()), request.build_absolute_uri("/"))

    @action(detail=True, methods=["get"], content_negotiation_class=FirstRenderer)
    def download(self, request: Request, job_id: str) -> HttpResponseBase:
        """The MP4, or the part of it that the Range header requests."""
        return self._file(VIDEO)

    @action(
        detail=True,
        methods=["get"],
        url_path=f"(?P<name>{'|'.join(map(re.escape, documentation.FILE_TYPES))})",
        content_negotiation_class=FirstRenderer,
    )
    def artefact(self, request: Request, job_id: str, name: str) -> HttpResponseBase:
        """Captions, transcript, poster, description, visual abstract, or the storyboard with each sentence's source.

        The thumbnail is the poster as WebP, at most 304 pixels wide and high, and 15 kB long.
        The visual abstract is one page with the study, its results and its conclusion: 1600 x 900 pixels, or 1080 x
        1350 if tall. Few videos have none: those that are older than it, and those whose page has no room for it.
        """
        return self._file(name)

    @project_documentation.edit_again
    @action(detail=True, methods=["post"], url_path="edit", url_name="edit-again")
    def edit_again(self, request: Request, job_id: str) -> Response:
        """Edit a finished video and make it again: a new job in review, with the storyboard of the video.

        The finished video stays. The new one is made once the storyboard of the new job is approved.
        """
        job = self.get_object()
        form = EditAgainSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        with as_problems(), _not_editable_as_problems(job):
            return self._requested(*edit_again(job, form.validated_data.get("formats", ()), idempotency_key(request)))

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, job_id: str) -> Response:
        """The worker stops within three seconds and removes its files."""
        job = self.get_object()
        cancelled = lifecycle.cancel(job.pk, by=request.user.get_username())
        job.refresh_from_db()
        if not cancelled:
            raise wrong_status(job, "Only an unfinished job can be cancelled.")
        return self._answer(job, status.HTTP_202_ACCEPTED)

    @action(detail=True, methods=["post"])
    def retry(self, request: Request, job_id: str) -> Response:
        """The job keeps its id and its history."""
        job = self.get_object()
        with as_problems():
            retried = submission.resubmit(job, by=request.user.get_username(), limited=True)
        if retried is None:
            raise wrong_status(job, "Only a failed or cancelled job can be retried.")
        return self._answer(retried, status.HTTP_202_ACCEPTED)

    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def attempts(self, request: Request, job_id: str) -> Response:
        """The last hundred attempts, in order: when, by which worker, the stage it reached, and why it ended."""
        return Response(AttemptSerializer(history.latest(self.get_object().attempts), many=True).data)

    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def deliveries(self, request: Request, job_id: str) -> Response:
        """The webhook messages of the last hundred ends, latest first: whether each was received, and the next try."""
        webhooks = self.get_object().deliveries.filter(channel=Delivery.Channel.WEBHOOK)
        deliveries = webhooks[: history.MOST]
        return Response(DeliverySerializer(deliveries, many=True, context=self.get_serializer_context()).data)

    def perform_destroy(self, job: Job) -> None:
        """Cancel the job if it is unfinished, and delete its row and its files."""
        retention.delete(job.pk)

    def _answer(self, job: Job, status_code: int) -> Response:
        """Return a response with the job."""
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status_code)

    def _requested(self, job: Job, is_new: bool) -> Response:
        """Return the response to a request: its first job, and all others."""
        location = reverse("video-detail", kwargs={"job_id": job.pk}, request=self.request)
        data = RequestedJobSerializer(job, context=self.get_serializer_context()).data
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(data, code, headers={"Location": location})

    def _file(self, name: str) -> HttpResponseBase:
        """Return one file of the job in the URL."""
        job = self.get_object()
        if job.status != Status.COMPLETED:
            raise _no_video(job)
        if name not in job.files:
            raise Problem("no_visual_abstract", f"This video has no {name}.")
        return file_response(self.request, job, name)


@project_documentation.projects
class ProjectViewSet(ShareActions, viewsets.ReadOnlyModelViewSet[Project]):
    """The videos of one paper: formats, lengths and edited versions."""

    serializer_class = ProjectSerializer
    permission_classes = (OwnerOrPermitted,)
    lookup_url_kwarg = "project_id"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self) -> QuerySet[Project]:
        """Return the projects that the user may see."""
        return projects_visible_to(self.request.user)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return one project with its jobs."""
        return WholeProjectSerializer if self.action == "retrieve" else ProjectSerializer


def _no_video(job: Job) -> Problem:
    """Return a 409 with the reason why there is no file."""
    reason = job.error_message or f"The job is {job.status}. Try again when its status is completed."
    return Problem("no_video", f"The video does not exist yet. {reason}", job_status=job.status)


@contextmanager
def _not_editable_as_problems(job: Job) -> Iterator[None]:
    """Raise the reasons why a video cannot be edited again as problems: 409."""
    try:
        yield
    except NotCompleted as error:
        raise wrong_status(job, "Only a completed job can be edited and made again.") from error
    except NoStoryboard as error:
        raise Problem(error.code, str(error), job_status=job.status) from error
    except PaperChanged as error:
        raise Problem(error.code, str(error)) from error
