"""What a request may hold."""

from dataclasses import fields
from typing import Any

import msgspec
from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from videos.api import examples
from videos.api.serializers.fields import PubmedIdField, choice, choices
from videos.api.serializers.strict import StrictSerializer
from videos.jobs.request import VideoRequest
from videos.models import Priority
from videos.pipeline.colours import is_colour
from videos.pipeline.options import (
    FASTEST,
    SLOWEST,
    Audience,
    Captions,
    Engine,
    Format,
    Length,
    Options,
    Writer,
)
from videos.storage import logos
from videos.webhooks import url_policy


@extend_schema_field({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
class _Accent(serializers.CharField):
    """A colour."""


@extend_schema_field({"type": "string", "format": "logo-id", "minLength": 1})
class _LogoId(serializers.CharField):
    """The id of a logo."""


@extend_schema_field({"type": "string", "pattern": r"^[^\x00]+$", "maxLength": 90})
class _Line(serializers.CharField):
    """A line of text."""


@extend_schema_field({"type": "string", "format": "webhook-url", "minLength": 1, "maxLength": url_policy.LONGEST})
class _WebhookUrl(serializers.CharField):
    """An address that can be told."""


class ThemeSerializer(StrictSerializer):
    """What a video has of its maker's own; what is not given is the service's."""

    accent = _Accent(
        required=False,
        allow_blank=True,
        help_text='A colour as "#0b6e6e"; where it could not be read, it is made darker or lighter.',
        style={"placeholder": "#0b6e6e"},
    )
    logo = _LogoId(required=False, allow_blank=True, help_text="A logo's id, from an upload to /api/logos.")
    call_to_action = _Line(
        required=False,
        allow_blank=True,
        max_length=90,
        help_text="What viewers are asked to do: shown and said on a card of its own at the end.",
    )

    def validate_accent(self, accent: str) -> str:
        """A colour, or nothing."""
        if accent and not is_colour(accent):
            raise serializers.ValidationError('Give a colour as "#" and six hexadecimal digits, such as #0b6e6e.')
        return accent.lower()

    def validate_logo(self, digest: str) -> str:
        """The id of a logo that is there, or nothing."""
        if digest and not logos.exists(digest):
            raise serializers.ValidationError("There is no such logo. Upload it to /api/logos and give the id it gets.")
        return digest


@extend_schema_field(OpenApiTypes.BINARY)
class _Picture(serializers.FileField):
    """The bytes of a file."""


class LogoUploadSerializer(serializers.Serializer[Any]):
    """A picture to be a logo."""

    file = _Picture(help_text="PNG, JPEG or WebP; 2 MB, and 32 to 4000 pixels a side.")


class HowToSerializer(serializers.Serializer[Any]):
    """How to ask for a video."""

    detail = serializers.CharField(help_text="What to do.")
    example = serializers.DictField(help_text="A body to post.")


@extend_schema_serializer(
    examples=[
        OpenApiExample("All options", examples.ASKED, request_only=True),
        OpenApiExample("A PMC id", {"pubmed_id": "PMC10979640"}, request_only=True),
        OpenApiExample("A PMID, ahead of others", {"pubmed_id": "32887691", "priority": "high"}, request_only=True),
    ]
)
class GenerateSerializer(StrictSerializer):
    """What a video is asked for with."""

    pubmed_id = PubmedIdField(
        max_length=500,
        label="PubMed or PMC id",
        help_text="A PMID (32887691), a PMC id (PMC10979640), the address of the paper at PubMed or PMC, or "
        '"sample" for the bundled example.',
        style={"placeholder": "PMC10979640", "autofocus": True},
    )
    priority = serializers.ChoiceField(
        choices=Priority.choices,
        default=Priority.NORMAL,
        initial=Priority.NORMAL,
        help_text="Which of the waiting jobs goes first.",
    )
    format = choice(Format, Format.LANDSCAPE, "1920 x 1080, 1080 x 1920, or 1080 x 1080 pixels.")
    length = choice(
        Length,
        Length.STANDARD,
        "About 30 to 45 seconds, 60 to 90, or two to three minutes, where the abstract is long enough.",
    )
    captions = choice(
        Captions,
        Captions.SOFT,
        "A track that the player shows or not, or lit: each word lights up on the slide while it is said; or both.",
    )
    voice = serializers.ChoiceField(
        choices=choices(Engine),
        default=None,
        allow_null=True,
        help_text="A neural voice, or a robot's, which costs next to nothing. The service's own when not given.",
    )
    speed = serializers.FloatField(
        default=1.0,
        initial=1.0,
        min_value=SLOWEST,
        max_value=FASTEST,
        help_text="How fast the voice speaks; 1 is about 160 words a minute.",
    )
    theme = ThemeSerializer(required=False, help_text="What the video has of its maker's own.")
    webhook_url = _WebhookUrl(
        required=False,
        allow_blank=True,
        max_length=url_policy.LONGEST,
        help_text="An https:// address that is told of the job's end, signed as Standard Webhooks says.",
        style={"placeholder": "https://example.org/hook"},
    )
    writer = choice(
        Writer, Writer.RULES, "Who chooses the sentences of a long abstract: rules, or the service's language model."
    )
    audience = choice(Audience, Audience.PUBLIC, "For whom a language model chooses them.")
    constant_frame_rate = serializers.BooleanField(
        default=False,
        help_text="Store a picture for each of the 30 frames of a second, as some programs for editing want it.",
    )
    allow_retracted = serializers.BooleanField(
        default=False,
        help_text="Make the video although the paper was retracted; every slide and the voice then say so.",
    )
    refresh = serializers.BooleanField(
        default=False,
        help_text="Make a new video, although one of the same paper, made the same way, was finished lately.",
    )

    def validate_webhook_url(self, url: str) -> str:
        """An address that may be told, or nothing."""
        try:
            if url:
                url_policy.check(url, private=settings.WEBHOOK_ALLOW_PRIVATE)
        except url_policy.NotAllowed as error:
            raise serializers.ValidationError(str(error)) from error
        return url

    def validate_writer(self, writer: str) -> str:
        """A writer that the service has."""
        if writer == Writer.LLM and not settings.LLM_MODEL:
            raise serializers.ValidationError(
                "This service has no language model (LLM_MODEL). Leave the choice to rules."
            )
        return writer

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """With the service's own theme where the request has none."""
        own = {
            "accent": settings.THEME_ACCENT,
            "logo": logos.of_the_service(),
            "call_to_action": settings.THEME_CALL_TO_ACTION,
        }
        return {**asked, "theme": own | asked.get("theme", {})}

    def order(self) -> VideoRequest:
        """What was asked for, once it is known to be valid."""
        asked = dict(self.validated_data)
        options = {field.name: asked.pop(field.name) for field in fields(Options)}
        return VideoRequest(**asked, options=msgspec.convert(options, Options))
