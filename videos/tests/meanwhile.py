"""What another process does between two queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


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
