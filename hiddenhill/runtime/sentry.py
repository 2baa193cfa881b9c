"""Reports errors to Sentry. Loaded only where SENTRY_DSN is set: the library takes time and memory in every process."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration


def start(dsn: str, environment: str, release: str, traces: float) -> None:
    """Report what is logged as an error, and what is raised by a request or a task, from now on.

    Nothing personal goes along, and no secret: no user, cookie, address, body, query string or variable. ``traces`` is
    the share of requests and tasks, from 0 to 1, whose timing is reported.
    """
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=release,
        traces_sample_rate=traces,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        integrations=[DjangoIntegration(), CeleryIntegration()],
        before_send=_discreet,
        before_send_transaction=_discreet,
    )


def _discreet(event: Any, hint: dict[str, Any]) -> Any:
    event.get("request", {}).pop("query_string", None)
    return event
