"""Error reports to Sentry. Loaded only if SENTRY_DSN is set: the library costs every process time and memory."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration


def start(dsn: str, environment: str, release: str, traces: float) -> None:
    """Start to report logged errors, and exceptions in requests and tasks.

    Reports contain nothing personal and no secrets: no user, cookie, IP address, body, query string or variable.
    ``traces`` is the share of requests and tasks, from 0 to 1, whose timing is reported.
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
        before_send=_without_query_string,
        before_send_transaction=_without_query_string,
    )


def _without_query_string(event: Any, hint: dict[str, Any]) -> Any:
    event.get("request", {}).pop("query_string", None)
    return event
