"""The orders in which jobs are listed."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, Substr
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from videos.api.pagination import Pages, is_time

_KEY_LENGTH = 100
"""Characters of a title by which jobs are sorted: they are part of the URL of the next page."""


class _Bytes(Func):
    """Compares texts by their bytes, in any language of the database."""

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


def _is_seconds(position: str) -> bool:
    try:
        return math.isfinite(float(position))
    except ValueError:
        return False


def _is_key(position: str) -> bool:
    return len(position) <= _KEY_LENGTH and position.isascii() and position.isprintable()


@dataclass(frozen=True, slots=True)
class Order:
    """An order: its fields, what is annotated for them, and whether a page can begin at a position."""

    fields: tuple[str, ...]
    is_position: Callable[[str], bool]
    annotated: Mapping[str, Any] = field(default_factory=dict)


_LAST = 1e9
"""Seconds of what has no duration, where short comes first."""

ORDERS = {
    "-created_at": Order(("-created_at", "-id"), is_time),
    "created_at": Order(("created_at", "id"), is_time),
    "title": Order(
        ("title_key", "id"),
        _is_key,
        # The words of a project begin with the folded title.
        {"title_key": _Bytes(Coalesce(Substr(F("project__words"), 1, _KEY_LENGTH), Value("")))},
    ),
    "duration": Order(("seconds", "id"), _is_seconds, {"seconds": Coalesce("duration", _LAST)}),
    "-duration": Order(("-seconds", "-id"), _is_seconds, {"seconds": Coalesce("duration", 0.0)}),
}
NEWEST_FIRST = "-created_at"

DESCRIPTIONS = {
    "-created_at": "newest first",
    "created_at": "oldest first",
    "title": "by the title of the paper, without case and accents",
    "duration": "shortest first, jobs without a video last",
    "-duration": "longest first, jobs without a video last",
}


class JobPages(Pages):
    """Pages of jobs in one of ``ORDERS``."""

    parts = {
        "next": "URL of the next page; null on the last.",
        "previous": "URL of the previous page; null on the first.",
        "results": "Results of this page, in the order of ``ordering``.",
    }

    def order(self, request: Request) -> str:
        """Return the requested order. Raises ValidationError if there is no such order."""
        wanted = request.query_params.get("ordering", NEWEST_FIRST)
        if wanted not in ORDERS:
            raise ValidationError({"ordering": [f"Send one of {', '.join(ORDERS)}."]})
        return wanted

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the page of the request."""
        order = ORDERS[self.order(request)]
        self.ordering, self.is_position = order.fields, order.is_position
        return super().paginate_queryset(queryset.annotate(**order.annotated), request, view)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Add the orders."""
        meanings = ", ".join(f"{value}: {meaning}" for value, meaning in DESCRIPTIONS.items())
        ordering = {
            "name": "ordering",
            "in": "query",
            "required": False,
            "description": f"Order of the results. {meanings}.",
            "schema": {"type": "string", "enum": list(ORDERS), "default": NEWEST_FIRST},
        }
        return [*super().get_schema_operation_parameters(view), ordering]
