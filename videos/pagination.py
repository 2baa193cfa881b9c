"""How lists are cut into pages."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages of 25, or of ``page_size`` up to 100, newest first, each with the address of the next and the previous.

    Pages by number would have to count all rows for each answer, and would shift when jobs come in.
    """

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = ("-created_at", "-id")
