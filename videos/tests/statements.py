"""The statements that a block sends to the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_STATEMENT = re.compile(r'(SELECT|INSERT|UPDATE|DELETE)\b.*?\b(?:FROM|INTO|UPDATE)? ?"(\w+)"', re.DOTALL)
_PROGRESS = re.compile(r'UPDATE "videos_job" SET "lease_until" = [^"]+, "stage" = %s, "progress" = %s WHERE')


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yields a list that grows by "SELECT job" and so on: the verb, and the first table without its application.

    The beginnings and ends of transactions are left out, and writes of nothing but progress, whose number depends on
    the time that the work takes.
    """
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        if (match := _STATEMENT.match(sql)) and not _PROGRESS.match(sql):
            seen.append(f"{match[1]} {match[2].removeprefix('videos_').removeprefix('django_celery_results_')}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen
