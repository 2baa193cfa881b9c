"""Logs, metrics and error reports."""

from importlib import import_module

from hiddenhill.runtime.logging import STYLES as _STYLES
from hiddenhill.runtime.logging import log_config
from hiddenhill.settings.variables import Section, number, one_of, text
from hiddenhill.version import VERSION

_section = Section("Logs, metrics and error reports")

LOGGING = log_config(
    _section.setting(
        "LOG_LEVEL",
        one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        "INFO",
        "Least serious level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    ),
    _section.setting(
        "LOG_FORMAT",
        one_of(*_STYLES),
        "console",
        "`console` for people; `json` for programs: one object a line, with job, attempt, stage and process, or with "
        "the id of the request.",
    ),
)
_section.declare("PROCESS_NAME", "", "Name of the process in its log lines. `manage.py up` sets it.", example="worker1")

METRICS_TOKEN = _section.setting(
    "METRICS_TOKEN",
    text,
    "",
    "Bearer token with which Prometheus reads `/metrics`.",
    described="only staff, or the single user, may read them",
    secret=True,
)
_section.declare(
    "PROMETHEUS_MULTIPROC_DIR",
    "",
    "Folder, empty at start, in which several web processes share their metrics.",
    example="/run/hiddenhill/metrics",
)
PROMETHEUS_LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))

SENTRY_DSN = _section.setting("SENTRY_DSN", text, "", "Sentry project to which errors are reported.", secret=True)
SENTRY_ENVIRONMENT = _section.setting(
    "SENTRY_ENVIRONMENT", text, "production", "Name of this installation in the reports."
)
SENTRY_TRACES_SAMPLE_RATE = _section.setting(
    "SENTRY_TRACES_SAMPLE_RATE", number(0, 1), 0.0, "Share of requests and tasks whose timing is reported."
)
if SENTRY_DSN:
    _release = f"hidden-hill@{VERSION}+{import_module('videos.pipeline.cache.versions').pipeline_version()}"
    import_module("hiddenhill.runtime.sentry").start(
        SENTRY_DSN, SENTRY_ENVIRONMENT, _release, SENTRY_TRACES_SAMPLE_RATE
    )
