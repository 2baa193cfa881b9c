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

from videos.api import csv_export, documentation, examples, user_messages
from videos.api.downloads import file_response
from videos.api.filters import JobFilter
from videos.api.negotiation import FirstRenderer
from videos.api.permissions import OwnerOrPermitted, visible_to
from videos.api.problems import Problem, wrong_status
from videos.api.serializers.jobs import AttemptSerializer, DeliverySerializer, JobSerializer
from videos.api.serializers.requests import GenerateSerializer
from videos.api.storyboards import StoryboardActions
from videos.jobs import history, lifecycle, retention, submission
from videos.models import Job, Status
from videos.papers import standing
from videos.pipeline.products import VIDEO

_KEY_FORM = re.compile(r"[!-~]{1,200}")


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
        """Queue a video.

        The response is the job. Poll the URL in the Location header until its status is completed, failed or cancelled.
        """
        form = GenerateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        owner = request.user if request.user.is_authenticated else None
        with _as_problems():
            job, is_new = submission.submit(
                form.video_request(), owner, _key(request), still_stands=standing.still_stands
            )
        location = reverse("video-detail", kwargs={"job_id": job.pk}, request=request)
        return self._answer(job, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK, {"Location": location})

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

        The visual abstract is one page with the study, its results and its conclusion: 1600 x 900 pixels, or 1080 x
        1350 if tall. Few videos have none: those that are older than it, and those whose page has no room for it.
        """
        return self._file(name)

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
        with _as_problems():
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
        deliveries = self.get_object().deliveries.all()[: history.MOST]
        return Response(DeliverySerializer(deliveries, many=True, context=self.get_serializer_context()).data)

    def perform_destroy(self, job: Job) -> None:
        """Cancel the job if it is unfinished, and delete its row and its files."""
        retention.delete(job.pk)

    def _answer(self, job: Job, status_code: int, headers: dict[str, str] | None = None) -> Response:
        """Return a response with the job."""
        data = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(data, status_code, headers=headers)

    def _file(self, name: str) -> HttpResponseBase:
        """Return one file of the job in the URL."""
        job = self.get_object()
        if job.status != Status.COMPLETED:
            raise _no_video(job)
        if name not in job.files:
            raise Problem("no_visual_abstract", f"This video has no {name}.")
        return file_response(self.request, job, name)


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY_FORM.fullmatch(key):
        raise Problem(
            "invalid_idempotency_key", "The Idempotency-Key is empty, too long, or contains other characters."
        )
    return key


def _no_video(job: Job) -> Problem:
    """Return a 409 with the reason why there is no file."""
    reason = job.error_message or f"The job is {job.status}. Try again when its status is completed."
    return Problem("no_video", f"The video does not exist yet. {reason}", job_status=job.status)


@contextmanager
def _as_problems() -> Iterator[None]:
    """Raise the errors of ``submission`` as problems: 503 with the failed job, 429 or 409."""
    wait = submission.RETRY_AFTER_SECONDS
    try:
        yield
    except submission.QueueUnavailable as error:
        detail = user_messages.user_text(error.code, str(error))
        raise Problem(error.code, detail, wait=wait, job_id=str(error.job.pk)) from error
    except submission.TooManyJobs as error:
        raise Problem(error.code, user_messages.user_text(error.code, str(error)), wait=wait) from error
    except (submission.KeyReused, submission.TooManyRetries) as error:
        raise Problem(error.code, str(error)) from error
