"""Pagination of lists."""

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


def _is_number(position: str) -> bool:
    """Whether the position is a whole number that any database knows."""
    return re.fullmatch(r"[0-9]{1,9}", position) is not None


def is_time(position: str) -> bool:
    """Whether the position is a time with its offset, as ``created_at`` is written, and any database knows it."""
    try:
        found = parse_datetime(position)
        return found is not None and found.tzinfo is not None and 1 < found.astimezone(UTC).year < 9999
    except (ValueError, OverflowError):
        return False


class Pages(CursorPagination):
    """Pages of 25 results, or of ``page_size`` up to 100, newest first, with the URLs of the pages before and after.

    Numbered pages would count all rows for each response, and would shift when jobs are added.
    """

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: tuple[str, ...] = ("-created_at", "-id")
    page_size_query_description = "Results per page, at most 100."
    parts = {
        "next": "URL of the next page, with older results; null on the last.",
        "previous": "URL of the previous page, with newer results; null on the first.",
        "results": "Results of this page, newest first.",
    }
    is_position: Callable[[str], bool] = staticmethod(is_time)
    """Whether a page can begin at a position that a cursor names."""

    cursor_query_description = "Start of the page, as given in next and previous of another page."

    def get_page_size(self, request: Request) -> int | None:
        """Return the requested size. Raises ValidationError if it is not a number: DRF would silently use 25."""
        for value in request.query_params.getlist("page_size"):
            if not re.fullmatch(r"0*[1-9][0-9]{0,99}", value):
                raise ValidationError({"page_size": ["Send a whole number of at least 1."]})
        return super().get_page_size(request)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the cursor in the URL. Raises NotFound if no page has given it."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not self.is_position(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Add descriptions."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name, description in self.parts.items():
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


class ItemPages(Pages):
    """Pages of 50 lines of a batch, or of ``page_size`` up to 100, in the order of the list."""

    page_size = 50
    ordering = ("position",)
    parts = {
        "next": "URL of the next page; null on the last.",
        "previous": "URL of the previous page; null on the first.",
        "results": "Lines of this page, in the order of the list.",
    }
    is_position: Callable[[str], bool] = staticmethod(_is_number)
