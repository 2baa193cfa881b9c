"""What the OpenAPI document says of every operation, so that no view has to: its problems and its authentication."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser

from videos.api.problem_kinds import KINDS, Kind
from videos.api.problems import MEDIA_TYPE, ProblemSerializer, example
from videos.api.serializers.edits import Operations, OperationsField
from videos.api.serializers.strict import StrictSerializer
from videos.pipeline.options import Format

Plain = dict[str, Any]

PROBLEMS = "x-problems"
"""The extension with which a view names its own problems: ``extensions={PROBLEMS: ["no_video"]}``."""

_HEADERS = {
    name: {"schema": {"type": type_, "examples": [value]}, "description": description, "required": True}
    for name, type_, description, value in (
        ("Allow", "string", "Methods that the URL supports.", "GET, HEAD, OPTIONS"),
        ("Content-Range", "string", "Size of the file.", "bytes */2311740"),
        ("Retry-After", "integer", "Seconds after which to try again.", 30),
        ("WWW-Authenticate", "string", "How to authenticate.", "Bearer"),
    )
}


class Schema(AutoSchema):
    """DRF's views as OpenAPI, with the problems that each may return."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Plain | None:
        """Return the operation with its problems."""
        operation: Plain | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for code in dict.fromkeys((*operation.pop(PROBLEMS, ()), *self._usual_problems(operation))):
            self._add(operation["responses"], KINDS[code])
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and "description" not in parameter:
                parameter["description"] = f"{parameter['name'].replace('_', ' ').capitalize()}."
        for status, response in operation["responses"].items():
            response["description"] = response["description"] or f"{HTTPStatus(int(status)).phrase}."
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def get_auth(self) -> list[Plain]:
        """Return how to authenticate: in single-user mode, not at all."""
        auth: list[Plain] = super().get_auth()
        return [*auth, {}] if settings.API_ALLOW_ANONYMOUS and {} not in auth else auth

    def map_parsers(self) -> list[str]:
        """Return JSON where it is accepted: forms are for the browsable API."""
        types: list[str] = super().map_parsers()
        return [JSONParser.media_type] if JSONParser.media_type in types else types

    def _usual_problems(self, operation: Plain) -> list[str]:
        body = "requestBody" in operation
        placed = [parameter["in"] for parameter in operation.get("parameters", ())]
        named = [parameter["name"] for parameter in operation.get("parameters", ())]
        conditions = {
            "invalid": body or "query" in placed,
            "parse_error": body,
            "unsupported_media_type": body,
            "length_required": body,
            "too_large": body,
            "not_authenticated": any(operation.get("security", ())),
            "authentication_failed": any(operation.get("security", ())),
            "permission_denied": any(operation.get("security", ())),
            "not_found": "path" in placed or "cursor" in named,
            "not_acceptable": issubclass(self.view.content_negotiation_class, DefaultContentNegotiation),
            "throttled": bool(self.view.get_throttles()),
            "internal_error": True,
            "database_unavailable": any(operation.get("security", ())),
        }
        return [code for code, holds in conditions.items() if holds]

    def _add(self, responses: Plain, kind: Kind) -> None:
        schema = self.resolve_serializer(ProblemSerializer(), "response").ref
        sample = {"summary": kind.title, "value": example(kind)}
        component = ResolvedComponent(kind.code, ResolvedComponent.EXAMPLE, sample, kind)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        response = responses.setdefault(str(kind.status), {"description": ""})
        response["description"] = f"{response['description']} {kind.title}.".lstrip()
        media = response.setdefault("content", {}).setdefault(MEDIA_TYPE, {"schema": schema, "examples": {}})
        media["examples"][kind.code] = component.ref
        for name in kind.headers:
            response.setdefault("headers", {})[name] = _HEADERS[name]


class StrictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """States that a strict serializer rejects unknown fields, and what it declares as ``more_schema``."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> Plain:
        """Return the schema without additional properties."""
        schema: Plain = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # type: ignore[no-untyped-call]
        return schema | {"additionalProperties": False} | getattr(self.target, "more_schema", {})


class FormatsExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """States that a list of formats is not empty, and names none twice."""

    target_class = "videos.api.serializers.options.FormatsField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Plain:
        """Return the schema of a list with items that differ."""
        schema: Plain = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)  # type: ignore[no-untyped-call]
        return schema | {"minItems": 1, "maxItems": len(Format), "uniqueItems": True}


class OperationsExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes the operations of an edit as msgspec reads them."""

    target_class = OperationsField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Plain:
        """Return the schema of the list; each operation becomes a component."""
        (schema,), parts = msgspec.json.schema_components((Operations,), ref_template="#/components/schemas/{name}")
        for name, operation in parts.items():
            if "properties" not in operation:  # a choice, which its own name in the settings describes
                continue
            (kind,) = operation["properties"]["type"]["enum"]
            of_kind = {"type": "string", "const": kind, "description": "Kind of operation.", "examples": [kind]}
            operation["properties"]["type"] = of_kind
            component = ResolvedComponent(name, ResolvedComponent.SCHEMA, operation, name)  # type: ignore[no-untyped-call]
            auto_schema.registry.register_on_missing(component)
        return schema


def exemplify(result: Plain, generator: object, request: object, public: bool) -> Plain:
    """Give every field its example from the examples of the whole: a postprocessing hook of drf-spectacular."""
    components = result["components"]
    for schema, sample in _examples(result["paths"]):
        _add_examples(schema, _resolved(sample, components)["value"], components)
    return result


def _examples(node: Any) -> Iterator[tuple[Plain, Plain]]:
    """Yield each example in the document, after the schema that it belongs to."""
    if isinstance(node, dict) and "schema" in node and "examples" in node:
        yield from ((node["schema"], sample) for sample in node["examples"].values())
    elif isinstance(node, (dict, list)):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _examples(inner)


def _resolved(node: Plain, components: Plain) -> Plain:
    """Return the node itself, or the component that it refers to."""
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = components[kind][name]
    return node


def _add_examples(schema: Plain, value: Any, components: Plain) -> None:
    schema = _resolved(schema, components)
    for choice in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        _add_examples(choice, value, components)
    if isinstance(value, dict):
        for name, field in schema.get("properties", {}).items():
            if name in value:
                _add_example(field, value[name])
                _add_examples(field, value[name], components)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            _add_examples(schema["items"], item, components)


def _add_example(field: Plain, value: Any) -> None:
    """Set the example of a field, unless it has one. A null is replaced by the first value."""
    if field.get("examples", [None]) == [None]:
        field["examples"] = [value]
