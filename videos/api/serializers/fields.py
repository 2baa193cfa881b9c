"""Fields and URLs that several serializers share."""

from typing import Any
from urllib.parse import urljoin

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from videos.models import Job, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id
from videos.pipeline.products import VIDEO


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "format": "pubmed-id", "maxLength": 500},
            {"type": "integer", "minimum": 1, "maximum": 99_999_999},
        ]
    }
)
class PubmedIdField(serializers.CharField):
    """A PubMed or PMC id as people paste it; the value is the normalised id."""

    json_types = (str, int, float)

    def to_internal_value(self, data: Any) -> str:
        """Normalise, or refuse with a field error that says what is accepted. JSON knows one kind of number."""
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        try:
            return parse_id(super().to_internal_value(data))
        except InvalidId as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


def artefact_url(job: Job, name: str, request: Request | None = None) -> str:
    """The address of one of the files of a video; absolute when the request is given."""
    if name == VIDEO:
        return reverse("video-download", kwargs={"job_id": job.pk}, request=request)
    return reverse("video-artefact", kwargs={"job_id": job.pk, "name": name}, request=request)


@extend_schema_field({"type": ["string", "null"], "format": "uri"})
class ArtefactUrl(serializers.ReadOnlyField):
    """The absolute address of a file of the finished video; null until there is one.

    Absolute by the context's ``request``, or by its ``site`` where nobody asks.
    """

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(source="*", **kwargs)

    def to_representation(self, job: Job) -> str | None:
        """The address, or None."""
        if job.status != Status.COMPLETED:
            return None
        site: str = self.context.get("site", "")
        return urljoin(site, artefact_url(job, self.name, self.context.get("request")))


@extend_schema_field({"type": ["string", "null"]})
class OrNull(serializers.ReadOnlyField):
    """An empty text is told as null."""

    def to_representation(self, value: Any) -> str | None:
        """The text, or None."""
        return value or None
