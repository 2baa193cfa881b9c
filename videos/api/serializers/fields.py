"""Fields and URLs that several serializers share."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.urls import get_script_prefix, reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from videos.api.permissions import owns
from videos.models import Delivery, Job
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import LONGEST_TEXT, parse_id
from videos.pipeline.options import Format
from videos.pipeline.products import VIDEO

_NO_ID = UUID(int=0)

FORMATS = [(shape.value, shape.label) for shape in Format]


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "format": "pubmed-id", "maxLength": LONGEST_TEXT},
            {"type": "integer", "minimum": 1, "maximum": 99_999_999},
        ]
    }
)
class PubmedIdField(serializers.CharField):
    """A PMID, PMC id or DOI as people paste it; the value is the normalised id."""

    json_types = (str, int, float)

    def to_internal_value(self, data: Any) -> str:
        """Return the normalised id, or raise a field error that says what is accepted. JSON has one type of number."""
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        try:
            return parse_id(super().to_internal_value(data))
        except InvalidId as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


def url_of(view: str, parameter: str, value: UUID, request: Request | None = None) -> str:
    """Return the URL of a view, whose only ``parameter`` is an id; absolute if the request is given."""
    before, after = _around(view, parameter, get_script_prefix())
    path = f"{before}{value}{after}"
    return request.build_absolute_uri(path) if request else path


@cache
def _around(view: str, parameter: str, prefix: str) -> tuple[str, str]:
    """What is before and after the id. A job has twenty URLs: reversing each took a fifth of the time of a poll."""
    before, after = reverse(view, kwargs={parameter: _NO_ID}).split(str(_NO_ID))
    return before, after


def artefact_url(job: Job, name: str, request: Request | None = None) -> str:
    """Return the URL of a file of a video; absolute if the request is given."""
    return _artefact_url(url_of("video-detail", "job_id", job.pk, request), name)


def _artefact_url(job_url: str, name: str) -> str:
    return f"{job_url}/{'download' if name == VIDEO else name}"


@extend_schema_field({"type": ["string", "null"], "format": "uri"})
class ArtefactUrl(serializers.ReadOnlyField):
    """The absolute URL of a file of the finished video; null until the job is completed, or if it has no such file.

    The base is the context's ``request``, or its ``site`` outside a request.
    """

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(source="*", **kwargs)

    def to_representation(self, job: Job) -> str | None:
        """Return the URL, or None."""
        if self.name not in job.files:
            return None
        site: str = self.context.get("site", "")
        return urljoin(site, artefact_url(job, self.name, self.context.get("request")))


@extend_schema_field(
    {"type": ["object", "null"], "additionalProperties": {"type": "string", "format": "uri"}, "title": "Artefact URLs"}
)
class ArtefactUrls(serializers.ReadOnlyField):
    """The absolute URLs of all files of the finished video, by name; null until then. The base is as above."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, job: Job) -> dict[str, str] | None:
        """Return the URLs, or None."""
        url = url_of("video-detail", "job_id", job.pk, self.context.get("request"))
        job_url = urljoin(self.context.get("site", ""), url)
        return {name: _artefact_url(job_url, name) for name in job.files} or None


@extend_schema_field({"type": ["string", "null"], "format": "uri"})
class PageUrl(serializers.ReadOnlyField):
    """An absolute URL of a view of a job: null unless it ``applies`` to the job. The base is as above."""

    def __init__(self, view: str, applies: Callable[[Job], bool], **kwargs: Any) -> None:
        self.view, self.applies = view, applies
        super().__init__(source="*", **kwargs)

    def to_representation(self, job: Job) -> str | None:
        """Return the URL, or None."""
        if not self.applies(job):
            return None
        site: str = self.context.get("site", "")
        return urljoin(site, url_of(self.view, "job_id", job.pk, self.context.get("request")))


class _IdUrl(serializers.ReadOnlyField):
    """The absolute URL of what has an id. The base is as above."""

    view: str
    parameter: str

    def to_representation(self, value: UUID) -> str:
        """Return the URL."""
        site: str = self.context.get("site", "")
        return urljoin(site, url_of(self.view, self.parameter, value, self.context.get("request")))


@extend_schema_field({"type": "string", "format": "uri"})
class JobUrl(_IdUrl):
    """The URL of a job."""

    view, parameter = "video-detail", "job_id"


@extend_schema_field({"type": ["string", "null"], "format": "uri"})
class ProjectUrl(_IdUrl):
    """The URL of a project; null for a job without one."""

    view, parameter = "project-detail", "project_id"


@extend_schema_field({"type": "string", "format": "uri"})
class BatchUrl(_IdUrl):
    """The URL of a view of a batch."""

    parameter = "batch_id"

    def __init__(self, view: str, **kwargs: Any) -> None:
        self.view = view
        super().__init__(**kwargs)


@extend_schema_field({"type": ["string", "null"]})
class WebhookUrl(serializers.ReadOnlyField):
    """A webhook's URL; null if empty. Users other than the job's owner see its host alone: the rest may be a secret."""

    def get_attribute(self, instance: Job | Delivery) -> str:
        """Return the URL, or what the user of the request may see of it."""
        url = str(super().get_attribute(instance))
        request: Request | None = self.context.get("request")
        job = instance.job if isinstance(instance, Delivery) else instance
        return url if not url or request is None or owns(request.user, job) else host_alone(url)

    def to_representation(self, value: str) -> str | None:
        """Return the text, or None."""
        return value or None


def host_alone(url: str) -> str:
    """Return the beginning of a URL up to its host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…"


@extend_schema_field({"type": ["string", "null"]})
class OrNull(serializers.ReadOnlyField):
    """A text that is null if empty."""

    def to_representation(self, value: Any) -> str | None:
        """Return the text, or None."""
        return value or None
