"""Serves the OpenAPI document, which is built once per process: it changes only with the code."""

import hashlib
import threading

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_building = threading.Lock()
_built: dict[type[BaseRenderer], tuple[bytes, str]] = {}


class Schema(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON. ``version`` and ``lang`` are ignored: there is one of each."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        """The document in the form that the Accept header, or ``format``, asks for."""
        renderer = request.accepted_renderer
        body, etag = _document(type(renderer))
        response = HttpResponse(body, content_type=f"{renderer.media_type}; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{spectacular_settings.TITLE}.{renderer.format}"'
        response["Cache-Control"] = "no-cache"
        response["ETag"] = etag
        return get_conditional_response(request._request, etag=etag, response=response) or response


def _document(renderer: type[BaseRenderer]) -> tuple[bytes, str]:
    """The document and its ETag. Requests that arrive together wait for the first to build it."""
    with _building:
        if renderer not in _built:
            _built[renderer] = _build(renderer())
        return _built[renderer]


def _build(renderer: BaseRenderer) -> tuple[bytes, str]:
    described = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    body = force_bytes(renderer.render(described, renderer_context={}))
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
