"""How lists are cut into pages."""

import re
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

_PARTS = {
    "next": "The address of the page with older ones; null on the last.",
    "previous": "The address of the page with newer ones; null on the first.",
    "results": "What is on this page, newest first.",
}


class Pages(CursorPagination):
    """Pages of 25, or of ``page_size`` up to 100, newest first, each with the address of the next and the previous.

    Pages by number would have to count all rows for each answer, and would shift when jobs come in.
    """

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = ("-created_at", "-id")
    page_size_query_description = "How many results a page has; more than 100 gives 100."
    cursor_query_description = "Where the page begins; next and previous of another page have it."

    def get_page_size(self, request: Request) -> int | None:
        """As many as asked for. Raises ValidationError for what is no number, which would give 25 without a word."""
        for asked in request.query_params.getlist("page_size"):
            if not re.fullmatch(r"0*[1-9][0-9]{0,99}", asked):
                raise ValidationError({"page_size": ["Send a whole number from 1."]})
        return super().get_page_size(request)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For the description of the API."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name, description in _PARTS.items():
            # Spectacular also asks with a mark in the place of the results, to see where they stand.
            if isinstance(page["properties"][name], dict):
                page["properties"][name]["description"] = description
        return page

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the description of the API."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "default": self.page_size, "examples": [50]}
        return parameters
