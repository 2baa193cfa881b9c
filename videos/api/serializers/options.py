"""The serializer fields of the options, derived from their declaration."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from videos.api.serializers.fields import FORMATS
from videos.api.serializers.strict import StrictSerializer
from videos.engines import voices
from videos.pipeline import script as scripts
from videos.pipeline.colours import is_colour
from videos.pipeline.options import Choice, Format, Option, Theme, declared
from videos.storage import logos

OF_KITS = ("length", "captions", "voice", "speed")
"""The options that belong to a brand, besides theme and formats. Others depend on the paper or on the request."""

_THEME = {option.name: option for option in declared(Theme)}


@extend_schema_field({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
class _Accent(serializers.CharField):
    """A colour."""


@extend_schema_field({"type": "string", "format": "logo-id", "minLength": 1})
class _LogoId(serializers.CharField):
    """The id of a logo."""


@extend_schema_field({"type": "string", "format": "closing-sentence", "minLength": 1, "maxLength": 90})
class _Sentence(serializers.CharField):
    """A sentence that can be spoken and shown."""


class _OnUnlessSwitchedOff(serializers.BooleanField):
    """A switch whose default is on. A form that leaves it out does not switch it off; that of the studio says so."""

    default_empty_html = empty


class FormatsField(serializers.ListField):
    """Several formats, each once."""

    child = serializers.ChoiceField(choices=FORMATS)
    json_types = (list,)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=len(Format), required=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the formats, or raise a field error."""
        formats = tuple(Format[name.upper()] for name in super().to_internal_value(data))
        if len(set(formats)) < len(formats):
            raise serializers.ValidationError("Name each format once.")
        return formats


def _text(name: str) -> dict[str, Any]:
    option = _THEME[name]
    return {"required": False, "allow_blank": True, "label": option.label, "help_text": option.help}


class ThemeSerializer(StrictSerializer):
    """The look of the video; a missing field takes the service's default."""

    accent = _Accent(**_text("accent"), style={"placeholder": "#0b6e6e"})
    logo = _LogoId(**_text("logo"))
    call_to_action = _Sentence(**_text("call_to_action"), max_length=90)

    def validate_accent(self, accent: str) -> str:
        """A colour, or an empty text."""
        if accent and not is_colour(accent):
            raise serializers.ValidationError('Give a colour as "#" and six hexadecimal digits, such as #0b6e6e.')
        return accent.lower()

    def validate_logo(self, digest: str) -> str:
        """The id of an uploaded logo, or an empty text."""
        if digest and not logos.exists(digest):
            raise serializers.ValidationError("No such logo. Upload it to /api/logos, and send the id from the answer.")
        return digest

    def validate_call_to_action(self, sentence: str) -> str:
        """A sentence that can be spoken and shown, or an empty text."""
        if sentence and (problem := scripts.closing_problem(sentence)):
            raise serializers.ValidationError(problem)
        return sentence


class OfferedVoice:
    """A serializer with a field ``voice``."""

    def validate_voice(self, voice: str | None) -> str | None:
        """A voice that this service offers, or None."""
        if refusal := voices.refusal(voice):
            raise serializers.ValidationError(refusal)
        return voice


def request_field(option: Option) -> "serializers.Field[Any, Any, Any, Any]":
    """The field of a request; a missing value takes the option's default."""
    default = {"default": option.default} | ({"initial": option.default} if option.default is not None else {})
    return _field(option, **default)


def kit_field(option: Option) -> "serializers.Field[Any, Any, Any, Any]":
    """The field of a kit; a missing value is not set."""
    return _field(option, required=False)


def answer_field(option: Option) -> "serializers.Field[Any, Any, Any, Any]":
    """The field of an answer."""
    return _field(option)


def _field(option: Option, **more: Any) -> "serializers.Field[Any, Any, Any, Any]":
    more |= {"label": option.label, "help_text": option.help}
    if issubclass(option.kind, Choice):
        choices = [(member.value, member.label) for member in option.kind]
        return serializers.ChoiceField(choices=choices, allow_null=option.nullable, **more)
    if option.kind is float:
        return serializers.FloatField(min_value=option.least, max_value=option.most, **more)
    return _OnUnlessSwitchedOff(**more) if option.default else serializers.BooleanField(**more)


def _fields(make: Any) -> dict[str, Any]:
    return {option.name: make(option) for option in declared()} | {
        "theme": ThemeSerializer(required=make is answer_field, help_text="The look of the video.")
    }


OptionFields = type("OptionFields", (serializers.Serializer,), _fields(request_field))
"""A base for requests: one field for each option."""

OptionsSerializer = type(
    "OptionsSerializer",
    (serializers.Serializer,),
    {"__doc__": "The options of the video.", **_fields(answer_field)},
)


KitOptionFields = type(
    "KitOptionFields",
    (serializers.Serializer,),
    {each.name: kit_field(each) for each in declared() if each.name in OF_KITS},
)
"""A base for kits: one field for each option of ``OF_KITS``."""


def service_theme() -> dict[str, str]:
    """The service's own theme: what a request that sets none gets."""
    return {
        "accent": settings.THEME_ACCENT,
        "logo": logos.default(),
        "call_to_action": settings.THEME_CALL_TO_ACTION,
    }
