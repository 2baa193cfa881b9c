"""One tree of fields for all requests, and for all responses, of a thread."""

import threading
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.fields import empty

T = TypeVar("T")


class _Trees(threading.local):
    def __init__(self) -> None:
        self.of: dict[type, Any] = {}


_trees = _Trees()


class SharedFields(serializers.Serializer[T]):
    """A serializer for responses that builds its fields once per thread.

    A plain serializer copies each declared field for each response, which takes longer than to read the row. Fields
    must keep nothing of what they represent.
    """

    def to_representation(self, instance: T) -> Any:
        """Return the representation, with the context of this response."""
        tree = _tree(type(self))
        if tree is self:
            return super().to_representation(instance)
        tree._context = self.context
        try:
            return tree.to_representation(instance)
        finally:
            tree._context = {}


class SharedRequestFields(serializers.Serializer[Any]):
    """A serializer for requests that builds its fields once per thread, as above."""

    def run_validation(self, data: Any = empty) -> Any:
        """Return the validated values, or raise ValidationError."""
        tree = _tree(type(self))
        if tree is self:
            return super().run_validation(data)
        tree._context, tree.initial_data = self.context, data
        try:
            return tree.run_validation(data)
        finally:
            tree._context = {}
            del tree.initial_data


def _tree(kind: type[serializers.Serializer[Any]]) -> Any:
    if kind not in _trees.of:
        _trees.of[kind] = kind()
    return _trees.of[kind]
