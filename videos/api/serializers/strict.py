"""Values of JSON are taken for what they are: "no" is not false, and 1 is not true."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.utils.html import is_html_input

_Field = serializers.Field[Any, Any, Any, Any]
_EXPECTED: dict[type[_Field], tuple[tuple[type, ...], str]] = {
    serializers.BooleanField: ((bool,), "Send true or false."),
    serializers.FloatField: ((int, float), "Send a number."),
    serializers.IntegerField: ((int,), "Send a whole number."),
    serializers.CharField: ((str,), "Send a text."),
}


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses values of another type than the description of the API names.

    Forms know only texts: they are read as DRF reads them. A field may name other types as its ``json_types``.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError with a field error for each that is of another type."""
        if isinstance(data, Mapping) and not is_html_input(data):
            wrong = {
                name: [ErrorDetail(advice, "invalid")]
                for name, field in self.fields.items()
                if (advice := _advice(field, data.get(name)))
            }
            if wrong:
                raise ValidationError(wrong)
        return super().to_internal_value(data)


def _advice(field: _Field, value: Any) -> str:
    """What to send instead, or "" when the value is of a type that the field takes."""
    for kind, (types, advice) in _EXPECTED.items():
        if isinstance(field, kind) and value is not None:
            types = getattr(field, "json_types", types)
            fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
            return "" if fits else advice
    return ""
