"""JSON read strictly: no unknown fields, "no" is not false, and 1 is not true."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.utils.html import is_html_input

_Field = serializers.Field[Any, Any, Any, Any]
_EXPECTED: dict[type[_Field], tuple[tuple[type, ...], str]] = {
    serializers.BooleanField: ((bool,), "Send true or false."),
    serializers.FloatField: ((int, float), "Send a number."),
    serializers.IntegerField: ((int,), "Send a whole number."),
    serializers.CharField: ((str,), "Send a string."),
}


class StrictSerializer(serializers.Serializer[Any]):
    """Rejects unknown fields, and values of another JSON type than the OpenAPI document states.

    Form values are strings, and are converted as DRF does. A field may name other types as its ``json_types``.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Return the values. Raises ValidationError with an error for each unknown field and each wrong type."""
        if isinstance(data, Mapping) and (wrong := self._wrong(data)):
            raise ValidationError(wrong)
        return super().to_internal_value(data)

    def _wrong(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        if is_html_input(data):
            return {}
        known = {name: _advice(field, data.get(name)) for name, field in self.fields.items()}
        unknown = {str(name): _suggestion(str(name), known) for name in data if name not in known}
        invalid = {name: [ErrorDetail(advice, "invalid")] for name, advice in known.items() if advice}
        return invalid | {name: [ErrorDetail(advice, "unknown_field")] for name, advice in unknown.items()}


def whole(value: Any) -> Any:
    """Return 2.0 as 2, and any other value as it is: JSON has one type of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def faults(errors: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each invalid field, and what is wrong with it."""
    for name, found in errors.items():
        if isinstance(found, dict):
            yield from faults(found)
        else:
            yield name, " ".join(map(str, found))


def _suggestion(name: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    return f'Unknown field. Did you mean "{nearest[0]}"?' if nearest else "Unknown field."


def _advice(field: _Field, value: Any) -> str:
    """Return what to send instead, or "" if the type of the value is right."""
    value = whole(value)
    for kind, (types, advice) in _EXPECTED.items():
        if isinstance(field, kind) and value is not None:
            types = getattr(field, "json_types", types)
            fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
            return "" if fits else advice
    return ""
