"""Errors that every call of the API may meet."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from rest_framework.response import Response
from rest_framework.views import exception_handler

logger = logging.getLogger(__name__)

_NO_DATABASE = (
    "The database cannot be reached, so it is not known whether this was carried out. Check DATABASE_URL and the "
    "database, then ask again; with an Idempotency-Key nothing is done twice."
)


def told(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error, as DRF gives it; and 500 with a code where the database is away, rather than a page."""
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.error("the database is away: %s", error)
        return Response({"detail": _NO_DATABASE, "code": "database_unavailable"}, 500)
    return exception_handler(error, context)
