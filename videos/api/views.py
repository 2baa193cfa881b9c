"""The rest of the REST API: logos, webhook secrets, papers, and the state of the service."""

from dataclasses import asdict

from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from videos.api import documentation
from videos.api.permissions import StaffOrSingleUser
from videos.api.problems import Problem
from videos.api.serializers.jobs import FindingSerializer, WebhookSecretSerializer
from videos.api.serializers.requests import LogoUploadSerializer
from videos.api.throttling import WriteThrottle
from videos.jobs import overview, submission
from videos.models import WebhookSecret
from videos.papers import preview
from videos.pipeline.errors import PaperUnavailable
from videos.storage import logos
from videos.webhooks import signing


@documentation.logos
class Logos(APIView):
    """The pictures that videos can have as their logos."""

    parser_classes = [MultiPartParser]
    throttle_classes = [WriteThrottle]

    def post(self, request: Request) -> Response:
        """Keep a logo; its id is what the theme of a request names. The same picture gets the same id."""
        form = LogoUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            return Response({"id": logos.take(form.validated_data["file"])}, status.HTTP_201_CREATED)
        except logos.BadLogo as error:
            raise ValidationError({"file": [ErrorDetail(str(error), error.code)]}) from error


@documentation.webhook_secret
class Secret(APIView):
    """What the user's webhook deliveries are signed with."""

    def get(self, request: Request) -> Response:
        """The secret, made when it is first asked for or used. Keep it as you keep a password."""
        return self._answer(signing.secret_of(request.user.pk))

    def post(self, request: Request) -> Response:
        """Until the next change, deliveries carry a signature by the former secret, too."""
        return self._answer(signing.change(request.user.pk))

    def _answer(self, secret: WebhookSecret) -> Response:
        """The secret, for nobody to keep on the way."""
        return Response(WebhookSecretSerializer(secret).data, headers={"Cache-Control": "no-store"})


@documentation.papers
class Papers(APIView):
    """The papers that videos can be made of."""

    throttle_classes = [WriteThrottle]  # for it costs requests at NCBI, which all users share

    def get(self, request: Request) -> Response:
        """The paper, and whether there can be a video of it: in the same codes with which a job would fail.

        It waits for NCBI for a few seconds at most, and an answer may be an hour old.
        """
        finding = preview.look_up(request.query_params.get("id", ""))
        if finding.paper is None:
            wait = submission.RETRY_AFTER_SECONDS if finding.error_code == PaperUnavailable.code else None
            raise Problem(finding.error_code, finding.error_message, wait=wait)
        return Response(FindingSerializer(finding).data)


@documentation.operations
class Operations(APIView):
    """How the service is doing."""

    permission_classes = (StaffOrSingleUser,)

    def get(self, request: Request) -> Response:
        """For staff: the queue by priority, running jobs, workers, failures of the last day, housekeeping."""
        return Response(asdict(overview.overview()))
