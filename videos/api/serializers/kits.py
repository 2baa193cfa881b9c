"""Brand kits as the API shows and changes them, and as a request names one."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.api.serializers.options import FormatsField, KitOptionFields, OfferedVoice, ThemeSerializer
from videos.api.serializers.strict import StrictSerializer, faults
from videos.models import Kit

_DEFAULT = "The studio starts with its options. At most one of your kits is the default."


class KitOptionsSerializer(KitOptionFields, OfferedVoice, StrictSerializer):  # type: ignore[misc]
    """Options of a kit. What is left out is not set, and is the service's default unless a request sets it."""

    formats = FormatsField(label="Formats", help_text="The formats of each video.")
    theme = ThemeSerializer(required=False, help_text="The look of the video.")


@extend_schema_field({"type": "string", "format": "kit-name", "minLength": 1, "maxLength": 60})
class _Name(serializers.CharField):
    """A name: a text of one line."""


class CreateKitSerializer(StrictSerializer):
    """A brand kit to create."""

    name = _Name(max_length=60, label="Name", help_text="What you call it, such as the name of your department.")
    default = serializers.BooleanField(default=False, label="Default kit", help_text=_DEFAULT)
    options = KitOptionsSerializer(required=False, help_text="Its options, as in a request.")


class ChangeKitSerializer(CreateKitSerializer):
    """Changes of a brand kit. What is left out stays."""

    name = _Name(required=False, max_length=60, help_text="What you call it.")
    default = serializers.BooleanField(required=False, help_text=_DEFAULT)
    options = KitOptionsSerializer(required=False, help_text="All its options: they replace those before.")


class KitSerializer(serializers.Serializer[Kit]):
    """A brand kit."""

    id = serializers.UUIDField(read_only=True, help_text="The id, for kit in a request.")
    name = serializers.CharField(read_only=True, help_text="What its owner calls it.")
    default = serializers.BooleanField(source="is_default", read_only=True, help_text=_DEFAULT)
    options = KitOptionsSerializer(read_only=True, help_text="Its options, as in a request.")
    created_at = serializers.DateTimeField(read_only=True, help_text="When it was created.")


@extend_schema_field({"type": "string", "format": "kit-id", "minLength": 1})
class KitField(serializers.CharField):
    """The id of a kit among the ``kits`` of the context, a queryset; the value is the kit, None if blank."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the kit, or raise a field error. A kit of somebody else is as unknown as one that never was."""
        kits, pk = self.context.get("kits"), _uuid(super().to_internal_value(data))
        kit = kits.filter(pk=pk).first() if kits is not None and pk else None
        if kit is None:
            raise serializers.ValidationError("You have no brand kit with this id. GET /api/kits lists yours.")
        return kit

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the kit. DRF keeps a blank text as it is."""
        return super().run_validation(data) or None


def options_of(kit: Kit | None) -> dict[str, Any]:
    """Return the options of a kit as validated values, {} without one.

    Raises ValidationError if the service has changed so that one is no longer possible, such as a voice.
    """
    if kit is None:
        return {}
    form = KitOptionsSerializer(data=kit.options)
    if not form.is_valid():
        found = "; ".join(f"{name}: {fault}" for name, fault in faults(form.errors))
        raise serializers.ValidationError({"kit": f"The brand kit “{kit.name}” cannot be used as it is. {found}"})
    return dict(form.validated_data)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
