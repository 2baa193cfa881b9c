"""The serializer fields of the options, derived from their declaration."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from videos.api.serializers.strict import StrictSerializer
from videos.pipeline import script as scripts
from videos.pipeline.colours import is_colour
from videos.pipeline.options import Choice, Option, Theme, declared
from videos.storage import logos

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


def request_field(option: Option) -> "serializers.Field[Any, Any, Any, Any]":
    """The field of a request; a missing value takes the option's default."""
    default = {"default": option.default} | ({"initial": option.default} if option.default is not None else {})
    return _field(option, **default)


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


def service_theme() -> dict[str, str]:
    """The service's own theme: what a request that sets none gets."""
    return {
        "accent": settings.THEME_ACCENT,
        "logo": logos.default(),
        "call_to_action": settings.THEME_CALL_TO_ACTION,
    }
