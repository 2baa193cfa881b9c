"""The format of the logs: structlog renders every line of every library, with the bound context of the work."""

import logging
import os
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger


def log_config(level: str, style: str) -> dict[str, Any]:
    """A ``LOGGING`` setting. ``style`` is "json" (one object per line) or "console" (for people)."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_process,
        ],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDERERS[style]()],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # httpx logs every URL.
            "httpx": {"level": "WARNING"},
            # Below warnings, waitress writes paths as clients send them: a line break in one would look like a line.
            "waitress": {"level": max("WARNING", level, key=logging.getLevelNamesMapping().__getitem__)},
            # It warns whenever a request waits for a thread. One page of the library asks for 24 posters at once.
            "waitress.queue": {"level": "ERROR"},
            # Below errors, Django tells the status of an answer, as our own line does.
            "django.request": {"level": "ERROR"},
        },
    }


def request_id() -> str:
    """The id of the HTTP request that is being answered, "" without one. The middleware binds it."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _console() -> list[Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            pad_event_to=0,
            pad_level=False,
            exception_formatter=structlog.dev.plain_traceback,  # structlog's default shows the values of variables
        )
    ]


_RENDERERS = {"console": _console, "json": _json}
STYLES = tuple(_RENDERERS)


def _add_process(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Add the name of the process, as ``manage.py up`` sets it."""
    if process := os.environ.get("PROCESS_NAME"):
        event["process"] = process
    return event
