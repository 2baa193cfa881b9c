"""The REST API of the videos."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.mixins import DestroyModelMixin
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from hiddenhill.openapi import TOLD
from videos import examples, export, files, lifecycle, logos, lookup, operations, removal, submission
from videos.delivery import deliver
from videos.models import Job, Status, WebhookSecret
from videos.permissions import StaffOrSingleUser, visible_to
from videos.pipeline.assembly import VIDEO
from videos.pipeline.errors import InvalidId, PaperUnavailable
from videos.pipeline.paper import normalise
from videos.problems import Problem
from videos.serializers import (
    AttemptSerializer,
    DeliverySerializer,
    FindingSerializer,
    GenerateSerializer,
    HowToSerializer,
    JobSerializer,
    LogoSerializer,
    LogoUploadSerializer,
    WebhookSecretSerializer,
)
from videos.shapes import OverviewSerializer
from videos.throttling import WriteThrottle
from videos.webhooks import signing


def ended(job: Job, what: str) -> Problem:
    """409, for what cannot be done to a job in its state."""
    return Problem("wrong_status", f"The job is {job.status}. {what}", job_status=job.status)


def no_video_yet(job: Job) -> Problem:
    """409, with the reason why there is no file to give."""
    reason = job.error_message or f"The job is {job.status}. Ask again when its status is completed."
    return Problem("no_video", f"There is no video yet. {reason}", job_status=job.status)


@contextmanager
def refusals_told() -> Iterator[None]:
    """What ``submission`` refuses, as problems: 503 with the job that failed for it, 429, or 409."""
    wait = submission.RETRY_AFTER_SECONDS
    try:
        yield
    except submission.QueueUnavailable as error:
        raise Problem(error.code, str(error), wait=wait, job_id=str(error.job.pk)) from error
    except submission.TooManyJobs as error:
        raise Problem(error.code, str(error), wait=wait) from error
    except submission.KeyReused as error:
        raise Problem(error.code, str(error)) from error


class FirstRenderer(BaseContentNegotiation):
    """For calls that answer with a file, whatever the Accept header asks for; their errors are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """By the Content-Type, as always."""
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first."""
        return renderers[0], renderers[0].media_type


class JobFilter(filters.FilterSet):  # type: ignore[misc]
    """``status`` and ``pubmed_id``; the id in any form that generate takes."""

    status = filters.ChoiceFilter(choices=Status.choices)
    pubmed_id = filters.CharFilter(method="with_id", help_text="Only jobs for this paper; the id as generate takes it.")

    class Meta:
        model = Job
        fields = ("status", "pubmed_id")

    def with_id(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """The jobs for this id; none for something that is no id."""
        try:
            return jobs.filter(pubmed_id=normalise(value))
        except InvalidId:
            return jobs.none()


class Logos(APIView):
    """The pictures that videos can have as their logos."""

    parser_classes = [MultiPartParser]
    throttle_classes = [WriteThrottle]

    @extend_schema(
        operation_id="logos_upload",
        summary="Upload a logo",
        request=OpenApiRequest(
            LogoUploadSerializer, encoding={"file": {"contentType": "image/png, image/jpeg, image/webp"}}
        ),
        responses={201: OpenApiResponse(LogoSerializer, description="The logo is kept.")},
        extensions={TOLD: ("storage_unavailable",)},
    )
    def post(self, request: Request) -> Response:
        """Keep a logo; its id is what the theme of a request names. The same picture gets the same id."""
        form = LogoUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            return Response({"id": logos.take(form.validated_data["file"])}, status.HTTP_201_CREATED)
        except logos.BadLogo as error:
            raise ValidationError({"file": [ErrorDetail(str(error), error.code)]}) from error


class Secret(APIView):
    """What the user's webhook deliveries are signed with."""

    @extend_schema(summary="The secret that webhook deliveries are verified with", responses=WebhookSecretSerializer)
    def get(self, request: Request) -> Response:
        """The secret, made when it is first asked for or used. Keep it as you keep a password."""
        return self.tell(signing.secret_of(request.user.pk))

    @extend_schema(
        operation_id="webhooks_secret_change",
        summary="Have a new secret made",
        request=None,
        responses=WebhookSecretSerializer,
    )
    def post(self, request: Request) -> Response:
        """Until the next change, deliveries carry a signature by the former secret, too."""
        return self.tell(signing.change(request.user.pk))

    def tell(self, secret: WebhookSecret) -> Response:
        """The secret, for nobody to keep on the way."""
        return Response(WebhookSecretSerializer(secret).data, headers={"Cache-Control": "no-store"})


class Papers(APIView):
    """The papers that videos can be made of."""

    throttle_classes = [WriteThrottle]  # for it costs requests at NCBI, which all users share

    @extend_schema(
        summary="Look a paper up, before its video is asked for",
        parameters=[
            OpenApiParameter(
                "id",
                {"type": "string", "format": "pubmed-id"},
                required=True,
                description="A PMID, a PMC id or an address, as for generate; or sample.",
                examples=[OpenApiExample("The sample", "sample")],
            )
        ],
        responses=OpenApiResponse(FindingSerializer, description="The paper."),
        extensions={TOLD: ("invalid_id", "paper_not_found", "paper_has_no_text", "paper_unavailable")},
    )
    def get(self, request: Request) -> Response:
        """The paper, and whether there can be a video of it: in the same codes with which a job would fail.

        It waits for NCBI for a few seconds at most, and an answer may be an hour old.
        """
        finding = lookup.look_up(request.query_params.get("id", ""))
        if finding.paper is None:
            wait = submission.RETRY_AFTER_SECONDS if finding.error_code == PaperUnavailable.code else None
            raise Problem(finding.error_code, finding.error_message, wait=wait)
        return Response(FindingSerializer(finding).data)


class Operations(APIView):
    """How the service is doing."""

    permission_classes = (StaffOrSingleUser,)

    @extend_schema(
        operation_id="operations",
        tags=["health"],
        summary="What waits, who works on what, and what is wrong",
        responses=OverviewSerializer,
    )
    def get(self, request: Request) -> Response:
        """For staff: the queue by priority, running jobs, workers, failures of the last day, housekeeping."""
        return Response(asdict(operations.overview()))


_CONTENT_TYPES = {
    name: content_type.partition(";")[0] for name, content_type in files.CONTENT_TYPES.items() if name != VIDEO
}
HOW_TO = {"detail": "Post a PubMed or PMC id here.", "example": {"pubmed_id": "PMC10979640"}}
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    OpenApiParameter.HEADER,
    description="1 to 200 printable ASCII characters, without spaces. The same key and body give the same job, however "
    "often sent.",
    examples=[OpenApiExample("A key", "3f0c9a52-walks-after-meals")],
)
_KEY_FORM = re.compile(r"[!-~]{1,200}")
_LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="The job's address.",
    required=True,
    response=[200, 201],
)
_FILE_PROBLEMS = {
    TOLD: ("no_video", "file_lost", "precondition_failed", "range_not_satisfiable", "storage_unavailable")
}
_FILE_HEADERS = [
    *(
        OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description)
        for name, description in (
            ("Range", "The part that is wanted, as bytes=0-1023. What is not understood gives the whole file."),
            ("If-Range", "An ETag, or a date: the part is wanted only of this file, or else the whole."),
            ("If-None-Match", "An ETag: 304 if the file has it."),
            ("If-Match", "An ETag: 412 unless the file has it."),
        )
    ),
    *(
        OpenApiParameter(
            name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description, required=must, response=statuses
        )
        for name, description, must, statuses in (
            ("ETag", "Names this very file.", False, [200, 206, 304]),
            ("Last-Modified", "When it was made.", False, [200, 206, 304]),
            ("Accept-Ranges", "Always bytes.", False, [200, 206]),
            ("Content-Range", "Which part this is, and of how much, as bytes 0-1023/2311740.", True, [206]),
            ("Location", "Where the file is, for a while.", True, [302]),
        )
    ),
]


_STATUS = OpenApiParameter(
    "status", enum=["", *Status.values], description="Only jobs with this status; all, when it is empty."
)


def _job(description: str, *shown: OpenApiExample) -> OpenApiResponse:
    return OpenApiResponse(JobSerializer, description=description, examples=list(shown))


def _file(*content_types: str) -> dict[int | tuple[int, str], OpenApiResponse]:
    """A file, whole or in part."""
    part = OpenApiResponse(OpenApiTypes.BINARY, description="The part of the file that Range asks for.")
    whole = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    return {
        302: OpenApiResponse(description="The file is elsewhere, where videos are kept in a bucket."),
        304: OpenApiResponse(description="The file is the one that the request names."),
        **{(200, content_type): whole for content_type in content_types},
        **{(206, content_type): part for content_type in content_types},
    }


_STORYBOARD = OpenApiResponse(
    OpenApiTypes.OBJECT, description="The file.", examples=[OpenApiExample("A storyboard", examples.STORYBOARD)]
)
_QUEUED = OpenApiExample("Queued", examples.QUEUED)
_COMPLETED = OpenApiExample("Completed", examples.COMPLETED)
_FAILED = OpenApiExample("Failed", examples.FAILED)
_CANCELLED = OpenApiExample("Cancelled", examples.CANCELLED)


@extend_schema_view(
    list=extend_schema(
        summary="The videos asked for, newest first",
        parameters=[_STATUS],
        responses=OpenApiResponse(JobSerializer(many=True), description="A page of jobs.", examples=[_COMPLETED]),
    ),
    retrieve=extend_schema(summary="One job", responses=_job("The job.", _COMPLETED, _QUEUED, _FAILED)),
    destroy=extend_schema(
        summary="Remove a job and its files", responses={204: OpenApiResponse(description="The job is gone.")}
    ),
)
class VideoViewSet(DestroyModelMixin, viewsets.ReadOnlyModelViewSet[Job]):
    """Ask for videos of published papers, watch them being made, and fetch them."""

    serializer_class = JobSerializer
    lookup_field = "pk"
    lookup_url_kwarg = "job_id"
    lookup_value_regex = "[0-9a-f-]{36}"
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = JobFilter

    def get_queryset(self) -> QuerySet[Job]:
        """The jobs that the user may see."""
        return visible_to(self.request.user)

    def filter_queryset(self, queryset: Any) -> Any:
        """Only lists are filtered."""
        return super().filter_queryset(queryset) if self.action in ("list", "export") else queryset

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """The form of the browsable API is that of generate."""
        return GenerateSerializer if self.action in ("generate", "how_to_generate") else JobSerializer

    @extend_schema(
        operation_id="videos_generate",
        summary="Ask for a video",
        request=GenerateSerializer,
        parameters=[_KEY, _LOCATION],
        responses={
            201: _job("The job, queued; or completed, if there was such a video already.", _QUEUED, _COMPLETED),
            200: _job("The job that this Idempotency-Key already stands for.", _QUEUED),
        },
        extensions={
            TOLD: ("invalid_idempotency_key", "idempotency_key_reused", "too_many_jobs", "queue_unavailable"),
        },
    )
    @action(detail=False, methods=["post"], throttle_classes=[WriteThrottle])
    def generate(self, request: Request) -> Response:
        """Queue the making of a video.

        The answer is the job. Ask for it again, at the address in the Location header, until its status is
        completed, failed or cancelled.
        """
        asked = GenerateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        owner = request.user if request.user.is_authenticated else None
        with refusals_told():
            job, is_new = submission.submit(asked.order(), owner, _key(request))
        location = reverse("video-detail", kwargs={"job_id": job.pk}, request=request)
        return self.tell(job, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK, {"Location": location})

    @extend_schema(
        operation_id="videos_how_to_generate",
        summary="How to ask for a video",
        responses=OpenApiResponse(
            HowToSerializer,
            description="What to post.",
            examples=[OpenApiExample("What to post", HOW_TO)],
        ),
    )
    @generate.mapping.get
    def how_to_generate(self, request: Request) -> Response:
        """Post a PubMed or PMC id to have its video made."""
        return Response(HOW_TO)

    @extend_schema(
        operation_id="videos_export",
        summary="The jobs as a table for spreadsheets",
        parameters=[_STATUS],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="The table.")},
        filters=True,
    )
    @action(detail=False, methods=["get"], pagination_class=None, content_negotiation_class=FirstRenderer)
    def export(self, request: Request) -> HttpResponseBase:
        """All jobs that the list would page through, newest first, as CSV."""
        return export.as_csv(self.filter_queryset(self.get_queryset()), request.build_absolute_uri("/"))

    @extend_schema(
        operation_id="videos_download",
        summary="The finished video as an MP4 file",
        parameters=_FILE_HEADERS,
        responses=_file("video/mp4"),
        extensions=_FILE_PROBLEMS,
    )
    @action(detail=True, methods=["get"], content_negotiation_class=FirstRenderer)
    def download(self, request: Request, job_id: str) -> HttpResponseBase:
        """The MP4; a Range header is answered with that part."""
        return self.deliver(VIDEO)

    @extend_schema(
        operation_id="videos_file",
        summary="Another file of a finished video",
        parameters=[
            OpenApiParameter(
                "name", location="path", enum=list(_CONTENT_TYPES), description="Which file; what each is, see below."
            ),
            *_FILE_HEADERS,
        ],
        responses={**_file(*dict.fromkeys(_CONTENT_TYPES.values())), (200, "application/json"): _STORYBOARD},
        extensions=_FILE_PROBLEMS,
    )
    @action(
        detail=True,
        methods=["get"],
        url_path=f"(?P<name>{'|'.join(map(re.escape, _CONTENT_TYPES))})",
        content_negotiation_class=FirstRenderer,
    )
    def artefact(self, request: Request, job_id: str, name: str) -> HttpResponseBase:
        """Captions, transcript, poster, or the storyboard: every sentence with its source in the paper."""
        return self.deliver(name)

    @extend_schema(
        operation_id="videos_cancel",
        summary="End a job that has not ended",
        request=None,
        responses={202: _job("The job, cancelled.", _CANCELLED)},
        extensions={TOLD: ("wrong_status",)},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, job_id: str) -> Response:
        """Whoever works on the job stops within three seconds and leaves nothing behind."""
        job = self.get_object()
        cancelled = lifecycle.cancel(job.pk, by=request.user.get_username())
        job.refresh_from_db()
        if not cancelled:
            raise ended(job, "Only a job that has not ended can be cancelled.")
        return self.tell(job, status.HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="videos_retry",
        summary="Queue a failed or cancelled job anew",
        request=None,
        responses={202: _job("The job, queued again.", _QUEUED)},
        extensions={TOLD: ("wrong_status", "too_many_jobs", "queue_unavailable")},
    )
    @action(detail=True, methods=["post"], throttle_classes=[WriteThrottle])
    def retry(self, request: Request, job_id: str) -> Response:
        """The job keeps its id and its history; its next attempt starts from the beginning."""
        job = self.get_object()
        with refusals_told():
            retried = submission.resubmit(job, by=request.user.get_username(), limited=True)
        if retried is None:
            raise ended(job, "Only a failed or cancelled job can be retried.")
        return self.tell(retried, status.HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="videos_attempts",
        summary="What each attempt at the job came to",
        responses=OpenApiResponse(AttemptSerializer(many=True), description="The attempts."),
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def attempts(self, request: Request, job_id: str) -> Response:
        """Every attempt, in order: when, by which worker, how far it came, and why it ended."""
        return Response(AttemptSerializer(self.get_object().attempts.all(), many=True).data)

    @extend_schema(summary="What became of telling the job's webhook", responses={200: DeliverySerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def deliveries(self, request: Request, job_id: str) -> Response:
        """Word of each end that the job came to, the latest first: whether it was taken, and when it is tried next."""
        return Response(DeliverySerializer(self.get_object().deliveries.all(), many=True).data)

    def perform_destroy(self, job: Job) -> None:
        """Cancel the job if need be, and remove its row and its files."""
        removal.delete(job.pk)

    def tell(self, job: Job, status_code: int, headers: dict[str, str] | None = None) -> Response:
        """An answer that is the job."""
        data = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(data, status_code, headers=headers)

    def deliver(self, name: str) -> HttpResponseBase:
        """One file of the job that the address names."""
        job = self.get_object()
        if job.status != Status.COMPLETED:
            raise no_video_yet(job)
        return deliver(self.request, job, name)


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY_FORM.fullmatch(key):
        raise Problem("invalid_idempotency_key", "The Idempotency-Key is empty, too long, or has other characters.")
    return key
