"""Retries writes while the database cannot be reached."""

import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import tenacity
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


def retry_on_outage(write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call ``write``, and retry for up to JOB_PATIENCE_SECONDS while the database cannot be reached.

    After that the last error is raised. ``write`` must be safe to repeat: it may have been committed although the
    answer was lost.
    """
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((OperationalError, InterfaceError)),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
        stop=tenacity.stop_after_delay(settings.JOB_PATIENCE_SECONDS),
        before_sleep=_reconnect,
        reraise=True,
    )
    return tries(write, *args, **kwargs)


def _reconnect(state: tenacity.RetryCallState) -> None:
    # Celery closes unusable connections before and after a task, but not during one.
    error = state.outcome.exception() if state.outcome else None
    logger.warning("the database cannot be reached (%s), retrying", type(error).__name__)
    connection.close_if_unusable_or_obsolete()
