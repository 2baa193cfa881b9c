"""Every error of the API, told in one shape: problem details (RFC 9457) with a code and a remedy."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from videos.storage.backends import StorageUnreachable

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: its ``code`` never changes its meaning. ``headers`` come with the answer."""

    code: str
    status: int
    title: str
    remedy: str
    headers: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The address that explains it."""
        return reverse("problem", kwargs={"code": self.code})


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "invalid",
            400,
            "The request has values that cannot be used",
            "Mend the fields that errors names, then ask again.",
        ),
        Kind("parse_error", 400, "The body cannot be read", "Send what the Content-Type says, complete and in UTF-8."),
        Kind("bad_request", 400, "The request cannot be understood", "Check its address, its headers and its body."),
        Kind(
            "invalid_idempotency_key",
            400,
            "The Idempotency-Key cannot be kept",
            "Send 1 to 200 printable ASCII characters without spaces, such as a UUID.",
        ),
        Kind(
            "invalid_id",
            400,
            "What was given names no paper",
            "Give one PubMed id, one PMC id, or the address of the paper's page at PubMed, PMC or Europe PMC.",
        ),
        Kind(
            "not_authenticated",
            401,
            "The request does not say who asks",
            "Send a token in the Authorization header, or sign in.",
            ("WWW-Authenticate",),
        ),
        Kind(
            "authentication_failed",
            401,
            "Who asks is not known here",
            "The token may have expired or been revoked: make a new one.",
            ("WWW-Authenticate",),
        ),
        Kind(
            "permission_denied",
            403,
            "Who asks may not do this",
            "Ask somebody who may. With a session, send its CSRF token in X-CSRFToken.",
        ),
        Kind(
            "not_found",
            404,
            "There is nothing here for who asks",
            "Check the id and the address: another user's job is not found either. /api lists the addresses.",
        ),
        Kind("paper_not_found", 404, "NCBI knows no such paper", "Check the number, or give the paper's PMID."),
        Kind(
            "method_not_allowed",
            405,
            "This address does not take the method",
            "Use one of the methods that the Allow header names.",
            ("Allow",),
        ),
        Kind(
            "not_acceptable",
            406,
            "The answer cannot be given in the form asked for",
            "Send Accept: application/json, or no Accept header.",
        ),
        Kind(
            "wrong_status",
            409,
            "The job's status does not allow that",
            "Look at job_status: only what has not ended can be cancelled, only what failed or was cancelled retried.",
        ),
        Kind(
            "no_video",
            409,
            "There is no video yet",
            "Ask for the job until its status is completed; retry it if it failed.",
        ),
        Kind(
            "idempotency_key_reused",
            409,
            "The Idempotency-Key stands for another request",
            "Send a new key with a new request, and the same key only with the same body.",
        ),
        Kind(
            "length_required",
            411,
            "The body does not say how long it is",
            "Send it in one piece, with a Content-Length header.",
        ),
        Kind(
            "precondition_failed",
            412,
            "The file has changed",
            "Fetch it anew, without If-Match and If-Unmodified-Since.",
        ),
        Kind("too_large", 413, "The body is too large", "Send less: the detail says how much is taken."),
        Kind(
            "unsupported_media_type",
            415,
            "The body has a form that is not taken here",
            "Send JSON with Content-Type: application/json; files as multipart/form-data.",
        ),
        Kind(
            "file_lost",
            410,
            "The file is no longer in the storage",
            "Ask for a new video of the paper, with refresh; or put the file back from a backup.",
        ),
        Kind(
            "range_not_satisfiable",
            416,
            "The file has no such part",
            "Ask for a range within the size that Content-Range names.",
            ("Content-Range",),
        ),
        Kind(
            "paper_has_no_text",
            422,
            "The paper has no English abstract that could be told",
            "Choose another paper, or the one that a notice is about: the detail names it.",
        ),
        Kind(
            "throttled",
            429,
            "Too many requests",
            "Wait for as many seconds as Retry-After says, then ask again.",
            ("Retry-After",),
        ),
        Kind(
            "too_many_jobs",
            429,
            "Too many unfinished jobs",
            "Wait until some have ended, or cancel some, then ask again.",
            ("Retry-After",),
        ),
        Kind(
            "internal_error",
            500,
            "The service has failed",
            "The fault is ours, and the server's log tells more. Ask again later, or report it.",
        ),
        Kind(
            "database_unavailable",
            500,
            "The database cannot be reached",
            "Check DATABASE_URL and the database, then ask again; with an Idempotency-Key nothing is done twice.",
        ),
        Kind(
            "paper_unavailable",
            503,
            "NCBI could not be reached, or sent something unusable",
            "Ask again after Retry-After seconds, or ask for the video all the same: a worker waits longer.",
            ("Retry-After",),
        ),
        Kind(
            "queue_unavailable",
            503,
            "The queue cannot be reached",
            "Check that Redis runs and that CELERY_BROKER_URL is right, then ask again after Retry-After seconds.",
            ("Retry-After",),
        ),
        Kind(
            "storage_unavailable",
            503,
            "The storage of the files cannot be used",
            "Check MEDIA_ROOT, or AWS_S3_ENDPOINT_URL and the bucket, then ask again after Retry-After seconds.",
            ("Retry-After",),
        ),
    )
}


CODES = [(code, code) for code in KINDS]


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with one field."""

    field = serializers.CharField(help_text='Its name, as "theme.accent"; "" for the request as a whole.')
    pointer = serializers.CharField(help_text="Where it stands, as a JSON pointer (RFC 6901).")
    detail = serializers.CharField(help_text="What is wrong, and what would be right.")
    code = serializers.CharField(help_text="The same thing, for programs.")


class ProblemSerializer(serializers.Serializer[Any]):
    """An error, as every call tells it (RFC 9457).

    The fields of a request that cannot be used also stand under their own names, as lists of texts.
    """

    type = serializers.CharField(help_text="The address that explains this kind of problem.")
    title = serializers.CharField(help_text="The kind of problem, in words.")
    status = serializers.IntegerField(help_text="The status of the HTTP answer.")
    detail = serializers.CharField(help_text="What happened this time.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.ChoiceField(choices=CODES, help_text="The kind of problem, for programs.")
    remedy = serializers.CharField(help_text="What to do about it.")
    errors = FieldErrorSerializer(  # type: ignore[assignment]  # a serializer's own errors are not asked for
        many=True, required=False, help_text="With code invalid: each field that is wrong."
    )
    job_id = serializers.UUIDField(required=False, help_text="With queue_unavailable: the job that failed for it.")
    job_status = serializers.CharField(required=False, help_text="With code wrong_status, no_video: the job's status.")


_EXAMPLE_MEMBERS: dict[str, dict[str, Any]] = {
    "invalid": {
        "errors": [
            {
                "field": "pubmed_id",
                "pointer": "#/pubmed_id",
                "detail": "“hello” names no paper.",
                "code": "invalid_id",
            }
        ],
        "pubmed_id": ["“hello” names no paper."],
    },
    "queue_unavailable": {"job_id": "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42"},
    "wrong_status": {"job_status": "completed"},
    "no_video": {"job_status": "processing"},
}


def example(kind: Kind) -> dict[str, Any]:
    """A problem of this kind, for the description of the API."""
    told = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": f"{kind.title}."}
    return {
        **told,
        "instance": "/api/videos/generate",
        "code": kind.code,
        "remedy": kind.remedy,
        **_EXAMPLE_MEMBERS.get(kind.code, {}),
    }


class Problem(APIException):
    """An error of the kind ``code``: what happened this time, and the members and headers that belong to it."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        wait: float | None = None,
        headers: dict[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail, code)
        self.status_code = KINDS[code].status
        self.wait = wait
        self.headers = headers or {}
        self.members = members


def storage_unavailable(error: OSError) -> Problem:
    """503 for an error of the storage, which is logged: it may name what is nobody's business."""
    logger.error("the storage cannot be used: %s", error)
    return Problem("storage_unavailable", "The storage of the files cannot be used just now.", wait=30)


class ProblemResponse(Response):
    """A problem as JSON, whatever the call usually answers with; as a page in the browsable API."""

    @property
    def rendered_content(self) -> Any:
        """The body."""
        if not isinstance(self.accepted_renderer, BrowsableAPIRenderer):
            self.accepted_renderer = JSONRenderer()
            self.content_type = MEDIA_TYPE
        return super().rendered_content


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. An unforeseen error goes to ``hiddenhill.error_handlers`` and to the log."""
    error = _translated(error)
    answer = drf_exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, ValidationError):
        code, (detail, members) = "invalid", _fields(answer.data)
    else:
        code, detail = answer.data["detail"].code, str(answer.data["detail"])
        members = getattr(error, "members", {})
    data = document(code, detail, context["request"], answer.status_code, members)
    return ProblemResponse(data, answer.status_code, headers={**answer.headers, **getattr(error, "headers", {})})


def answer(code: str, detail: str, request: HttpRequest) -> JsonResponse:
    """A problem from outside DRF's views."""
    kind = KINDS[code]
    return JsonResponse(document(code, detail, request, kind.status, {}), status=kind.status, content_type=MEDIA_TYPE)


def document(
    code: str, detail: str, request: HttpRequest, status: int, members: dict[str, object]
) -> dict[str, object]:
    """The body. Its own members win over those of fields that happen to have their names."""
    kind = KINDS[code]
    own = {
        "type": kind.type,
        "title": kind.title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "remedy": kind.remedy,
    }
    return own | members | own


def _translated(error: Exception) -> Exception:
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.error("the database is away: %s", error)
        return Problem(
            "database_unavailable",
            "The database cannot be reached, so it is not known whether this was carried out.",
        )
    if isinstance(error, StorageUnreachable):
        return storage_unavailable(error)
    if isinstance(error, RequestDataTooBig):
        return Problem("too_large", str(error))
    return error


def _fields(found: Any) -> tuple[str, dict[str, object]]:
    """What is wrong, in words and by field: in ``errors``, and as DRF names it, under each field's own name."""
    errors = list(_errors(found))
    detail = " ".join(f"{error['field']}: {error['detail']}" if error["field"] else error["detail"] for error in errors)
    return detail, {"errors": errors, **(found if isinstance(found, dict) else {})}


def _errors(found: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    if isinstance(found, dict):
        for name, inner in found.items():
            yield from _errors(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(found, list):
        for inner in found:
            yield from _errors(inner, path)
    else:
        pointer = "/".join(("#", *path))
        yield {"field": ".".join(path), "pointer": pointer, "detail": str(found), "code": found.code}
