"""The rest of the REST API: logos, webhook secrets, papers, and the state of the service."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.templatetags.static import static
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from videos.api import documentation, paper_documentation
from videos.api.permissions import StaffOrSingleUser
from videos.api.problems import Problem
from videos.api.serializers.jobs import WebhookSecretSerializer
from videos.api.serializers.papers import FindingSerializer
from videos.api.serializers.requests import LogoUploadSerializer, PdfUploadSerializer
from videos.api.serializers.service import VoiceSerializer
from videos.api.throttling import UploadThrottle, WriteThrottle
from videos.engines import voices
from videos.jobs import overview, submission
from videos.models import WebhookSecret
from videos.papers import lookup, pdf, preview
from videos.papers.lookup import Line
from videos.pipeline.errors import PaperUnavailable
from videos.pipeline.outside.pdf import BUSY_SECONDS, PdfBusy, PdfRefused
from videos.storage import logos
from videos.webhooks import signing


@documentation.logos
class Logos(APIView):
    """Logos for videos."""

    parser_classes = [MultiPartParser]
    throttle_classes = [WriteThrottle, UploadThrottle]

    def post(self, request: Request) -> Response:
        """Store a logo and return its id for theme.logo. The same picture always has the same id."""
        form = LogoUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            return Response({"id": logos.store(form.validated_data["file"])}, status.HTTP_201_CREATED)
        except logos.BadLogo as error:
            raise ValidationError({"file": [ErrorDetail(str(error), error.code)]}) from error
        except logos.Busy as error:
            raise Problem(error.code, str(error), wait=logos.BUSY_SECONDS) from error


@documentation.webhook_secret
class Secret(APIView):
    """The secret with which the user's webhooks are signed."""

    def get(self, request: Request) -> Response:
        """The secret, created on first use. Keep it like a password."""
        return self._answer(signing.secret_of(request.user.pk))

    def post(self, request: Request) -> Response:
        """Until the next change, webhooks also carry a signature by the previous secret."""
        return self._answer(signing.change(request.user.pk))

    def _answer(self, secret: WebhookSecret) -> Response:
        """Return the secret in a response that no cache stores."""
        return Response(WebhookSecretSerializer(secret).data, headers={"Cache-Control": "no-store"})


@paper_documentation.papers
class Papers(APIView):
    """Papers of which videos can be made."""

    throttle_classes = [WriteThrottle]  # it costs requests to NCBI, whose limit all users share

    def get(self, request: Request) -> Response:
        """The paper, and whether a video of it can be made. Errors have the code with which a job would fail.

        Words of a title give papers to choose from. Of several papers each has its own entry. NCBI has a few seconds to
        respond: entries that it left out have the error code paper_unavailable, and the same request continues with
        them. Results are cached for up to an hour.
        """
        if "id" not in request.query_params and "q" in request.query_params:
            return _looked_up(lookup.look_up_lines(request.query_params["q"]))
        finding = preview.look_up(request.query_params.get("id", ""))
        _require_paper(finding)
        return Response(FindingSerializer(finding).data)


@paper_documentation.paper_upload
class PaperUpload(APIView):
    """The paper that a PDF is."""

    parser_classes = [MultiPartParser]
    throttle_classes = [WriteThrottle]

    def post(self, request: Request) -> Response:
        """The paper, as if its id had been sent to /api/papers?q=. The file is not kept.

        The id is that on the first pages of the file, or in its metadata, whose record has the title that is printed
        there. If no title shows which of them it is, the response has hits to choose from.
        """
        form = PdfUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            return _looked_up((pdf.look_up(form.validated_data["file"]),))
        except PdfRefused as error:
            raise Problem(error.code, str(error)) from error
        except PdfBusy as error:
            raise Problem(error.code, str(error), wait=BUSY_SECONDS) from error


def _looked_up(lines: Sequence[Line]) -> Response:
    """Return what one text names: a paper, papers to choose from, or several entries."""
    first = lines[0]
    if len(lines) == 1 and not first.hits:
        _require_paper(first.finding)
        return Response(FindingSerializer(first.finding).data | {"hits": [], "entries": []})
    nothing: dict[str, Any] = {"pubmed_id": "", "paper": None, "seconds": None, "error_code": "", "error_message": ""}
    found = {"hits": first.hits, "entries": []} if len(lines) == 1 else {"hits": [], "entries": lines}
    return Response(FindingSerializer(nothing | found).data)


def _require_paper(finding: preview.Finding) -> None:
    """Raise the problem of a finding without a paper."""
    if finding.paper is None:
        wait = submission.RETRY_AFTER_SECONDS if finding.error_code == PaperUnavailable.code else None
        raise Problem(finding.error_code, finding.error_message, wait=wait)


@documentation.voices
class Voices(APIView):
    """The voices that this service offers."""

    def get(self, request: Request) -> Response:
        """Every voice that a request may choose: what it sounds like, and on which terms its speech may be used."""
        return Response(VoiceSerializer(list(voices.offered()), many=True, context={"request": request}).data)


@documentation.voice_sample
class VoiceSample(APIView):
    """A sample of a voice."""

    def get(self, request: Request, voice_id: str) -> HttpResponseRedirect:
        """About three seconds of speech, as AAC in an MP4 file. The file's own URL changes when the voice does."""
        voice = next((voice for voice in voices.offered() if voice.id == voice_id and voice.sample), None)
        if voice is None:
            raise Http404
        return HttpResponseRedirect(request.build_absolute_uri(static(voice.sample)))


@documentation.operations
class Operations(APIView):
    """The state of the service."""

    permission_classes = (StaffOrSingleUser,)

    def get(self, request: Request) -> Response:
        """For staff: the queue by priority, running jobs, workers, failures in the last day, housekeeping."""
        return Response(asdict(overview.overview()))
