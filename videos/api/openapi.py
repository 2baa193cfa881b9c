"""What the description of the API says of every call, so that no view has to: its problems, and who may ask."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser

from videos.api.problem_kinds import KINDS, Kind
from videos.api.problems import MEDIA_TYPE, ProblemSerializer, example

Plain = dict[str, Any]

PROBLEMS = "x-problems"
"""The extension by which a view names the problems of its own: ``extensions={TOLD: ["no_video"]}``."""

_HEADERS = {
    name: {"schema": {"type": type_, "examples": [value]}, "description": description, "required": True}
    for name, type_, description, value in (
        ("Allow", "string", "The methods that the address takes.", "GET, HEAD, OPTIONS"),
        ("Content-Range", "string", "The size of the file.", "bytes */2311740"),
        ("Retry-After", "integer", "After how many seconds to ask again.", 30),
        ("WWW-Authenticate", "string", "How to say who asks.", "Bearer"),
    )
}


class Schema(AutoSchema):
    """DRF's views as OpenAPI, each with the problems that it may tell beside its own answers."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Plain | None:
        """The operation, with its problems."""
        operation: Plain | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for code in dict.fromkeys((*operation.pop(PROBLEMS, ()), *self._usual_problems(operation))):
            self._add(operation["responses"], KINDS[code])
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and "description" not in parameter:
                parameter["description"] = f"Which {parameter['name'].removesuffix('_id').replace('_', ' ')}."
        for status, response in operation["responses"].items():
            response["description"] = response["description"] or f"{HTTPStatus(int(status)).phrase}."
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def get_auth(self) -> list[Plain]:
        """Who may ask: on a machine of one's own, anybody."""
        auth: list[Plain] = super().get_auth()
        return [*auth, {}] if settings.API_ALLOW_ANONYMOUS and {} not in auth else auth

    def map_parsers(self) -> list[str]:
        """JSON, where it is taken: forms are for the browsable API."""
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
        shape = self.resolve_serializer(ProblemSerializer(), "response").ref
        shown = {"summary": kind.title, "value": example(kind)}
        component = ResolvedComponent(kind.code, ResolvedComponent.EXAMPLE, shown, kind)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        response = responses.setdefault(str(kind.status), {"description": ""})
        response["description"] = f"{response['description']} {kind.title}.".lstrip()
        media = response.setdefault("content", {}).setdefault(MEDIA_TYPE, {"schema": shape, "examples": {}})
        media["examples"][kind.code] = component.ref
        for name in kind.headers:
            response.setdefault("headers", {})[name] = _HEADERS[name]


def exemplify(result: Plain, generator: object, request: object, public: bool) -> Plain:
    """Give every field the example that it has in an example of the whole: spectacular's postprocessing hook."""
    components = result["components"]
    for schema, shown in _examples(result["paths"]):
        _into(schema, _named(shown, components)["value"], components)
    return result


def _examples(node: Any) -> Iterator[tuple[Plain, Plain]]:
    """Each example in the description, after the schema that it is an example of."""
    if isinstance(node, dict) and "schema" in node and "examples" in node:
        yield from ((node["schema"], shown) for shown in node["examples"].values())
    elif isinstance(node, (dict, list)):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _examples(inner)


def _named(node: Plain, components: Plain) -> Plain:
    """The node itself, or the component that it refers to."""
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = components[kind][name]
    return node


def _into(schema: Plain, value: Any, components: Plain) -> None:
    schema = _named(schema, components)
    for choice in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        _into(choice, value, components)
    if isinstance(value, dict):
        for name, field in schema.get("properties", {}).items():
            if name in value:
                _exemplified(field, value[name])
                _into(field, value[name], components)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            _into(schema["items"], item, components)


def _exemplified(field: Plain, value: Any) -> None:
    """A null says little: it gives way to the first value."""
    if field.get("examples", [None]) == [None]:
        field["examples"] = [value]
