"""The format of log lines, from every library."""

import io
import json
import logging
import logging.config
import re

import pytest
import structlog
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from hiddenhill.middleware import RequestLog
from hiddenhill.runtime.logging import log_config

LOGGER = logging.getLogger("some.library")


@pytest.fixture
def lines():
    """Configures logging in a style, and returns the lines written. Afterwards restores the logging of the tests."""
    root = logging.getLogger()
    usual, level = root.handlers[:], root.level
    output = io.StringIO()

    def configured(style: str, level: str = "INFO"):
        setting = log_config(level, style)
        setting["handlers"]["console"]["stream"] = output
        logging.config.dictConfig(setting)
        return lambda: output.getvalue().splitlines()

    yield configured
    root.handlers[:] = usual
    root.setLevel(level)


def test_every_line_is_one_object_with_the_bound_context(lines, monkeypatch):
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
    written = lines("json")
    web_server = logging.getLogger("waitress")
    web_server.warning("no connection left")
    web_server.info("Client disconnected while serving /\nsomebody's own line")
    logging.getLogger("waitress.queue").warning("Task queue depth is 1")
    (line,) = map(json.loads, written())
    assert (line["logger"], line["event"]) == ("waitress", "no connection left")


def test_the_level_holds_for_the_web_server_too(lines):
    written = lines("json", level="CRITICAL")
    logging.getLogger("waitress").error("no paper left")
    assert written() == []


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_request_is_one_line_without_its_secrets(lines, client):
    written = lines("json")
    answer = client.get(
        "/api/schema?token=of-a-user",
        headers={"Authorization": "Bearer hh_secret", "Cookie": "sessionid=of-a-user"},
    )
    (line,) = (json.loads(line) for line in written() if "hiddenhill.requests" in line)
    assert (line["method"], line["path"], line["status"], line["user"]) == ("GET", "/api/schema", 401, None)
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", line["request_id"])
    assert not [written for written in written() if "of-a-user" in written or "hh_secret" in written]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("7f3c-of.the_proxy", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("two words", False),
        ('"}{"', False),
        ("line\nbreak", False),
    ],
)
def test_a_valid_request_id_of_a_proxy_is_kept(client, given, is_kept):
    assert (client.get("/api/health/live", headers={"X-Request-ID": given})["X-Request-ID"] == given) == is_kept


def test_lines_logged_during_a_request_carry_its_id(lines, rf):
    def view(request):
        LOGGER.warning("the frame is late")
        return HttpResponse()

    written = lines("json")
    RequestLog(view)(rf.get("/", headers={"X-Request-ID": "abc"}))
    LOGGER.warning("the next frame, too")
    during, own, after = map(json.loads, written())
    assert (during["request_id"], own["request_id"]) == ("abc", "abc")
    assert "request_id" not in after


def test_an_unknown_url_is_one_line(lines, client):
    written = lines("json")
    client.get("/api/nowhere")
    (line,) = map(json.loads, written())
    assert (line["level"], line["status"]) == ("info", 404)


@pytest.mark.django_db
def test_the_user_is_logged_by_id(lines, client):
    user = get_user_model().objects.create(username="somebody")
    client.force_login(user)
    written = lines("json")
    client.get("/api/videos")
    (line,) = (json.loads(line) for line in written() if "hiddenhill.requests" in line)
    assert line["user"] == user.pk


def test_health_checks_are_logged_only_if_they_fail(lines, client):
    written = lines("json")
    client.get("/api/health/live")
    assert not [line for line in written() if "hiddenhill.requests" in line]
    client.get("/api/health/nowhere")
    assert [line for line in written() if "hiddenhill.requests" in line]
