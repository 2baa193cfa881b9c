"""Content negotiation of operations that return a file."""

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.request import Request


class FirstRenderer(BaseContentNegotiation):
    """Ignores the Accept header: the operation returns a file, and its errors are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Select by the Content-Type, as DRF does."""
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Select the first renderer."""
        return renderers[0], renderers[0].media_type
