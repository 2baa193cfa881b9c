"""What a request may hold."""

from dataclasses import fields
from typing import Any

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from videos.api import examples
from videos.api.serializers.fields import PubmedIdField
from videos.api.serializers.kits import KitField, options_of
from videos.api.serializers.options import FormatsField, OfferedVoice, OptionFields, service_theme
from videos.api.serializers.shared import SharedRequestFields
from videos.api.serializers.strict import StrictSerializer
from videos.jobs.request import VideoRequest
from videos.models import Priority
from videos.papers import pdf, preview
from videos.pipeline.errors import NoPlainSummary
from videos.pipeline.identifiers import LONGEST_TEXT
from videos.pipeline.options import Format, Options, Text, Writer
from videos.webhooks import url_policy


@extend_schema_field({"type": "string", "format": "webhook-url", "minLength": 1, "maxLength": url_policy.LONGEST})
class _WebhookUrl(serializers.CharField):
    """A URL that may receive webhooks."""


@extend_schema_field(OpenApiTypes.BINARY)
class _File(serializers.FileField):
    """The bytes of a file."""


class LogoUploadSerializer(serializers.Serializer[Any]):
    """A logo to upload."""

    file = _File(help_text="PNG, JPEG or WebP; 2 MB at most, each side 32 to 4000 pixels, 4 million in all.")


class PdfUploadSerializer(serializers.Serializer[Any]):
    """A PDF to upload."""

    file = _File(help_text="The PDF of one paper; 50 MB at most.")

    def validate_file(self, file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        """Refuse a file that is longer. Raises ValidationError."""
        if (file.size or 0) > pdf.MOST_BYTES:
            raise serializers.ValidationError(f"A PDF may have at most {pdf.MOST_BYTES // 1_000_000} MB.")
        return file


class HowToSerializer(serializers.Serializer[Any]):
    """How to request a video."""

    detail = serializers.CharField(help_text="What to do.")
    example = serializers.DictField(help_text="A request body.")


class _PaperFields(serializers.Serializer[Any]):
    pubmed_id = PubmedIdField(
        max_length=LONGEST_TEXT,
        label="PMID, PMC id or DOI",
        help_text="A PMID (32887691), a PMC id (PMC10979640), a DOI (10.5555/abc.123), the URL of the paper's page, "
        'its citation, or "sample" for the bundled example.',
        style={"placeholder": "PMC10979640", "autofocus": True},
    )
    priority = serializers.ChoiceField(
        choices=Priority.choices,
        default=Priority.NORMAL,
        initial=Priority.NORMAL,
        help_text="Of your own jobs, those with a higher priority start first.",
    )


class RequestFields(OptionFields, OfferedVoice, SharedRequestFields, StrictSerializer):  # type: ignore[misc]
    """How videos are made: the options, and what else a request says."""

    more_schema = {"not": {"required": ["format", "formats"]}}

    webhook_url = _WebhookUrl(
        required=False,
        allow_blank=True,
        max_length=url_policy.LONGEST,
        help_text="HTTPS URL that receives a signed webhook when the job finishes, and when it waits for its review "
        "(Standard Webhooks).",
        style={"placeholder": "https://hooks.example/hook"},
    )
    review = serializers.BooleanField(
        default=False,
        label="Review the script before it is made",
        help_text="Wait after the script until its storyboard is approved. No existing video is reused.",
    )

    formats = FormatsField(
        label="Formats",
        help_text="A video in each of these formats, all from one script. Each counts as a job.",
    )
    kit = KitField(
        required=False,
        allow_blank=True,
        help_text="The id of one of your brand kits, whose options are used where the request sets none.",
    )

    def validate_webhook_url(self, url: str) -> str:
        """A URL that may receive webhooks, or an empty text."""
        try:
            if url:
                url_policy.check(url, private=settings.WEBHOOK_ALLOW_PRIVATE)
        except url_policy.NotAllowed as error:
            raise serializers.ValidationError(str(error)) from error
        return url

    def validate_writer(self, writer: str) -> str:
        """A writer that this service has."""
        if writer == Writer.LLM and not settings.LLM_MODEL:
            raise serializers.ValidationError(
                'This service has no language model. Leave "writer" out, or ask the operator to set LLM_MODEL.'
            )
        return writer

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The request, with the options of its kit, then the service's own theme, where it sets none."""
        if "formats" in asked and "format" in self.initial_data:
            raise serializers.ValidationError({"formats": "Send either format or formats."})
        _require_plain_summary(asked)
        return self._completed(dict(asked))

    def _completed(self, asked: dict[str, Any]) -> dict[str, Any]:
        usual = options_of(asked.pop("kit", None))
        theme = service_theme() | usual.pop("theme", {}) | asked.get("theme", {})
        named = {*self.initial_data, *({"formats"} if "format" in self.initial_data else ())}
        return {**asked, **{name: value for name, value in usual.items() if name not in named}, "theme": theme}


@extend_schema_serializer(
    examples=[
        OpenApiExample("The sample", {"pubmed_id": "sample"}, request_only=True),
        OpenApiExample("All options", examples.ASKED, request_only=True),
        OpenApiExample("A PMC id", {"pubmed_id": "PMC10979640"}, request_only=True),
        OpenApiExample("A DOI", {"pubmed_id": "https://doi.org/10.5555/invented.2026.0412"}, request_only=True),
        OpenApiExample("A PMID with high priority", {"pubmed_id": "32887691", "priority": "high"}, request_only=True),
        OpenApiExample("Two formats", {"pubmed_id": "sample", "formats": ["landscape", "portrait"]}, request_only=True),
    ]
)
class GenerateSerializer(_PaperFields, RequestFields):
    """A request for a video."""

    refresh = serializers.BooleanField(
        default=False,
        label="Make it again",
        help_text="Make a new video even if a recent one of this paper, with the same options, exists.",
    )

    def video_request(self) -> VideoRequest:
        """The validated request."""
        return video_request(self.validated_data)


def video_request(asked: dict[str, Any]) -> VideoRequest:
    """The request with these validated fields."""
    asked = dict(asked)
    formats = asked.pop("formats", ())
    if formats:
        asked["format"] = formats[0]
    options = {field.name: asked.pop(field.name) for field in fields(Options)}
    several = formats if len(formats) > 1 else ()
    return VideoRequest(**asked, options=msgspec.convert(options, Options), formats=several)


def _require_plain_summary(asked: dict[str, Any]) -> None:
    """Raise ValidationError if a look-up in the last hour found that the paper has no plain-language summary."""
    finding = preview.known(asked["pubmed_id"]) if asked["text"] == Text.PLAIN else None
    if finding and finding.paper and not finding.paper["has_plain_summary"]:
        message = ErrorDetail("This paper has no plain-language summary. Choose its abstract.", NoPlainSummary.code)
        raise serializers.ValidationError({"text": [message]})


@extend_schema_serializer(examples=[OpenApiExample("All formats", {"formats": list(Format)}, request_only=True)])
class EditAgainSerializer(StrictSerializer):
    """How a finished video is made again."""

    formats = FormatsField(help_text="The formats to make; that of the video if left out.")
