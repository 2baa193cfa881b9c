"""Fields and URLs that several serializers share."""

from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from videos.models import Job, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Audience, Captions, Engine, Format, Length, Writer
from videos.pipeline.products import VIDEO

LABELS: dict[StrEnum, str] = {
    Format.LANDSCAPE: "Landscape, 1920 × 1080",
    Format.PORTRAIT: "Portrait, 1080 × 1920",
    Format.SQUARE: "Square, 1080 × 1080",
    Length.SHORT: "Short, up to 45 seconds",
    Length.STANDARD: "Standard, up to 90 seconds",
    Length.LONG: "Long, up to 3 minutes",
    Captions.SOFT: "A track to be shown or not",
    Captions.LIT: "On the slide, word by word",
    Captions.BOTH: "Both",
    Engine.PIPER: "Piper, a neural voice",
    Engine.ESPEAK: "eSpeak, a robot’s voice",
    Writer.RULES: "Rules",
    Writer.LLM: "The language model",
    Audience.PUBLIC: "The public",
    Audience.CLINICIAN: "Clinicians",
    Audience.STUDENT: "Students",
}
"""The choices as people read them."""


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Each value with its label."""
    return [(member.value, LABELS[member]) for member in kind]


def choice(kind: type[StrEnum], default: StrEnum, help_text: str) -> serializers.ChoiceField:
    """A choice with its default and help text."""
    return serializers.ChoiceField(
        choices=choices(kind), default=default.value, initial=default.value, help_text=help_text
    )


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
