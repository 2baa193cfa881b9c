"""Every error of the API has one shape: problem details (RFC 9457) with a code and a remedy."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from videos.api.problem_kinds import KINDS, Kind
from videos.models import Job
from videos.storage.backends import StorageUnreachable

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


CODES = [(code, code) for code in KINDS]


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One error in one field."""

    field = serializers.CharField(help_text='Field name, such as "theme.accent"; "" for the request as a whole.')
    pointer = serializers.CharField(help_text="Location of the field, as a JSON pointer (RFC 6901).")
    detail = serializers.CharField(help_text="What is wrong, and what is accepted.")
    code = serializers.CharField(help_text="Error code of the field, for programs.")


class ProblemSerializer(serializers.Serializer[Any]):
    """An error, in the same shape from every operation (RFC 9457).

    Each invalid field of the request is also present under its own name, as a list of messages, unless a member has it.
    """

    type = serializers.CharField(help_text="URL that explains this kind of problem.")
    title = serializers.CharField(help_text="Kind of problem, in words.")
    status = serializers.IntegerField(help_text="HTTP status code.")
    detail = serializers.CharField(help_text="What happened this time.")
    instance = serializers.CharField(help_text="Path of the request.")
    code = serializers.ChoiceField(choices=CODES, help_text="Kind of problem, for programs.")
    remedy = serializers.CharField(help_text="What to do about it.")
    retry = serializers.BooleanField(help_text="Whether the same request may succeed later.")
    errors = FieldErrorSerializer(  # type: ignore[assignment]  # hides the serializer's own errors, which are not used
        many=True, required=False, help_text="With code invalid: each error in a field."
    )
    job_id = serializers.UUIDField(
        required=False, help_text="With code queue_unavailable: the job that failed for this reason."
    )
    job_status = serializers.CharField(
        required=False, help_text="With code wrong_status, no_video or no_storyboard: the job's status."
    )
    version = serializers.IntegerField(
        required=False, help_text="With code version_conflict: the version in the request."
    )
    current_version = serializers.IntegerField(
        required=False, help_text="With code version_conflict: the current version of the storyboard."
    )
    operation = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="With code edit_refused: index of the operation; null if no single one is the reason.",
    )
    position = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="With code edit_refused: position of the item after the operations before; null for the whole.",
    )
    sentence = serializers.CharField(
        required=False, help_text='With code edit_refused: the words that the rule is about, or "".'
    )
    rule = serializers.CharField(required=False, help_text="With code edit_refused: what is wrong.")


_MEMBERS = frozenset(ProblemSerializer().fields)

_EXAMPLE_MEMBERS: dict[str, dict[str, Any]] = {
    "invalid": {
        "errors": [
            {
                "field": "pubmed_id",
                "pointer": "#/pubmed_id",
                "detail": "“hello” is not a paper id.",
                "code": "invalid_id",
            }
        ],
        "pubmed_id": ["“hello” is not a paper id."],
    },
    "queue_unavailable": {"job_id": "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42"},
    "wrong_status": {"job_status": "completed"},
    "no_video": {"job_status": "processing"},
    "no_storyboard": {"job_status": "processing"},
    "version_conflict": {"version": 1, "current_version": 2},
    "edit_refused": {
        "detail": "“Longer trials are needed to show whether this …”: It has no number that may stand alone, or no "
        "room for it. Keep it as text.",
        "operation": 0,
        "position": 4,
        "sentence": "Longer trials are needed to show whether this may prevent complications.",
        "rule": "It has no number that may stand alone, or no room for it.",
        "remedy": "Keep it as text.",
    },
}


def example(kind: Kind) -> dict[str, Any]:
    """Return an example problem of this kind, for the OpenAPI document."""
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.title}.",
        "instance": "/api/videos/generate",
        "code": kind.code,
        "remedy": kind.remedy,
        "retry": kind.retry,
        **_EXAMPLE_MEMBERS.get(kind.code, {}),
    }


class Problem(APIException):
    """An error of the kind ``code``, with what happened this time and its extra members and headers.

    A ``remedy`` for this time replaces that of its kind.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        wait: float | None = None,
        headers: dict[str, str] | None = None,
        remedy: str = "",
        **members: object,
    ) -> None:
        super().__init__(detail, code)
        self.status_code = KINDS[code].status
        self.wait = wait
        self.headers = headers or {}
        self.members = members
        self.remedy = remedy


def wrong_status(job: Job, rule: str) -> Problem:
    """Return a 409 for an action that the job's status does not allow."""
    return Problem("wrong_status", f"The job is {job.status}. {rule}", job_status=job.status)


def storage_unavailable(error: OSError) -> Problem:
    """Return a 503 for a storage error. The error itself goes to the log only: it may contain private names."""
    logger.error("the storage is unavailable: %s", error)
    return Problem("storage_unavailable", "The file storage is unavailable at the moment.", wait=30)


class ProblemResponse(Response):
    """A problem as JSON, even where the operation returns another type; as a page in the browsable API."""

    @property
    def rendered_content(self) -> Any:
        """Render JSON, unless the client uses the browsable API."""
        if not isinstance(self.accepted_renderer, BrowsableAPIRenderer):
            self.accepted_renderer = JSONRenderer()
            self.content_type = MEDIA_TYPE
        return super().rendered_content


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Handle exceptions for DRF. Unexpected ones go to ``hiddenhill.error_handlers`` and to the log."""
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
    data["remedy"] = getattr(error, "remedy", "") or data["remedy"]
    return ProblemResponse(data, answer.status_code, headers={**answer.headers, **getattr(error, "headers", {})})


def answer(code: str, detail: str, request: HttpRequest) -> JsonResponse:
    """Return a problem from outside DRF's views."""
    kind = KINDS[code]
    return JsonResponse(document(code, detail, request, kind.status, {}), status=kind.status, content_type=MEDIA_TYPE)


def document(
    code: str, detail: str, request: HttpRequest, status: int, members: dict[str, object]
) -> dict[str, object]:
    """Return the body of a problem. Its own members take precedence over fields of the same name."""
    kind = KINDS[code]
    own = {
        "type": kind.type,
        "title": kind.title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "remedy": kind.remedy,
        "retry": kind.retry,
    }
    return own | members | own


def _translated(error: Exception) -> Exception:
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.error("the database is unavailable: %s", error)
        return Problem(
            "database_unavailable",
            "The database is unavailable, so it is unknown whether the request was carried out.",
        )
    if isinstance(error, StorageUnreachable):
        return storage_unavailable(error)
    if isinstance(error, Job.DoesNotExist):  # another request deleted it after this one had found it
        return NotFound()
    if isinstance(error, RequestDataTooBig):
        return Problem("too_large", str(error))
    return error


def _fields(found: Any) -> tuple[str, dict[str, object]]:
    """Return the errors as one text, and as members: in ``errors``, and under each field's name as DRF does."""
    errors = list(_errors(found))
    detail = " ".join(f"{error['field']}: {error['detail']}" if error["field"] else error["detail"] for error in errors)
    members = {name: error for name, error in found.items() if name not in _MEMBERS} if isinstance(found, dict) else {}
    return detail, {"errors": errors, **members}


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
