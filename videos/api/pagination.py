"""Pagination of lists."""

import re
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

_PARTS = {
    "next": "URL of the next page, with older results; null on the last.",
    "previous": "URL of the previous page, with newer results; null on the first.",
    "results": "Results of this page, newest first.",
}


class Pages(CursorPagination):
    """Pages of 25 results, or of ``page_size`` up to 100, newest first, with the URLs of the pages before and after.

    Numbered pages would count all rows for each response, and would shift when jobs are added.
    """

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = ("-created_at", "-id")
    page_size_query_description = "Results per page, at most 100."
    cursor_query_description = "Start of the page, as given in next and previous of another page."

    def get_page_size(self, request: Request) -> int | None:
        """Return the requested size. Raises ValidationError if it is not a number: DRF would silently use 25."""
        for value in request.query_params.getlist("page_size"):
            if not re.fullmatch(r"0*[1-9][0-9]{0,99}", value):
                raise ValidationError({"page_size": ["Send a whole number of at least 1."]})
        return super().get_page_size(request)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Add descriptions."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name, description in _PARTS.items():
            # drf-spectacular also calls this with a placeholder for the results, to find their position.
            if isinstance(page["properties"][name], dict):
                page["properties"][name]["description"] = description
        return page

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Add the limits of ``page_size``."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "default": self.page_size, "examples": [50]}
        return parameters
