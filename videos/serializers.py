"""The shapes of the API: what comes in, and a job as it goes out."""

from dataclasses import fields
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

import msgspec
from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from videos import logos
from videos.models import Attempt, Delivery, Job, Priority, Status, WebhookSecret
from videos.order import Order
from videos.pipeline.assembly import CAPTIONS, POSTER, TRANSCRIPT, VIDEO
from videos.pipeline.colours import is_colour
from videos.pipeline.errors import InvalidId
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
from videos.pipeline.paper import normalise
from videos.webhooks import addresses


class PubmedIdField(serializers.CharField):
    """A PubMed or PMC id as people paste it; the value is the normalised id."""

    def to_internal_value(self, data: Any) -> str:
        """Normalise, or refuse with a field error that says what is accepted."""
        try:
            return normalise(super().to_internal_value(data))
        except InvalidId as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


_NAMES: dict[StrEnum, str] = {
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


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, _NAMES[member]) for member in kind]


def _choice(kind: type[StrEnum], default: StrEnum, help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=_choices(kind), default=default.value, initial=default.value, help_text=help_text
    )


class ThemeSerializer(serializers.Serializer[Any]):
    """What a video has of its maker's own; what is not given is the service's."""

    accent = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text='A colour as "#0b6e6e"; where it could not be read, it is made darker or lighter.',
        style={"placeholder": "#0b6e6e"},
    )
    logo = serializers.CharField(
        required=False, allow_blank=True, help_text="A logo's id, from an upload to /api/logos."
    )
    call_to_action = serializers.CharField(
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


class LogoSerializer(serializers.Serializer[Any]):
    """A picture to be a logo, and the id that it gets."""

    file = serializers.FileField(write_only=True, help_text="PNG, JPEG or WebP, 2 MB and 4000 pixels a side at most.")
    id = serializers.CharField(read_only=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample("A PMC id", {"pubmed_id": "PMC10979640"}, request_only=True),
        OpenApiExample("A PMID, ahead of others", {"pubmed_id": "32887691", "priority": "high"}, request_only=True),
    ]
)
class GenerateSerializer(serializers.Serializer[Any]):
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
    format = _choice(Format, Format.LANDSCAPE, "1920 x 1080, 1080 x 1920, or 1080 x 1080 pixels.")
    length = _choice(
        Length,
        Length.STANDARD,
        "About 30 to 45 seconds, 60 to 90, or two to three minutes, where the abstract is long enough.",
    )
    captions = _choice(
        Captions,
        Captions.SOFT,
        "A track that the player shows or not, or lit: each word lights up on the slide while it is said; or both.",
    )
    voice = serializers.ChoiceField(
        choices=_choices(Engine),
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
    theme = ThemeSerializer(required=False)
    webhook_url = serializers.CharField(
        default="",
        initial="",
        allow_blank=True,
        max_length=addresses.LONGEST,
        help_text="An https:// address that is told of the job's end, signed as Standard Webhooks says.",
        style={"placeholder": "https://example.org/hook"},
    )
    writer = _choice(
        Writer, Writer.RULES, "Who chooses the sentences of a long abstract: rules, or the service's language model."
    )
    audience = _choice(Audience, Audience.PUBLIC, "For whom a language model chooses them.")
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
                addresses.check(url, private=settings.WEBHOOK_ALLOW_PRIVATE)
        except addresses.NotAllowed as error:
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

    def order(self) -> Order:
        """What was asked for, once it is known to be valid."""
        asked = dict(self.validated_data)
        options = {field.name: asked.pop(field.name) for field in fields(Options)}
        return Order(**asked, options=msgspec.convert(options, Options))


class OptionsSerializer(serializers.Serializer[Any]):
    """What was chosen."""

    format = serializers.ChoiceField(choices=_choices(Format))
    length = serializers.ChoiceField(choices=_choices(Length))
    captions = serializers.ChoiceField(choices=_choices(Captions))
    voice = serializers.ChoiceField(choices=_choices(Engine), allow_null=True)
    speed = serializers.FloatField()
    theme = ThemeSerializer()
    writer = serializers.ChoiceField(choices=_choices(Writer))
    audience = serializers.ChoiceField(choices=_choices(Audience))
    constant_frame_rate = serializers.BooleanField()
    allow_retracted = serializers.BooleanField()


class NoticeSerializer(serializers.Serializer[Any]):
    """What a reader must be told about a paper, such as its retraction."""

    kind = serializers.CharField()
    text = serializers.CharField()
    pmid = serializers.CharField(help_text='The record of the notice itself, or "".')


class PaperSerializer(serializers.Serializer[Any]):
    """The paper, as its PubMed record names it."""

    pmid = serializers.CharField()
    pmcid = serializers.CharField()
    doi = serializers.CharField()
    title = serializers.CharField()
    authors = serializers.ListField(child=serializers.CharField())
    journal = serializers.CharField()
    year = serializers.CharField()
    notices = NoticeSerializer(many=True)


class SecondsSerializer(serializers.Serializer[Any]):
    """How long a video would be, in seconds, by the length that is chosen."""

    short = serializers.IntegerField()
    standard = serializers.IntegerField()
    long = serializers.IntegerField()


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


class FindingSerializer(serializers.Serializer[Any]):
    """A paper, and what a video of it would be."""

    pubmed_id = serializers.CharField(read_only=True, help_text="What to ask generate for.")
    paper = PaperSerializer(read_only=True)
    seconds = SecondsSerializer(read_only=True, help_text="About how long its video would be, by length.")
    error_code = OrNull(help_text="paper_retracted: there is a video only with allow_retracted. Null if none.")
    error_message = OrNull(help_text="What to do about it.")


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One worker's try at a job."""

    outcome = OrNull(help_text="How it ended; null while it runs.")
    stage = OrNull(help_text="How far it came; told when it has ended.")
    resumed_at = OrNull(
        help_text="The stage after the last that was taken over from an earlier attempt; null if none was."
    )
    seconds = serializers.DictField(child=serializers.FloatField(), help_text="How long each stage took.")
    error_code = OrNull()
    error_message = OrNull()

    class Meta:
        model = Attempt
        fields = (
            *("number", "worker", "started_at", "ended_at", "outcome", "stage", "resumed_at", "seconds"),
            *("error_code", "error_message"),
        )
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Word of the job's end, and what became of it."""

    answer = OrNull(help_text="What the last attempt came to; null before the first.")

    class Meta:
        model = Delivery
        fields = ("id", "event", "url", "status", "attempts", "created_at", "tried_at", "next_at", "answer")
        read_only_fields = fields


class WebhookSecretSerializer(serializers.Serializer[WebhookSecret]):
    """What receivers verify deliveries with."""

    secret = serializers.CharField(source="current", read_only=True, help_text="Starts with whsec_.")


class JobSerializer(serializers.Serializer[Job]):
    """A job, as every call tells it.

    Each field is declared: a ModelSerializer works them out anew for each answer, which takes as long as the query.
    """

    job_id = serializers.UUIDField(source="id", read_only=True)
    pubmed_id = serializers.CharField(read_only=True, help_text="A PMID, or a PMC id as PMC123.")
    status = serializers.ChoiceField(choices=Status.choices, read_only=True)
    stage = OrNull(help_text="What is being done; null before and after.")
    progress = serializers.IntegerField(read_only=True, help_text="Percent of the running attempt.")
    priority = serializers.ChoiceField(choices=Priority.choices, read_only=True)
    options = OptionsSerializer(source="wishes", read_only=True, help_text="What was chosen for the video.")
    attempt = serializers.IntegerField(read_only=True, help_text="How many attempts were begun.")
    video_url = ArtefactUrl(VIDEO)
    captions_url = ArtefactUrl(CAPTIONS)
    transcript_url = ArtefactUrl(TRANSCRIPT)
    poster_url = ArtefactUrl(POSTER)
    webhook_url = OrNull(help_text="Who is told of the job's end.")
    error_code = OrNull(help_text="Null unless the job failed.")
    error_message = OrNull(help_text="What happened and what to do about it; null unless the job failed.")
    paper = PaperSerializer(allow_null=True, read_only=True, help_text="Null until it was fetched.")
    celery_task_id = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    started_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the latest attempt began; null before the first."
    )
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null until the job has ended.")
