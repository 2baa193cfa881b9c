"""Edits of a storyboard: a list of operations, or the whole of what can be changed."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, get_args

import msgspec
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from videos.api import storyboard_examples as examples
from videos.api.serializers.strict import StrictSerializer, whole
from videos.pipeline import editing
from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import MakerCard, Operation, Wanted, WantedSentence

LARGEST = 2**31 - 1

Operations = Annotated[tuple[Operation, ...], msgspec.Meta(max_length=editing.MOST_OPERATIONS)]
"""What a client may send, as msgspec reads it."""

_TYPES = ", ".join(str(kind.__struct_config__.tag) for kind in get_args(Operation))
_PLACE = re.compile(r"\[(\d+)\]|\.(\w+)")
_LONGEST_MESSAGE = 200


class OperationsField(serializers.Field[tuple[Operation, ...], Any, Any, Any]):
    """Operations as JSON, each with its ``type``."""

    def to_internal_value(self, data: Any) -> tuple[Operation, ...]:
        """Return the operations. Raises ValidationError at the first that has another form."""
        try:
            return msgspec.convert(_with_whole_numbers(data), Operations)
        except msgspec.ValidationError as error:
            raise serializers.ValidationError(_located(str(error))) from error


def _with_whole_numbers(data: Any) -> Any:
    operations = data if isinstance(data, list) else ()
    return [
        {name: whole(value) for name, value in each.items()} if isinstance(each, dict) else each for each in operations
    ] or data


def _located(message: str) -> Any:
    """The message of an error at its place: {"0": {"position": ["Expected `int`, got `str`."]}}."""
    text, _, path = message.rpartition(" - at `$") if " - at `$" in message else (message, "", "")
    places = [index or name for index, name in _PLACE.findall(path)]
    if places[1:] == ["type"]:
        text = f"Unknown type. Send one of {_TYPES}"
    found: Any = [ErrorDetail(f"{text[:_LONGEST_MESSAGE]}.", "invalid")]
    for place in reversed(places):
        found = {place: found}
    return found


@extend_schema_serializer(examples=[OpenApiExample("Operations", examples.EDIT, request_only=True)])
class EditSerializer(StrictSerializer):
    """An edit of a version."""

    version = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="Number of the version that is edited: 409 if it is not the current."
    )
    operations = OperationsField(help_text="What to do, in this order: all of it or, after an error, nothing.")


def wanted(asked: Mapping[str, Any]) -> Wanted:
    """Return what a whole storyboard, as StoryboardSerializer has validated it, is to be like."""
    return Wanted(
        items=tuple(map(_item, asked["items"])),
        subtitle=asked["subtitle"],
        glance=asked["glance"],
        pronunciations=tuple((pair["word"], pair["said"]) for pair in asked["pronunciations"]),
    )


def _item(asked: Mapping[str, Any]) -> WantedSentence | MakerCard:
    if asked["index"] is None:
        return MakerCard(asked["text"] or "")
    return WantedSentence(
        index=asked["index"],
        text=asked["text"],
        cuts=tuple((cut["number"], cut["on"]) for cut in asked.get("cuts", ())),
        heading=asked["heading"],
        layout=Layout(asked["layout"]) if asked["layout"] else None,
        figure=asked["figure"],
    )
