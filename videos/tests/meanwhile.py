"""What another process does between two queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

ALL_APPS = [app.name for app in apps.get_app_configs()] if connection.vendor == "postgresql" else None
"""For tests whose transactions are real: the ``available_apps`` of their mark.

Without them, PostgreSQL does not empty tables to which that of a swapped model refers. With them, no later test finds
the permissions; on PostgreSQL such a module runs alone.
"""


@contextmanager
def before_query(acts: dict[int, Callable[[], object]]) -> Iterator[None]:
    """Before the query with this number, act as another process would. The queries of an act do not count."""
    seen = 0
    acting = False

    def watch(execute, sql, params, many, context):
        nonlocal seen, acting
        if not acting:
            seen += 1
            acting = True
            acts.get(seen, int)()
            acting = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
