"""What a log line looks like, from whichever library."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger

from hiddenhill import logs

LOGGER = logging.getLogger("some.library")


@pytest.fixture
def lines():
    """Configures the logs in a style and gives what comes out; the tests' own logs are put back."""
    root = logging.getLogger()
    usual, level = root.handlers[:], root.level
    output = io.StringIO()

    def configured(style: str, level: str = "INFO"):
        setting = logs.config(level, style)
        setting["handlers"]["console"]["stream"] = output
        logging.config.dictConfig(setting)
        return lambda: output.getvalue().splitlines()

    yield configured
    root.handlers[:] = usual
    root.setLevel(level)


def test_every_line_is_one_object_with_what_is_bound_to_the_work(lines, monkeypatch):
    monkeypatch.setenv("PROCESS_NAME", "worker1")
    written = lines("json")
    with structlog.contextvars.bound_contextvars(job="J", attempt=2, stage="encode"):
        LOGGER.warning("the %s is late", "frame")
    (line,) = map(json.loads, written())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        **{"event": "the frame is late", "level": "warning", "logger": "some.library"},
        **{"job": "J", "attempt": 2, "stage": "encode", "process": "worker1"},
    }


def test_an_exception_is_one_line_with_its_traceback(lines):
    written = lines("json")
    try:
        raise OSError("no paper")
    except OSError:
        LOGGER.exception("it broke")
    (line,) = map(json.loads, written())
    assert "Traceback" in line["exception"]
    assert "no paper" in line["exception"]


def test_for_people_a_line_is_plain(lines):
    written = lines("console")
    with structlog.contextvars.bound_contextvars(job="J"):
        LOGGER.info("started")
    (line,) = written()
    assert "started" in line
    assert "job=J" in line
    assert "\x1b" not in line


def test_the_web_server_s_lines_are_like_all_others(lines):
    web_server = Logger(Config())  # sets up its own, before it applies our setting
    written = lines("json")
    web_server.error("no paper left")
    web_server.access_log.info("GET /api/videos/")
    said = [(line["logger"], line["event"]) for line in map(json.loads, written())]
    assert said == [("gunicorn.error", "no paper left"), ("gunicorn.access", "GET /api/videos/")]


def test_the_level_holds_for_the_web_server_too(lines):
    web_server = Logger(Config())
    written = lines("json", level="WARNING")
    web_server.access_log.info("GET /api/videos/")
    assert written() == []


def test_an_unknown_style_is_refused_at_start():
    with pytest.raises(ValueError, match=r"LOG_FORMAT is 'xml'.*console, json"):
        logs.config("INFO", "xml")
