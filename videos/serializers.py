"""The shapes of the API: what comes in, and a job as it goes out."""

from dataclasses import fields
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

import msgspec
from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from videos import examples, logos
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
from videos.strict import StrictSerializer
from videos.webhooks import addresses


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


@extend_schema_field({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
class _Accent(serializers.CharField):
    """A colour."""


@extend_schema_field({"type": "string", "format": "logo-id", "minLength": 1})
class _LogoId(serializers.CharField):
    """The id of a logo."""


@extend_schema_field({"type": "string", "pattern": r"^[^\x00]+$", "maxLength": 90})
class _Line(serializers.CharField):
    """A line of text."""


@extend_schema_field({"type": "string", "format": "webhook-url", "minLength": 1, "maxLength": addresses.LONGEST})
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


@extend_schema_serializer(
    examples=[OpenApiExample("A logo", {"id": "0f3a9c5d7b1e4a6280cd91be5f72a384"}, response_only=True)]
)
class LogoSerializer(serializers.Serializer[Any]):
    """The id that a logo got."""

    id = serializers.CharField(help_text="What the theme of a request names.")


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
    theme = ThemeSerializer(required=False, help_text="What the video has of its maker's own.")
    webhook_url = _WebhookUrl(
        required=False,
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

    format = serializers.ChoiceField(choices=_choices(Format), help_text="The shape of the picture.")
    length = serializers.ChoiceField(choices=_choices(Length), help_text="How much is told.")
    captions = serializers.ChoiceField(choices=_choices(Captions), help_text="How the words are shown.")
    voice = serializers.ChoiceField(
        choices=_choices(Engine), allow_null=True, help_text="What speaks; null: the service's own."
    )
    speed = serializers.FloatField(help_text="How fast the voice speaks.")
    theme = ThemeSerializer(help_text="What the video has of its maker's own.")
    writer = serializers.ChoiceField(
        choices=_choices(Writer), help_text="Who chooses the sentences of a long abstract."
    )
    audience = serializers.ChoiceField(choices=_choices(Audience), help_text="For whom a language model chooses them.")
    constant_frame_rate = serializers.BooleanField(help_text="Whether a picture is stored for each frame.")
    allow_retracted = serializers.BooleanField(help_text="Whether the video is made although the paper was retracted.")


class NoticeSerializer(serializers.Serializer[Any]):
    """What a reader must be told about a paper, such as its retraction."""

    kind = serializers.CharField(help_text="What it is, such as retracted or corrected.")
    text = serializers.CharField(help_text="What is to be told.")
    pmid = serializers.CharField(help_text='The record of the notice itself, or "".')


class PaperSerializer(serializers.Serializer[Any]):
    """The paper, as its PubMed record names it."""

    pmid = serializers.CharField(help_text="Its PubMed id.")
    pmcid = serializers.CharField(help_text='Its PMC id, or "".')
    doi = serializers.CharField(help_text='Its DOI, or "".')
    title = serializers.CharField(help_text="Its title, without markup.")
    authors = serializers.ListField(child=serializers.CharField(), help_text="Its authors, in their order.")
    journal = serializers.CharField(help_text="Where it was published.")
    year = serializers.CharField(help_text="When it was published.")
    notices = NoticeSerializer(many=True, help_text="What a reader must be told about it.")


class SecondsSerializer(serializers.Serializer[Any]):
    """How long a video would be, in seconds, by the length that is chosen."""

    short = serializers.IntegerField(help_text="With length short.")
    standard = serializers.IntegerField(help_text="With length standard.")
    long = serializers.IntegerField(help_text="With length long.")


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


@extend_schema_serializer(examples=[OpenApiExample("The sample", examples.FINDING)])
class FindingSerializer(serializers.Serializer[Any]):
    """A paper, and what a video of it would be."""

    pubmed_id = serializers.CharField(read_only=True, help_text="What to ask generate for.")
    paper = PaperSerializer(read_only=True, help_text="What it is.")
    seconds = SecondsSerializer(read_only=True, help_text="About how long its video would be, by length.")
    error_code = OrNull(help_text="paper_retracted: there is a video only with allow_retracted. Null if none.")
    error_message = OrNull(help_text="What to do about it.")


@extend_schema_serializer(examples=[OpenApiExample("An attempt that failed", examples.ATTEMPT)])
class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One worker's try at a job."""

    outcome = OrNull(help_text="How it ended; null while it runs.")
    stage = OrNull(help_text="How far it came; told when it has ended.")
    resumed_at = OrNull(
        help_text="The stage after the last that was taken over from an earlier attempt; null if none was."
    )
    seconds = serializers.DictField(child=serializers.FloatField(), help_text="How long each stage took.")
    error_code = OrNull(help_text="Null unless it failed.")
    error_message = OrNull(help_text="Null unless it failed.")

    class Meta:
        model = Attempt
        fields = (
            *("number", "worker", "started_at", "ended_at", "outcome", "stage", "resumed_at", "seconds"),
            *("error_code", "error_message"),
        )
        read_only_fields = fields
        extra_kwargs = {
            "number": {"help_text": "The how-manieth attempt it is."},
            "worker": {"help_text": "Who tried."},
            "started_at": {"help_text": "When it began."},
            "ended_at": {"help_text": "When it ended; null while it runs."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A delivery that was taken", examples.DELIVERY)])
class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Word of the job's end, and what became of it."""

    answer = OrNull(help_text="What the last attempt came to; null before the first.")

    class Meta:
        model = Delivery
        fields = ("id", "event", "url", "status", "attempts", "created_at", "tried_at", "next_at", "answer")
        read_only_fields = fields
        extra_kwargs = {
            "id": {"help_text": "The same in every attempt: what was seen before is no news."},
            "event": {"help_text": "What it says."},
            "url": {"help_text": "Who is told."},
            "status": {"help_text": "What became of it."},
            "attempts": {"help_text": "How often it was sent."},
            "created_at": {"help_text": "When the job ended."},
        }


@extend_schema_serializer(examples=[OpenApiExample("A secret", {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})])
class WebhookSecretSerializer(serializers.Serializer[WebhookSecret]):
    """What receivers verify deliveries with."""

    secret = serializers.CharField(source="current", read_only=True, help_text="Starts with whsec_.")


class JobSerializer(serializers.Serializer[Job]):
    """A job, as every call tells it.

    Each field is declared: a ModelSerializer works them out anew for each answer, which takes as long as the query.
    """

    job_id = serializers.UUIDField(source="id", read_only=True, help_text="Names the job in every address.")
    pubmed_id = serializers.CharField(read_only=True, help_text="A PMID, or a PMC id as PMC123.")
    status = serializers.ChoiceField(
        choices=Status.choices, read_only=True, help_text="Where it stands; completed, failed and cancelled are final."
    )
    stage = OrNull(help_text="What is being done; null before and after.")
    progress = serializers.IntegerField(read_only=True, help_text="Percent of the running attempt.")
    priority = serializers.ChoiceField(
        choices=Priority.choices, read_only=True, help_text="Which of the waiting jobs goes first."
    )
    options = OptionsSerializer(source="wishes", read_only=True, help_text="What was chosen for the video.")
    attempt = serializers.IntegerField(read_only=True, help_text="How many attempts were begun.")
    video_url = ArtefactUrl(VIDEO, help_text="The MP4; null until there is one.")
    captions_url = ArtefactUrl(CAPTIONS, help_text="The captions as WebVTT; null until there are any.")
    transcript_url = ArtefactUrl(TRANSCRIPT, help_text="What is said, as text; null until there is one.")
    poster_url = ArtefactUrl(POSTER, help_text="A picture of the video; null until there is one.")
    webhook_url = OrNull(help_text="Who is told of the job's end.")
    error_code = OrNull(help_text="Null unless the job failed.")
    error_message = OrNull(help_text="What happened and what to do about it; null unless the job failed.")
    paper = PaperSerializer(allow_null=True, read_only=True, help_text="Null until it was fetched.")
    celery_task_id = serializers.CharField(read_only=True, help_text="The job's task in the queue, for operators.")
    created_at = serializers.DateTimeField(read_only=True, help_text="When it was asked for.")
    started_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the latest attempt began; null before the first."
    )
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null until the job has ended.")
